package conductor.ops.feed;

import conductor.ops.console.Launcher;
import conductor.ops.node.NodeFile;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where the Redis is that a command speaks to. */
final class RedisAddress {
    private RedisAddress() {}

    /**
     * The first of: the option, REDIS_URL, the node's own {@code node.json}.
     *
     * @param option what {@code --redis} says, or null.
     * @param environment the process's environment.
     * @param dataDir folder of a node.
     */
    static RedisURI find(String option, Map<String, String> environment, Path dataDir) {
        if (option != null) {
            return uri("--redis", option);
        }
        String url = environment.getOrDefault("REDIS_URL", "");
        if (!url.isBlank()) {
            return uri("REDIS_URL", url);
        }
        String redis = redisOf(dataDir)
                .orElseThrow(() -> new FeedException(
                        FeedException.NOT_REACHABLE,
                        "No Redis is known: there is no node.json in " + dataDir
                                + ". Start the node first (" + Launcher.command() + " run),"
                                + " name its folder with --data-dir, or a Redis with --redis or REDIS_URL."));
        return uri("node.json in " + dataDir, redis);
    }

    private static RedisURI uri(String from, String text) {
        try {
            return RedisURI.create(text);
        } catch (IllegalArgumentException e) {
            throw new FeedException(
                    FeedException.USAGE, from + " is not a Redis address; it looks like redis://host:6379.", e);
        }
    }

    private static Optional<String> redisOf(Path dataDir) {
        try {
            return NodeFile.read(dataDir).map(NodeFile::redisUri);
        } catch (IOException e) {
            throw new FeedException(
                    FeedException.NOT_REACHABLE,
                    "node.json in " + dataDir + " cannot be read (" + e.getMessage() + "). Name a Redis with --redis.",
                    e);
        }
    }
}
