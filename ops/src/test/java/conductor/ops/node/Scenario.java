package conductor.ops.node;

import conductor.engine.core.SourceId;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.Map;

/** Writes recorded entries on the platform's streams, with explicit ids, and the time marks of a feeder. */
final class Scenario {
    /** 2026-03-02T10:15:00.000Z. */
    static final long START_MS = 1_772_446_500_000L;

    static final String SESSION = "ses_0a1b2c3d4e5f";
    static final String LONELY = "ses_lonely";
    static final String EVENT = "evt_9f8e7d6c5b4a";

    private final RedisCommands<String, String> redis;

    Scenario(RedisCommands<String, String> redis) {
        this.redis = redis;
    }

    /**
     * Conformance vector N1: 10 connected, 3 of them send one chat each. The first evaluation, 5 s after the session opened,
     * gives 0.211602.
     */
    void tenConnectedThreeChat() {
        for (int user = 0; user < 10; user++) {
            join(user, "usr_" + user);
        }
        for (int user = 0; user < 3; user++) {
            chat(1_000 + user, "usr_" + user);
        }
    }

    void join(long afterMs, String user) {
        add(
                SourceId.PRESENCE,
                afterMs,
                "{\"type\":\"user_join\",\"sessionId\":\"" + SESSION + "\",\"eventId\":\"" + EVENT + "\",\"userId\":\""
                        + user + "\"}");
    }

    void chat(long afterMs, String user) {
        add(
                SourceId.CHAT,
                afterMs,
                "{\"sessionId\":\"" + SESSION + "\",\"eventId\":\"" + EVENT
                        + "\",\"message\":{\"text\":\"hello\",\"authorId\":\"" + user + "\"}}");
    }

    /** A message in a session whose event its entry does not say. */
    void lonelyChat(long afterMs) {
        add(
                SourceId.CHAT,
                afterMs,
                "{\"sessionId\":\"" + LONELY + "\",\"message\":{\"text\":\"hello\",\"authorId\":\"usr_1\"}}");
    }

    void broken(long afterMs) {
        add(SourceId.CHAT, afterMs, "{bad");
    }

    /** One mark a second, from the start up to and with this time. */
    void marksUntil(long fromMs, long untilMs) {
        for (long afterMs = fromMs; afterMs <= untilMs; afterMs += 1_000) {
            add(SourceId.TIME, afterMs, "{\"t\":" + (START_MS + afterMs) + "}");
        }
    }

    private void add(int source, long afterMs, String data) {
        redis.xadd(SourceId.stream(source), new XAddArgs().id((START_MS + afterMs) + "-0"), Map.of("data", data));
    }
}
