package conductor.ops.feed;

import conductor.ops.console.Launcher;
import conductor.ops.env.Environment;
import conductor.ops.node.NodeFile;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** Where the Redis is that a command speaks to. */
final class RedisAddress {
    private static final String VARIABLE = "REDIS_URL";

    private RedisAddress() {}

    /**
     * The first of: the option, REDIS_URL, the node's own {@code node.json}.
     *
     * @param option what {@code --redis} says, or null.
     * @param environment variables; those of a {@code .env} in the data folder are added.
     * @param dataDir folder of a node.
     */
    static RedisURI find(String option, Environment environment, Path dataDir) {
        if (option != null) {
            return uri("--redis", option);
        }
        Optional<String> url = environment
                .with(dataDir, Set.of())
                .withFilesOf(Set.of(VARIABLE))
                .value(VARIABLE);
        if (url.isPresent()) {
            return uri(VARIABLE, url.get());
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
