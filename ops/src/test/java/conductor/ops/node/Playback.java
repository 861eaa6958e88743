package conductor.ops.node;

import conductor.ops.cli.Cli;
import conductor.ops.json.Json;
import io.lettuce.core.Range;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** What tests that play entries into a node have in common. */
final class Playback {
    static final String SCORES = "conductor.scores.v1";
    static final String DECISIONS = "conductor.decisions.v1";
    static final String COMMANDS = "agent.interventions";

    /** A session closes when nothing came for this time. */
    static final long IDLE_MS = 1_800_000;

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

    /** The status of the node of a folder, or empty while none answers. */
    static Map<String, Object> status(Path dataDir) throws IOException {
        Cli run = Cli.run("status", "--data-dir", dataDir.toString(), "-o", "json");
        return run.exitCode() == 0 ? Json.read(run.out()) : Map.of();
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
