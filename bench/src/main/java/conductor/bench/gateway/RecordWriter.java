package conductor.bench.gateway;

import conductor.gateway.json.Json;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes records as an engine does, by a plan: record n is due n / rate after the first, and delays count from then. A tenth of them are
 * decisions, the others scores. Run on a thread of its own.
 */
final class RecordWriter implements Runnable, AutoCloseable {
    private static final String DECISIONS = "conductor.decisions.v1";
    private static final String SCORES = "conductor.scores.v1";
    private static final String ENGINE = "be7c4000";
    private static final int DECISION_EVERY = 10;
    private static final int SESSIONS = 100;
    private static final int EVENTS = 10;

    private final RedisClient client;
    private final StatefulRedisConnection<String, String> connection;
    private final double gapNs;
    private final AtomicLongArray decisionDueNs;
    private final AtomicLongArray scoreDueNs;
    private volatile long decisions;
    private volatile long scores;
    private volatile boolean stopping;

    /** @param most records that will be written. */
    RecordWriter(String redisUri, int perSecond, int most) {
        this.client = RedisClient.create(redisUri);
        this.connection = client.connect();
        this.gapNs = 1e9 / perSecond;
        this.decisionDueNs = new AtomicLongArray(most + SESSIONS + 1);
        this.scoreDueNs = new AtomicLongArray(most + 1);
    }

    /** Sessions that records are about; before everything else. */
    void openSessions() {
        for (int s = 0; s < SESSIONS; s++) {
            decide("SESSION_OPENED", s, Map.of(), System.nanoTime())
                    .toCompletableFuture()
                    .join();
        }
    }

    @Override
    public void run() {
        long startNs = System.nanoTime();
        for (long n = 0; !stopping && decisions + 1 < decisionDueNs.length() && scores + 1 < scoreDueNs.length(); n++) {
            long dueNs = startNs + (long) (n * gapNs);
            for (long waitNs = dueNs - System.nanoTime(); waitNs > 0; waitNs = dueNs - System.nanoTime()) {
                LockSupport.parkNanos(waitNs);
            }
            int session = (int) (n % SESSIONS);
            if (n % DECISION_EVERY == 0) {
                decide("DECISION", session, Map.of("decision_id", "d-" + ENGINE + "-" + n, "state", "PROPOSED"), dueNs);
            } else {
                score(session, dueNs);
            }
        }
    }

    private RedisFuture<String> decide(String type, int session, Map<String, ?> members, long dueNs) {
        long seq = decisions + 1;
        decisionDueNs.set((int) seq, dueNs);
        decisions = seq;
        return add(DECISIONS, seq, type, session, members);
    }

    private void score(int session, long dueNs) {
        long seq = scores + 1;
        scoreDueNs.set((int) seq, dueNs);
        scores = seq;
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("score", 0.01 * (seq % 100));
        members.put("category", "MODERATE");
        members.put("components", Map.of("chat", 0.41, "reactions", 0.27, "polls", 0.5, "participation", 0.38));
        members.put("connected_users", 120);
        members.put("active_users", 48);
        add(SCORES, seq, "SCORE", session, members);
    }

    private RedisFuture<String> add(String stream, long seq, String type, int session, Map<String, ?> members) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("v", 1);
        all.put("seq", seq);
        all.put("engine", ENGINE);
        all.put("type", type);
        all.put("at", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
        all.put("session_id", String.format("ses_%012x", session));
        all.put("event_id", String.format("evt_%012x", session % EVENTS));
        all.put("scope", String.format("evt_%012x", session % EVENTS));
        all.put("subject", String.format("ses_%012x", session));
        all.put("cause", Map.of("timer", "evaluation"));
        all.put("code", null);
        all.putAll(members);
        RedisAsyncCommands<String, String> redis = connection.async();
        return redis.xadd(stream, new XAddArgs().id(seq + "-0"), Map.of("data", Json.write(all)));
    }

    /** When a record was due, by {@link System#nanoTime}; 0 for one that was not written. */
    long dueNs(boolean isScore, long seq) {
        AtomicLongArray all = isScore ? scoreDueNs : decisionDueNs;
        return seq < all.length() ? all.get((int) seq) : 0;
    }

    /** Number of the newest decision. */
    long decisions() {
        return decisions;
    }

    /** Number of the newest score. */
    long scores() {
        return scores;
    }

    /** Asks {@link #run} to end. */
    void stop() {
        stopping = true;
    }

    @Override
    public void close() {
        stop();
        connection.close();
        client.shutdown();
    }
}
