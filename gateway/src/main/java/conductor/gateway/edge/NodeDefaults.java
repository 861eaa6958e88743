package conductor.gateway.edge;

import conductor.gateway.json.Json;
import conductor.gateway.owner.Fence;
import conductor.gateway.owner.Owner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The settings that an event without any has, as the node that owns the streams says it in Redis. Looked at as often as the tokens. */
public final class NodeDefaults {
    private static final Logger LOG = LoggerFactory.getLogger(NodeDefaults.class);
    private static final byte[] KEY = Fence.KEY.getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MEMBER = Owner.DEFAULTS.getBytes(StandardCharsets.US_ASCII);

    private final EdgeCalls calls;
    private final SessionBoard board;
    private volatile Map<String, Object> values = Map.of();

    NodeDefaults(EdgeCalls calls, SessionBoard board) {
        this.calls = calls;
        this.board = board;
    }

    /** By column; empty while no node has said it. */
    public Map<String, Object> values() {
        return values;
    }

    /** Looks again; what cannot be read stays as it was. */
    public CompletableFuture<Map<String, Object>> refresh() {
        return calls.call(redis -> redis.hget(KEY, MEMBER)).thenApply(this::take);
    }

    private Map<String, Object> take(byte[] json) {
        if (json != null) {
            try {
                values = Collections.unmodifiableMap(Json.read(new String(json, StandardCharsets.UTF_8)));
                board.defaultMode(values.get("agent_mode") instanceof String mode ? mode : null);
            } catch (IOException e) {
                LOG.debug("The node's defaults are no JSON object", e);
            }
        }
        return values;
    }
}
