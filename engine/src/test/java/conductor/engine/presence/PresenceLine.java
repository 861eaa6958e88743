package conductor.engine.presence;

import conductor.engine.codec.MessageHeaderDecoder;
import conductor.engine.codec.MessageResultDecoder;
import conductor.engine.codec.PresenceDetailDecoder;
import conductor.engine.codec.ReadinessDetailDecoder;
import conductor.engine.core.Code;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.engine.support.Stage;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.StringJoiner;

/** One record of the presence plane with all that it says, as an engine wrote it or as {@link NaiveDesks} expects it. Times count from the start. */
record PresenceLine(
        long seq,
        long atMs,
        int type,
        String scope,
        String subject,
        String agent,
        int code,
        String cause,
        String origin,
        Map<Figure, Long> figures) {
    enum Figure {
        SESSION,
        LOGIN_AT,
        IDLE_SINCE,
        LAST_HEARTBEAT,
        LAST_ACTIVITY,
        TALK,
        COMPLETED,
        DISPLAY,
        INTENT,
        DEVICE,
        ACTIVE,
        RESERVED,
        MAX,
        ENTERED,
        DEADLINE,
        WAIT,
        EWT,
        WORK_TALK,
        EXCLUDED_UNTIL,
        PAUSED_UNTIL,
        POSITION,
        ATTEMPTS,
        OFFERS,
        KIND,
        STATE,
        PRIORITY,
        CALLBACK_OFFERED,
        FIRST_SEQ,
        OK,
        VERDICT,
        SCHEMA,
        SESSIONS,
        REFERENCES,
        AGENTS,
        OPEN,
        STALE,
        DANGLING,
        ACTIVE_AGENTS,
        CLOSED,
        STUCK,
        BY_OFFLINE,
        BY_ON_CALL,
        BY_CONNECTION_LOST,
        BY_RESERVED,
        BY_BREAK,
        BY_UNREACHABLE,
        BY_AVAILABLE
    }

    private static final Figure[] ALL = Figure.values();

    static Map<Figure, Long> none() {
        return new EnumMap<>(Figure.class);
    }

    long figure(Figure figure) {
        return figures.getOrDefault(figure, 0L);
    }

    /** What the engine wrote. */
    static PresenceLine of(Decision d) {
        Map<Figure, Long> figures = none();
        MessageHeaderDecoder header = new MessageHeaderDecoder();
        long atMs = d.engineTimeMs - Stage.START_MS;
        switch (d.type) {
            case DecisionType.REJECTED, DecisionType.MESSAGE_RESULT -> {
                MessageResultDecoder m = new MessageResultDecoder();
                m.wrapAndApplyHeader(d.payload, 0, header);
                put(figures, Figure.FIRST_SEQ, m.firstSeq());
                put(figures, Figure.OK, m.ok());
                String[] texts = texts(d, m.limit(), 3);
                return new PresenceLine(d.seq, atMs, d.type, texts[0], texts[1], "", d.code, texts[2], "", figures);
            }
            case DecisionType.READINESS_VERDICT, DecisionType.CLEANUP_DONE -> {
                ReadinessDetailDecoder m = new ReadinessDetailDecoder();
                m.wrapAndApplyHeader(d.payload, 0, header);
                checks(m, figures);
                String[] texts = texts(d, m.limit(), 2);
                return new PresenceLine(d.seq, atMs, d.type, texts[0], "", "", d.code, texts[1], "", figures);
            }
            default -> {
                PresenceDetailDecoder m = new PresenceDetailDecoder();
                m.wrapAndApplyHeader(d.payload, 0, header);
                session(m, figures);
                item(m, figures);
                String[] texts = texts(d, m.limit(), 6);
                return new PresenceLine(
                        d.seq, atMs, d.type, texts[0], texts[1], texts[2], d.code, texts[3], texts[5], figures);
            }
        }
    }

    private static void checks(ReadinessDetailDecoder m, Map<Figure, Long> figures) {
        put(figures, Figure.VERDICT, m.verdict());
        put(figures, Figure.SCHEMA, m.schema());
        put(figures, Figure.SESSIONS, m.sessions());
        put(figures, Figure.REFERENCES, m.references());
        put(figures, Figure.AGENTS, m.agents());
        put(figures, Figure.OPEN, m.open());
        put(figures, Figure.STALE, m.stale());
        put(figures, Figure.DANGLING, m.dangling());
        put(figures, Figure.ACTIVE_AGENTS, m.activeAgents());
        put(figures, Figure.CLOSED, m.closed());
        put(figures, Figure.STUCK, m.stuck());
        for (int display = AgentDisplay.OFFLINE; display <= AgentDisplay.AVAILABLE; display++) {
            put(figures, byDisplay(display), m.byDisplay(display));
        }
    }

    static Figure byDisplay(int display) {
        return ALL[Figure.BY_OFFLINE.ordinal() + display - AgentDisplay.OFFLINE];
    }

    private static void session(PresenceDetailDecoder m, Map<Figure, Long> figures) {
        put(figures, Figure.SESSION, m.session());
        time(figures, Figure.LOGIN_AT, m.loginAtMs());
        time(figures, Figure.IDLE_SINCE, m.idleSinceMs());
        time(figures, Figure.LAST_HEARTBEAT, m.lastHeartbeatMs());
        time(figures, Figure.LAST_ACTIVITY, m.lastActivityMs());
        put(figures, Figure.TALK, m.talkMs());
        put(figures, Figure.COMPLETED, m.completed());
        put(figures, Figure.DISPLAY, m.display());
        put(figures, Figure.INTENT, m.intent());
        put(figures, Figure.DEVICE, m.device());
        put(figures, Figure.ACTIVE, m.active());
        put(figures, Figure.RESERVED, m.reservedLoad());
        put(figures, Figure.MAX, m.maxConcurrent());
    }

    private static void item(PresenceDetailDecoder m, Map<Figure, Long> figures) {
        time(figures, Figure.ENTERED, m.enteredMs());
        time(figures, Figure.DEADLINE, m.deadlineMs());
        put(figures, Figure.WAIT, m.waitMs());
        put(figures, Figure.EWT, m.ewtMs());
        put(figures, Figure.WORK_TALK, m.workTalkMs());
        time(figures, Figure.EXCLUDED_UNTIL, m.excludedUntilMs());
        time(figures, Figure.PAUSED_UNTIL, m.pausedUntilMs());
        put(figures, Figure.POSITION, m.position());
        put(figures, Figure.ATTEMPTS, m.attempts());
        put(figures, Figure.OFFERS, m.offers());
        put(figures, Figure.KIND, m.kind());
        put(figures, Figure.STATE, m.workState());
        put(figures, Figure.PRIORITY, m.priority());
        put(figures, Figure.CALLBACK_OFFERED, m.callbackOffered());
    }

    static void put(Map<Figure, Long> figures, Figure figure, long value) {
        if (value != 0) {
            figures.put(figure, value);
        }
    }

    /** Time 0 = none; the start itself is one millisecond off it, so that none and the start are not the same. */
    static void time(Map<Figure, Long> figures, Figure figure, long timeMs) {
        put(figures, figure, timeMs == 0 ? 0 : timeMs - Stage.START_MS + 1);
    }

    private static String[] texts(Decision d, int at, int count) {
        String[] texts = new String[count];
        int from = at;
        for (int i = 0; i < count; i++) {
            texts[i] = PresenceStage.text(d, from);
            from += Short.BYTES + texts[i].length();
        }
        return texts;
    }

    @Override
    public String toString() {
        StringJoiner all = new StringJoiner(" ");
        all.add("#" + seq)
                .add(atMs + " ms")
                .add(DecisionType.name(type))
                .add(scope)
                .add(subject);
        all.add(agent.isEmpty() ? "-" : agent).add(code == 0 ? "-" : Code.name(code));
        all.add("cause=" + cause).add("origin=" + origin);
        Arrays.stream(ALL).filter(figures::containsKey).forEach(f -> all.add(f + "=" + figures.get(f)));
        return all.toString();
    }
}
