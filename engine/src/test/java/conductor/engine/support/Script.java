package conductor.engine.support;

import conductor.engine.core.Code;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionState;
import conductor.engine.core.DecisionType;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.Mode;
import conductor.engine.core.NameKind;
import conductor.engine.core.SettingsColumn;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalFlags;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A random day of small rooms, the same for the same seed: few people and polls, so that double joins, returns, leaves of
 * strangers, repeated votes, more than sixteen polls and closed sessions that wake up all happen; pauses from nothing to hours,
 * often of exactly the length of a limit. An engine listens while the script is made, so that outcomes answer real commands.
 */
public final class Script {
    private static final int[] LIMITS_MS = {
        1_000, 5_000, 10_000, 30_000, 59_000, 60_000, 61_000, 115_000, 119_999, 120_000, 180_000, 300_000
    };
    private static final int[][] MOODS = {
        // chat, reaction, vote, join, leave, close, the rest
        {5, 3, 3, 8, 2, 1, 1},
        {12, 8, 2, 1, 1, 0, 1},
        {1, 1, 12, 2, 1, 2, 1},
        {1, 0, 0, 1, 10, 1, 1},
        {1, 1, 1, 1, 1, 0, 2},
    };

    private final Random random;
    private final List<Signal> signals = new ArrayList<>();
    private final List<Long> published = new ArrayList<>();
    private final List<Long> begun = new ArrayList<>();
    private final Map<String, Long> definedMs = new HashMap<>();
    private final Host listener;
    private final int sessions;
    private final int users;
    private final int polls;
    private final int events;
    /** Every third day everything happens at whole seconds, so that inputs and timers often meet. */
    private final boolean wholeSeconds;

    private long nowMs;
    private long entry;
    private int heard;

    private Script(long seed, EngineConfig config) {
        random = new Random(seed);
        listener = new Host(config, this::listen);
        sessions = 1 + random.nextInt(4);
        users = 1 + random.nextInt(12);
        polls = 1 + random.nextInt(40);
        events = 1 + random.nextInt(3);
        wholeSeconds = random.nextInt(3) == 0;
        nowMs = Stage.START_MS + (wholeSeconds ? 0 : random.nextInt(1_000));
    }

    /** The inputs of a day, in order and with their engine times; ticks are the host's. */
    public static List<Signal> random(long seed, EngineConfig config, int events) {
        Script script = new Script(seed, config);
        int[] mood = MOODS[0];
        for (int i = 0; i < events; i++) {
            if (script.random.nextInt(25) == 0) {
                mood = MOODS[script.random.nextInt(MOODS.length)];
            }
            long pauseMs = script.pauseMs();
            script.nowMs += script.wholeSeconds ? (pauseMs + 500) / 1_000 * 1_000 : pauseMs;
            if (!script.answered()) {
                script.happen(mood);
            }
        }
        return script.signals;
    }

    private void listen(Decision d) {
        if (d.type == DecisionType.DECISION && d.state == DecisionState.PUBLISHED) {
            published.add(d.seq);
        } else if (d.type == DecisionType.DECISION
                && (d.state == DecisionState.PROPOSED || d.state == DecisionState.AUTO_APPROVED)) {
            begun.add(d.seq);
        }
    }

    private long pauseMs() {
        int dice = random.nextInt(4_000);
        if (dice < 1_000) {
            return 0;
        }
        if (dice < 2_400) {
            return random.nextInt(1_000);
        }
        if (dice < 3_500) {
            return random.nextInt(4_000);
        }
        if (dice < 3_760) {
            return random.nextInt(20_000);
        }
        if (dice < 3_880) {
            return LIMITS_MS[random.nextInt(LIMITS_MS.length)];
        }
        if (dice < 3_965) {
            return 40_000 + random.nextInt(100_000);
        }
        if (dice < 3_985) {
            return 1_799_999 + random.nextInt(2);
        }
        if (dice < 3_997) {
            return random.nextInt(7_200_000);
        }
        // Half an hour and twelve: a session closes, and what was kept of it goes.
        return random.nextBoolean() ? 44_999_999 + random.nextInt(3) : 43_000_000 + random.nextInt(4_000_000);
    }

    private void happen(int[] mood) {
        switch (draw(mood)) {
            case 0 -> chat();
            case 1 -> act(SignalType.REACTION, SourceId.REACTION, user());
            case 2 -> vote();
            case 3 -> join();
            case 4 -> act(SignalType.LEAVE, SourceId.PRESENCE, user());
            case 5 -> close();
            default -> somethingElse();
        }
    }

    /** Answers a command that was published since the last input, mostly. */
    private boolean answered() {
        int before = published.size();
        int begunBefore = begun.size();
        listenToAll();
        if (begun.size() > begunBefore && random.nextInt(3) > 0) {
            verdictOrContent();
            return true;
        }
        if (published.size() == before || random.nextInt(4) == 0) {
            return false;
        }
        if (random.nextInt(3) == 0) {
            egressResult();
        } else {
            outcome();
        }
        return true;
    }

