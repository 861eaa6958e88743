package conductor.ops.feed;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

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
        Path node = dataDir.resolve("node.json");
        String redis = redisOf(node);
        if (redis == null) {
            throw new FeedException(
                    FeedException.NOT_REACHABLE,
                    "No Redis is known: " + node + " names none. Start the node first (conductor run), name its folder"
                            + " with --data-dir, or a Redis with --redis or REDIS_URL.");
        }
        return uri(node.toString(), redis);
    }

    private static RedisURI uri(String from, String text) {
        try {
            return RedisURI.create(text);
        } catch (IllegalArgumentException e) {
            throw new FeedException(
                    FeedException.USAGE, from + " is not a Redis address; it looks like redis://host:6379.", e);
        }
    }

    private static String redisOf(Path node) {
        if (!Files.isReadable(node)) {
            return null;
        }
        try (JsonParser json = new JsonFactory().createParser(Files.readString(node))) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.FIELD_NAME && json.currentName().equals("redis")) {
                    return json.nextTextValue();
                }
            }
            return null;
        } catch (IOException e) {
            throw new FeedException(FeedException.NOT_REACHABLE, node + " cannot be read: " + e.getMessage(), e);
        }
    }
}
