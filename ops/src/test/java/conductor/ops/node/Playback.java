package conductor.ops.node;

import conductor.gateway.json.Json;
import conductor.ops.cli.Cli;
import io.lettuce.core.Range;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** What tests that play entries into a node have in common. */
final class Playback {
    static final String SCORES = "conductor.scores.v1";
    static final String DECISIONS = "conductor.decisions.v1";
    static final String COMMANDS = "agent.interventions";

    /** A session closes when nothing came for this time. */
    static final long IDLE_MS = 1_800_000;

    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(20);

    private Playback() {}

    /**
     * Settings of a small node that plays and sends no commands, with everything fixed that is drawn otherwise, and with more
     * interventions an hour than by default, so that more happens; without a database.
     */
    static Map<String, String> settings(Path dataDir) {
        Map<String, String> flags = new LinkedHashMap<>();
        flags.put("data-dir", dataDir.toString());
        flags.put("clock", "stream");
        flags.put("egress", "assume-sent");
        flags.put("redis.start-at", "0");
        flags.put("engine.id", "5e1f09c2");
        flags.put("journal.hash-key", "000102030405060708090a0b0c0d0e0f");
        // Rules on the score find something within six evaluations; counts want to know a session for longer.
        flags.put("detection.version", "v1");
        flags.put("engine.ring-size", "1024");
        flags.put("engine.sessions-max", "64");
        flags.put("engine.users-max", "1024");
        flags.put("engine.voters-max", "4096");
        flags.put("engine.events-max", "64");
        flags.put("engine.names-max", "256");
        flags.put("decisioning.default.max-interventions-per-hour", "20");
        flags.put("http.port", "0");
        flags.put("db.enabled", "false");
        // Tests share servers, and all of their engines have one id.
        flags.put("db.snapshots", "false");
        return flags;
    }

    /** The status of the node of a folder, or empty where there is none. One that is too busy to answer in time is asked again. */
    static Map<String, Object> status(Path dataDir) throws IOException {
        long untilNs = System.nanoTime() + PATIENCE_NS;
        Cli run = askStatus(dataDir);
        while (run.exitCode() != 0 && NodeFile.read(dataDir).isPresent() && System.nanoTime() - untilNs < 0) {
            LockSupport.parkNanos(PAUSE_NS);
            run = askStatus(dataDir);
        }
        return run.exitCode() == 0 ? Json.read(run.out()) : Map.of();
    }

    private static Cli askStatus(Path dataDir) {
        return Cli.run("status", "--data-dir", dataDir.toString(), "-o", "json");
    }

    /**
     * Waits until the engine of a scenario has come to a time at which something is due, as a score is every five seconds; marks in
     * between move nothing.
     *
     * @return the status then.
     */
    static Map<String, Object> awaitTime(Path dataDir, long afterMs) throws Exception {
        String time =
                Instant.ofEpochMilli(Scenario.START_MS + afterMs).toString().replaceFirst("(:\\d\\d)Z", "$1.000Z");
        AtomicReference<Map<String, Object>> status = new AtomicReference<>(Map.of());
        Await.until("the time " + time, () -> {
            status.set(status(dataDir));
            return time.equals(status.get().get("engine_time"));
        });
        return status.get();
    }

    /**
     * Waits until a node has nothing left to do: its last session has closed by time, which is half an hour after the last row
     * (so no timer is left), and what followed is on the streams.
     *
     * @return the status then.
     */
    static Map<String, Object> awaitEnd(Path dataDir, RedisCommands<String, String> redis) throws Exception {
        AtomicReference<Map<String, Object>> status = new AtomicReference<>(Map.of());
        try {
            Await.patientlyUntil("the end of the recording", () -> {
                boolean closed = closedSessions(redis) >= SyntheticRecording.SESSIONS.size();
                status.set(status(dataDir));
                return closed && isPublished(status.get(), redis);
            });
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "; status: " + status.get(), e);
        }
        return status.get();
    }

    private static boolean isPublished(Map<String, Object> status, RedisCommands<String, String> redis) {
        return redis.xlen(SCORES) == number(status, "scores") && redis.xlen(DECISIONS) == number(status, "decisions");
    }

    static long number(Map<String, Object> map, String member) {
        return map.get(member) instanceof Number number ? number.longValue() : -1;
    }

    private static long closedSessions(RedisCommands<String, String> redis) {
        return redis.xrange(DECISIONS, Range.unbounded()).stream()
                .filter(entry -> entry.getBody().get("data").contains("\"type\":\"SESSION_CLOSED\""))
                .count();
    }
}
