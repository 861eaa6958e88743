package conductor.gateway.http;

import conductor.engine.codec.MessageHeaderDecoder;
import conductor.engine.codec.SignalBatchDecoder;
import conductor.gateway.RedisUnderTest;
import conductor.gateway.publish.TestRedis;
import conductor.journal.history.HistoryStore;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;

/** A real Redis with a real gateway, and everything to ask it with. */
final class GatewayRig implements AutoCloseable {
    static final String FRIEND = "https://friend.test";

    private static final String SIGNALS = "conductor.signals.v1";
    private static final int PLENTY = 100_000;

    private final TestRedis redis;
    private final RedisClient client;
    private final StatefulRedisConnection<String, String> connection;
    private final String secret = UUID.randomUUID() + "-" + UUID.randomUUID();
    private final String adminToken = UUID.randomUUID().toString();
    private final Gateway gateway;
    private final Engine engine;

    GatewayRig(Path folder) throws IOException {
        this(folder, PLENTY, PLENTY);
    }

    /** @param ingestBurst signals that a token may bring at once. */
    GatewayRig(Path folder, int ingestBurst, int ingestPerSecond) throws IOException {
        this(folder, PLENTY, ingestBurst, ingestPerSecond);
    }

    /** @param signalsWaitingMax signals under way at most. */
    GatewayRig(Path folder, int signalsWaitingMax) throws IOException {
        this(folder, signalsWaitingMax, PLENTY, PLENTY);
    }

    private GatewayRig(Path folder, int signalsWaitingMax, int ingestBurst, int ingestPerSecond) throws IOException {
        redis = new TestRedis(RedisUnderTest.EMBEDDED, folder);
        client = RedisClient.create(redis.uri());
        connection = client.connect();
        engine = new Engine(connection.sync());
        gateway = new Gateway(redis.uri(), config(signalsWaitingMax, ingestBurst, ingestPerSecond));
    }

    private GatewayConfig config(int signalsWaitingMax, int ingestBurst, int ingestPerSecond) {
        return new GatewayConfig(
                "127.0.0.1",
                0,
                Optional.empty(),
                false,
                Set.of(FRIEND),
                false,
                Optional.of(secret),
                Optional.of(adminToken),
                signalsWaitingMax,
                ingestBurst,
                ingestPerSecond);
    }

    Gateway gateway() {
        return gateway;
    }

    /** One more gateway with the same Redis, and with a database. */
    Gateway another(HistoryStore history) {
        return new Gateway(redis.uri(), config(PLENTY, PLENTY, PLENTY), history, Optional::empty);
    }

    /** One more gateway with the same Redis. */
    Gateway another() {
        return new Gateway(redis.uri(), config(PLENTY, PLENTY, PLENTY));
    }

    /** One more that knows where its node answers. */
    Gateway besides(Callable<Optional<String>> nodeUrl) {
        return new Gateway(redis.uri(), config(PLENTY, PLENTY, PLENTY), null, nodeUrl);
    }

    Engine engine() {
        return engine;
    }

    TestRedis redis() {
        return redis;
    }

    StatefulRedisConnection<String, String> connection() {
        return connection;
    }

    String secret() {
        return secret;
    }

    String adminToken() {
        return adminToken;
    }

    /** A person's token. */
    String person(String subject, String... permissions) {
        return Jwts.of(secret, subject, permissions);
    }

    /** The token of somebody new who may do everything that people may. */
    String organiser() {
        return person("usr_" + UUID.randomUUID(), "*");
    }

    /** A token of a machine, known to the gateway. */
    String machine(String... scopes) {
        try {
            String text = gateway.edge()
                    .tokens()
                    .create("test", Set.of(scopes), "*", null)
                    .get(Await.PATIENCE_MS, TimeUnit.MILLISECONDS)
                    .text();
            refreshTokens();
            return text;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ends a machine's token, which the gateway is told of at once. */
    void revoke(String token) {
        try {
            gateway.edge().tokens().revoke(token.split("_")[1]).get(Await.PATIENCE_MS, TimeUnit.MILLISECONDS);
            refreshTokens();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void refreshTokens() throws Exception {
        gateway.edge().tokens().refresh().get(Await.PATIENCE_MS, TimeUnit.MILLISECONDS);
    }

    /** Waits until the gateway shows everything that the engine has written. */
    void awaitRead() {
        awaitRead(gateway);
    }

    void awaitRead(Gateway which) {
        Await.until(
                "all records were read",
                () -> which.edge().feed().ring().position().decisions() == engine.decisions()
                        && which.edge().feed().ring().position().scores() == engine.scores());
    }

    /** Sessions of all signals in Redis, in the order in which they were written. */
    List<String> sessionsWritten() {
        List<String> sessions = new ArrayList<>();
        try (StatefulRedisConnection<byte[], byte[]> bytes = client.connect(ByteArrayCodec.INSTANCE)) {
            byte[] stream = SIGNALS.getBytes(StandardCharsets.US_ASCII);
            for (StreamMessage<byte[], byte[]> entry : bytes.sync().xrange(stream, Range.unbounded())) {
                addSessions(entry.getBody().values().iterator().next(), sessions);
            }
        }
        return sessions;
    }

    private static void addSessions(byte[] entry, List<String> sessions) {
        SignalBatchDecoder batch = new SignalBatchDecoder();
        batch.wrapAndApplyHeader(new UnsafeBuffer(entry), 0, new MessageHeaderDecoder());
        List<String> texts = new ArrayList<>();
        for (SignalBatchDecoder.TextsDecoder text : batch.texts()) {
            byte[] id = new byte[text.idLength()];
            text.getId(id, 0, id.length);
            texts.add(new String(id, StandardCharsets.UTF_8));
        }
        for (SignalBatchDecoder.SignalsDecoder signal : batch.signals()) {
            sessions.add(signal.session() < texts.size() ? texts.get(signal.session()) : null);
        }
    }

    long timesWritten(String session) {
        return sessionsWritten().stream().filter(session::equals).count();
    }

    @Override
    public void close() {
        gateway.close();
        client.shutdown(0, 1, TimeUnit.SECONDS);
        redis.close();
    }
}
