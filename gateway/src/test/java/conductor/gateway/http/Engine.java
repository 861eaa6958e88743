package conductor.gateway.http;

import conductor.gateway.json.Json;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes records as an engine does. */
final class Engine {
    static final String DECISIONS = "conductor.decisions.v1";
    static final String SCORES = "conductor.scores.v1";
    static final String ID = "5e1f09c2";

    private static final DateTimeFormatter AT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final Instant BEGIN = Instant.parse("2026-03-02T10:00:00Z");

    private final RedisCommands<String, String> redis;
    private long decisions;
    private long scores;
    private long atMs;

    Engine(RedisCommands<String, String> redis) {
        this.redis = redis;
    }

    /** A decision record; returns its number. */
    synchronized long decide(String type, String session, String event, Map<String, ?> members) {
        return add(DECISIONS, ++decisions, ++atMs, type, session, event, members);
    }

    /** A score; returns its number. */
    synchronized long score(String session, String event, double score, Map<String, ?> members) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("score", score);
        all.put("category", "MODERATE");
        all.putAll(members);
        return add(SCORES, ++scores, ++atMs, "SCORE", session, event, all);
    }

    /** The same with an earlier time than everything that was written by then. */
    synchronized long scoreOfBefore(String session, String event, double score) {
        return add(SCORES, ++scores, 0, "SCORE", session, event, Map.of("score", score, "category", "MODERATE"));
    }

    /** An open session; returns the number of its record. */
    long open(String session, String event) {
        return decide("SESSION_OPENED", session, event, Map.of());
    }

    long propose(String session, String event, String decision, String state) {
        return decide("DECISION", session, event, Map.of("decision_id", decision, "state", state));
    }

    synchronized long decisions() {
        return decisions;
    }

    synchronized long scores() {
        return scores;
    }

    private long add(
            String stream, long seq, long ms, String type, String session, String event, Map<String, ?> members) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("v", 1);
        all.put("seq", seq);
        all.put("engine", ID);
        all.put("type", type);
        all.put("at", AT.format(BEGIN.plusMillis(ms)));
        all.put("session_id", session);
        all.put("event_id", event);
        all.put("scope", event);
        all.put("subject", session);
        all.put("code", null);
        all.putAll(members);
        redis.xadd(stream, new XAddArgs().id(seq + "-0"), Map.of("data", Json.write(all)));
        return seq;
    }
}
