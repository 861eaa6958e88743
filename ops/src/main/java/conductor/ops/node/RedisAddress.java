package conductor.ops.node;

import conductor.ops.config.ConfigError;
import conductor.ops.config.Settings;
import conductor.ops.console.Launcher;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where the Redis is that commands beside a node speak to: the same for all of them. */
public final class RedisAddress {
    private static final Pattern FORM = Pattern.compile("redis[a-z+-]*://\\S+");

    private RedisAddress() {}

    /**
     * The first of: the one that the command line names, that of the node that runs on the data folder, the one that the settings
     * name, and the one that a node which was killed has left in node.json.
     *
     * @param option what the command line says, or null.
     * @return empty when none is known, which {@link #unknown} words.
     * @throws IOException when node.json cannot be read, which {@link NodeFile#unreadable} words.
     * @throws ConfigError when what was named is no address.
     */
    public static Optional<String> find(String option, Settings settings, Path dataDir) throws IOException {
        if (option != null) {
            return Optional.of(checked("--redis", option));
        }
        Optional<NodeFile> file = NodeFile.read(dataDir);
        String named = settings.entry("redis.url").value().strip();
        boolean running = file.isPresent() && (named.isEmpty() || NodeClient.answers(file.get()));
        return running || named.isEmpty() ? file.map(NodeFile::redisUri) : Optional.of(checked("redis.url", named));
    }

    /** The sentence where no Redis is known. */
    public static String unknown(Path dataDir) {
        return "No Redis is known: there is no node.json in " + dataDir + ". Start the node first ("
                + Launcher.command()
                + " run), name its folder with --data-dir, or a Redis with REDIS_URL (feed takes --redis, too).";
    }

    private static String checked(String from, String url) {
        if (!FORM.matcher(url).matches()) {
            throw new ConfigError(from + " is not a Redis address; it looks like redis://host:6379.");
        }
        return url;
    }
}