    private int draw(int[] weights) {
        int sum = 0;
        for (int weight : weights) {
            sum += weight;
        }
        int dice = random.nextInt(sum);
        int at = 0;
        while (dice >= weights[at]) {
            dice -= weights[at++];
        }
        return at;
    }

    private void chat() {
        long event = random.nextInt(4) == 0 ? event() : 0;
        act(SignalType.CHAT, SourceId.CHAT, userOrNobody()).scopeKey = event;
    }

    private void join() {
        long event = random.nextInt(3) == 0 ? event() : 0;
        act(SignalType.JOIN, SourceId.PRESENCE, user()).scopeKey = event;
    }

    private void vote() {
        act(SignalType.POLL_VOTE, SourceId.POLL_VOTE, userOrNobody()).value1 = poll();
    }

    private void close() {
        long session = random.nextInt(3) == 0 ? 0 : session();
        Signal s = entry(SignalType.POLL_CLOSED, SourceId.POLL_CLOSED);
        s.subjectKey = session;
        s.value1 = poll();
    }

    private void somethingElse() {
        switch (random.nextInt(13)) {
            case 0 -> entry(SignalType.NO_EFFECT, SourceId.PRESENCE);
            case 1 -> entry(SignalType.DEAD_LETTER, SourceId.CHAT).value1 = Code.BAD_JSON;
            case 2 -> evidence();
            case 3 -> egressResult();
            case 4 -> manyTabs();
            case 5 -> settings();
            case 6 -> brake();
            case 7 -> verdictOrContent();
            case 8 -> sessionCommand();
            case 9 -> settingsChange();
            case 10 -> contentSources();
            default -> outcome();
        }
    }

    /** More connections of one user than are counted, and as many ends of them as are. */
    private void manyTabs() {
        long session = session();
        long user = user();
        for (int i = 0; i < 18 + 16; i++) {
            Signal s = entry(i < 18 ? SignalType.JOIN : SignalType.LEAVE, SourceId.PRESENCE);
            s.subjectKey = session;
            s.actorKey = user;
        }
    }

    private void settings() {
        Signal s = signal(SignalType.EVENT_SETTINGS);
        String event = "evt_" + random.nextInt(events);
        s.scopeKey = Stage.key(event);
        Payloads.settings(
                s,
                event,
                settings -> settings.stored((short) (random.nextInt(4) == 0 ? 0 : 1))
                        .settingsVersion(random.nextInt(3))
                        .agentEnabled((short) (random.nextInt(6) == 0 ? 0 : 1))
                        .mode((short) (Mode.MANUAL + random.nextInt(3)))
                        .allowedArms((short) (random.nextInt(4) == 0 ? random.nextInt(16) : 15))
                        .maxInterventionsPerHour((short) random.nextInt(6)));
    }

    private void brake() {
        Signal s = entry(random.nextBoolean() ? SignalType.PAUSE : SignalType.RESUME, SourceId.COMMAND);
        String event = random.nextBoolean() ? "" : "evt_" + random.nextInt(events);
        s.scopeKey = event.isEmpty() ? 0 : Stage.key(event);
        s.value1 = s.type == SignalType.RESUME || random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(120_000);
        s.value2 = 1 + random.nextInt(200);
        Payloads.command(s, "c-" + s.value2, "usr_9", event);
    }

    /** Mostly on the last decision that was made, sometimes on an older or an unknown one. */
    private void verdictOrContent() {
        int known = begun.size();
        long decision = known == 0 || random.nextInt(8) == 0
                ? random.nextInt(500)
                : begun.get(known - 1 - random.nextInt(Math.min(known, 3)));
        if (random.nextInt(3) == 0) {
            Signal s = signal(SignalType.CONTENT);
            s.value1 = Math.max(1, decision);
            s.value2 = random.nextInt(3);
            s.value3 = random.nextInt(10_000);
            s.value4 = random.nextInt(9_000);
            if (s.value2 > 0) {
                Payloads.text(s, "{\"message\":\"" + "m".repeat(random.nextInt(40)) + "\"}");
            }
            return;
        }
        Signal s = entry(random.nextInt(3) == 0 ? SignalType.REJECT : SignalType.APPROVE, SourceId.COMMAND);
        s.value1 = decision;
        s.subjectKey = random.nextInt(4) == 0 ? Stage.key("ses_" + random.nextInt(sessions)) : 0;
        command(s, "a reason");
    }

    private void sessionCommand() {
        long session = session();
        boolean mode = random.nextInt(3) == 0;
        Signal s = entry(mode ? SignalType.SET_MODE : SignalType.TRIGGER, SourceId.COMMAND);
        s.subjectKey = session;
        s.value1 = mode ? random.nextInt(4) : 1 + random.nextInt(4);
        command(s, "");
    }

