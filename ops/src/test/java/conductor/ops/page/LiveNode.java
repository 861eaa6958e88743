package conductor.ops.page;

import conductor.gateway.edge.Edge;
import conductor.gateway.http.GatewayConfig;
import conductor.gateway.http.GatewayParts;
import conductor.gateway.http.GatewayServer;
import conductor.gateway.json.Json;
import conductor.journal.history.HistoryStore;
import conductor.ops.config.NodeConfig;
import conductor.ops.config.Settings;
import conductor.ops.embedded.EmbeddedRedis;
import conductor.ops.node.ConductorNode;
import conductor.ops.node.DatabaseBeside;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** A live node and its gateway, a Redis that outlives both, and a stand-in for the platform that carries out what is commanded. */
final class LiveNode implements AutoCloseable {
    static final String EVENT = "evt_page";

    private static final String COMMANDS = "agent.interventions";
    private static final String OUTCOMES = "platform.agent.intervention-outcomes.v1";
    private static final int PLENTY = 100_000;

    private final Path dataDir;
    private final boolean database;
    private final Optional<String> jwtSecret;
    private final String adminToken = UUID.randomUUID().toString();
    private final EmbeddedRedis server;
    private final RedisClient client;
    private final RedisCommands<String, String> redis;
    private ConductorNode node;
    private Edge edge;
    private HistoryStore history;
    private GatewayServer gateway;
    private int port;
    private int users;

    LiveNode(Path folder) throws IOException {
        this(folder, false, Optional.empty());
    }

    /**
     * @param database whether it has a PostgreSQL of its own, which the gateway reads.
     * @param jwtSecret of people; empty for a gateway that is open to everybody.
     */
    LiveNode(Path folder, boolean database, Optional<String> jwtSecret) throws IOException {
        this.database = database;
        this.jwtSecret = jwtSecret;
        dataDir = folder.resolve("node");
        server = EmbeddedRedis.start(folder.resolve("redis"));
        client = RedisClient.create(server.uri());
        redis = client.connect().sync();
        carryOut();
        start();
    }

    private void carryOut() {
        StatefulRedisPubSubConnection<String, String> connection = client.connectPubSub();
        connection.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(String channel, String message) {
                try {
                    outcome(Json.read(message));
                } catch (IOException e) {
                    throw new IllegalStateException(message, e);
                }
            }
        });
        connection.sync().subscribe(COMMANDS);
    }

    private void outcome(Map<String, Object> command) {
        Map<String, Object> outcome = new LinkedHashMap<>();
        outcome.put("success", true);
        outcome.put("intervention_id", command.get("intervention_id"));
        outcome.put("session_id", command.get("session_id"));
        outcome.put("event_id", command.get("event_id"));
        outcome.put("result", Map.of());
        client.connect().async().xadd(OUTCOMES, Map.of("data", Json.write(outcome)));
    }

    /** Starts node and gateway; again on the port that the page knows. */
    void start() throws IOException {
        Map<String, String> flags = new LinkedHashMap<>();
        flags.put("data-dir", dataDir.toString());
        flags.put("redis.url", server.uri());
        flags.put("redis.start-at", "0");
        // Rules on the score find something within six evaluations; counts want to know a session for longer.
        flags.put("detection.version", "v1");
        flags.put("engine.evaluation-period-ms", "1000");
        flags.put("engine.sessions-max", "1024");
        flags.put("engine.users-max", "16384");
        flags.put("engine.voters-max", "16384");
        flags.put("engine.events-max", "64");
        flags.put("engine.names-max", "4096");
        flags.put("engine.ring-size", "1024");
        flags.put("http.port", "0");
        flags.put("db.enabled", Boolean.toString(database));
        Settings settings = Settings.load(flags, Map.of(), null);
        node = ConductorNode.start(NodeConfig.bind(settings), settings);
        edge = Edge.start(server.uri(), PLENTY);
        GatewayConfig config = new GatewayConfig(
                "127.0.0.1",
                port,
                Optional.empty(),
                false,
                Set.of(),
                jwtSecret.isEmpty(),
                jwtSecret,
                Optional.of(adminToken),
                PLENTY,
                PLENTY,
                PLENTY);
        String url = node.file().httpUrl();
        history = database ? new HistoryStore(DatabaseBeside.own(dataDir)) : null;
        gateway = GatewayServer.start(
                config, new GatewayParts(edge, history, () -> Optional.of(url), Map.of("version", "test")));
        port = gateway.port();
    }

    /** Stops the gateway, then the node. */
    void stop() {
        gateway.close();
        edge.close();
        if (history != null) {
            history.close();
        }
        node.close();
    }

    /** All records of decisions that are in Redis. */
    List<Map<String, Object>> decisions() {
        List<Map<String, Object>> records = new ArrayList<>();
        for (StreamMessage<String, String> entry : redis.xrange("conductor.decisions.v1", Range.unbounded())) {
            try {
                records.add(Json.read(entry.getBody().get("data")));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return records;
    }

    /** A token of a machine that may do everything. */
    String adminToken() {
        return adminToken;
    }

    String origin() {
        return "http://127.0.0.1:" + port;
    }

    /** People who come, and those who write a message at once. */
    void come(String session, int people, boolean write) {
        for (int i = 0; i < people; i++) {
            String user = "usr_" + ++users;
            redis.xadd(
                    "platform.events.live.sync.v1",
                    Map.of(
                            "data",
                            Json.write(Map.of(
                                    "type", "user_join", "sessionId", session, "eventId", EVENT, "userId", user))));
            if (write) {
                chat(session, user);
                redis.xadd(
                        "platform.events.live.reaction.v1",
                        Map.of("data", Json.write(Map.of("sessionId", session, "userId", user, "emoji", "!"))));
            }
        }
    }

    void chat(String session, String user) {
        redis.xadd(
                "platform.events.chat.message.v1",
                Map.of(
                        "data",
                        Json.write(
                                Map.of("sessionId", session, "eventId", EVENT, "message", Map.of("authorId", user)))));
    }

    @Override
    public void close() {
        stop();
        client.shutdown();
        server.close();
    }
}
