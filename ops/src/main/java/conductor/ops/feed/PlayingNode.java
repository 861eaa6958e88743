package conductor.ops.feed;

import conductor.gateway.json.Json;
import conductor.gateway.json.Times;
import conductor.ops.console.Launcher;
import conductor.ops.node.NodeClient;
import conductor.ops.node.NodeFile;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Asks the node of the data folder, if it reads the Redis that is fed, whether it can make anything of the feed. Time never goes
 * back, so a recording of the past played into a node that has passed it would be taken and give no score.
 */
final class PlayingNode {
    private static final String A_NODE_OF_ITS_OWN = " Play into a node of its own: " + Launcher.command()
            + " run --clock stream --egress assume-sent --data-dir play --http-port 0, then feed with --data-dir play.";

    private PlayingNode() {}

    /** Refuses a feed that the node cannot play; without a node there is nothing to ask. */
    static void check(RedisURI redis, Path dataDir, FeedMarker marker, Recording recording, FeedOptions options) {
        status(redis, dataDir).ifPresent(status -> {
            boolean playing = "stream".equals(status.get("clock"));
            if (options.recordedTime() && !playing) {
                throw refusal("The node on " + dataDir
                        + " follows the clock of Redis: recorded times are long past for it." + A_NODE_OF_ITS_OWN);
            }
            if (!options.recordedTime() && playing) {
                throw refusal(
                        "The node on " + dataDir + " plays recordings: its time moves with the feeder's marks, which"
                                + " only --recorded-time writes. Add it, or feed a node that runs with --clock redis.");
            }
            long nodeMs = Instant.parse((String) status.get("engine_time")).toEpochMilli();
            if (options.recordedTime() && !marker.sameFeed() && nodeMs > recording.firstMs()) {
                throw refusal("The node on " + dataDir + " has come to " + Times.utc(nodeMs)
                        + ", but this recording begins at " + Times.utc(recording.firstMs())
                        + ", and time never goes back." + A_NODE_OF_ITS_OWN);
            }
        });
    }

    private static Optional<Map<String, Object>> status(RedisURI redis, Path dataDir) {
        try {
            Optional<NodeFile> node = NodeFile.read(dataDir).filter(file -> sameServer(redis, file.redisUri()));
            return node.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Json.read(NodeClient.status(node.get())))
                            .filter(map -> map.containsKey("engine_time"));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static boolean sameServer(RedisURI fed, String read) {
        RedisURI uri = RedisURI.create(read);
        return uri.getPort() == fed.getPort()
                && uri.getHost() != null
                && uri.getHost().equals(fed.getHost());
    }

    private static FeedException refusal(String message) {
        return new FeedException(FeedException.USAGE, message);
    }
}