    private void command(Signal s, String reason) {
        s.value2 = 1 + random.nextInt(1_000);
        String content = random.nextInt(4) == 0 ? "{\"message\":\"By hand.\"}" : "";
        Payloads.command(s, "c-" + s.value2, "usr_9", "", reason, content);
    }

    private void settingsChange() {
        String event = "evt_" + random.nextInt(events);
        Signal s = entry(SignalType.SET_SETTINGS, SourceId.COMMAND);
        s.scopeKey = Stage.key(event);
        s.value2 = 1 + random.nextInt(1_000);
        Payloads.change(
                s,
                "c-" + s.value2,
                event,
                change -> change.columns(random.nextInt(1 << SettingsColumn.COUNT))
                        .reset((short) (random.nextInt(5) == 0 ? 1 : 0))
                        .expectedVersion(random.nextInt(4) - 1)
                        .agentEnabled((short) (random.nextInt(6) == 0 ? 0 : 1))
                        .mode((short) (Mode.MANUAL + random.nextInt(3)))
                        .allowedArms((short) (random.nextInt(4) == 0 ? random.nextInt(16) : 15))
                        .maxInterventionsPerHour((short) random.nextInt(6))
                        .approvalTimeoutMs(10_000 + random.nextInt(60_000))
                        .holdoutPpm(random.nextInt(500_001))
                        .falseAlarmsPerHourPpm(100_000)
                        .autoApprovePpm(random.nextInt(1_000_001))
                        .minConfidencePpm(random.nextInt(600_000)));
    }

    private void contentSources() {
        Signal s = signal(SignalType.CONTENT_SOURCES);
        s.value1 = random.nextInt(3);
        s.value2 = random.nextBoolean() ? 0 : 1_000 + random.nextInt(20_000);
        Payloads.text(s, random.nextBoolean() ? "en\0\0\0\0\0\0" : "en\0\0\0\0\0\0de\0\0\0\0\0\0");
    }

    private void evidence() {
        long session = session();
        long event = event();
        Signal s = signal(SignalType.EVENT_EVIDENCE);
        s.subjectKey = session;
        s.scopeKey = event;
        s.value1 = 1 + random.nextInt(2);
    }

    private void outcome() {
        long intervention = intervention();
        Signal s = entry(SignalType.OUTCOME, SourceId.OUTCOME);
        s.value1 = intervention;
        s.value2 = random.nextInt(2);
        if (random.nextBoolean()) {
            Payloads.outcome(s, s.value2 == 1 ? "{\"poll_id\":\"p\"}" : "", s.value2 == 1 ? "" : "it failed");
        }
    }

    private void egressResult() {
        long intervention = intervention();
        Signal s = signal(SignalType.EGRESS_RESULT);
        s.value1 = intervention;
        s.value2 = random.nextBoolean() ? Code.SENT : Code.NO_RECEIVER;
    }

    /** Mostly the last command, sometimes an older or an unknown one. */
    private long intervention() {
        int known = published.size();
        return known == 0 || random.nextInt(8) == 0
                ? random.nextInt(500)
                : published.get(known - 1 - random.nextInt(Math.min(known, 3)));
    }

    private void listenToAll() {
        while (heard < signals.size()) {
            listener.apply(signals.get(heard++));
        }
    }

    private Signal act(int type, int source, long user) {
        long session = session();
        Signal s = entry(type, source);
        s.subjectKey = session;
        s.actorKey = user;
        return s;
    }

    private Signal entry(int type, int source) {
        Signal s = signal(type);
        s.source = source;
        s.sourceSeq = entry++;
        if (random.nextInt(20) == 0) {
            s.sourceTimeMs = nowMs - random.nextInt(5_000);
            s.flags = SignalFlags.LATE;
        }
        return s;
    }

    private Signal signal(int type) {
        Signal s = new Signal().clear();
        s.type = type;
        s.engineTimeMs = nowMs;
        s.sourceTimeMs = nowMs;
        signals.add(s);
        return s;
    }

    private long session() {
        return named("ses_" + random.nextInt(sessions), NameKind.SUBJECT);
    }

    private long event() {
        return named("evt_" + random.nextInt(events), NameKind.SCOPE);
    }

    private long poll() {
        return Stage.key("poll_" + random.nextInt(polls));
    }

    private long user() {
        return Stage.key("usr_" + random.nextInt(users));
    }

    private long userOrNobody() {
        return random.nextInt(10) == 0 ? 0 : user();
    }

    /** The key of an id, defined when it has to be; now and then that is forgotten. */
    private long named(String id, int kind) {
        long key = Stage.key(id);
        Long last = definedMs.get(id);
        if (last == null || nowMs - last >= 900_000) {
            definedMs.put(id, nowMs);
            if (random.nextInt(30) == 0) {
                return key;
            }
            byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
            Signal s = signal(SignalType.DEFINE);
            s.subjectKey = key;
            s.value1 = kind;
            s.payload.putBytes(0, bytes);
            s.payloadLength = bytes.length;
        }
        return key;
    }
}
