package conductor.journal;

import conductor.engine.codec.CommandRecordEncoder;
import conductor.engine.codec.EventSettingsRecordEncoder;
import conductor.engine.codec.MessageHeaderEncoder;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionState;
import conductor.engine.core.DecisionType;
import conductor.engine.core.Engine;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.NameKind;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A node in one thread that writes a real journal of rooms with an event each. The test says when a room is lively and when silent,
 * and what is answered to decisions.
 */
final class ScriptedNode implements AutoCloseable {
    private static final long START_MS = 1_772_446_500_000L;
    private static final int USERS = 20;
    private static final int COMMIT_EVERY = 64;
    private static final long LONGEST_SILENCE_MS = 3_600_000;

    private final JournalDirectory directory;
    private final ChronicleDecisionLog log;
    private final ChronicleSignalJournal signals;
    private final Engine engine;
    private final Signal signal = new Signal();
    private final List<Decision> decisions = new ArrayList<>();
    private long sequence;
    private long entry;
    private long nowMs = START_MS;

    ScriptedNode(Path dataDir, EngineConfig config) {
        directory = JournalDirectory.open(dataDir, config);
        log = directory.openDecisionLog();
        signals = directory.openSignalJournal();
        engine = new Engine(directory.engineConfig(), this::onDecision);
        engine.onSignal(genesis());
        sequence = signals.lastSequence() + 1;
    }

    private Signal genesis() {
        Signal genesis = new Signal();
        try (SignalReader reader = directory.openSignalReader()) {
            reader.next(genesis);
        }
        return genesis;
    }

    private void onDecision(Decision d) {
        log.onDecision(d);
        if (d.type == DecisionType.DECISION) {
            Decision copy = new Decision();
            copy.seq = d.seq;
            copy.decisionSeq = d.decisionSeq;
            copy.subjectKey = d.subjectKey;
            copy.state = d.state;
            decisions.add(copy);
        }
    }

    /** Names a room and its event, and lets people in. */
    ScriptedNode open(String room) {
        define(NameKind.SUBJECT, room);
        define(NameKind.SCOPE, event(room));
        for (int user = 1; user <= USERS; user++) {
            send(SignalType.JOIN, SourceId.PRESENCE, room, user);
        }
        return this;
    }

    static String event(String room) {
        return "event-of-" + room;
    }

    /** So many seconds in which these rooms are lively and all others silent. */
    ScriptedNode lively(int seconds, String... rooms) {
        for (int second = 0; second < seconds; second++) {
            forward(1_000);
            for (String room : rooms) {
                send(SignalType.CHAT, SourceId.CHAT, room, second % USERS + 1);
                send(SignalType.REACTION, SourceId.REACTION, room, second % USERS + 1);
            }
        }
        return this;
    }

    /** Time without input. */
    ScriptedNode forward(long ms) {
        long untilMs = nowMs + ms;
        while (engine.nextDueMs() <= untilMs) {
            nowMs = engine.nextDueMs();
            Signal tick = begin(SignalType.TICK);
            tick.engineTimeMs = nowMs;
            engine.prepareTick(tick);
            apply(tick);
        }
        nowMs = untilMs;
        return this;
    }

    /** Time without input that goes by unnoticed and is made up for at its end, as in a playback at full speed. */
    ScriptedNode leap(long ms) {
        nowMs += ms;
        while (engine.nextDueMs() <= nowMs) {
            Signal tick = begin(SignalType.TICK);
            tick.engineTimeMs = nowMs;
            engine.prepareTick(tick);
            apply(tick);
        }
        return this;
    }

    /** Silence everywhere until something is decided about a room. */
    ScriptedNode silentUntil(String room, int state) {
        long latestMs = nowMs + LONGEST_SILENCE_MS;
        while (find(room, state).isEmpty()) {
            if (nowMs > latestMs) {
                throw new IllegalStateException("nothing in state " + state + " is ever decided about " + room);
            }
            forward(1_000);
        }
        return this;
    }

    /** Settings of the room's event: those that are shipped, with this mode. */
    ScriptedNode mode(String room, int mode) {
        Signal s = begin(SignalType.EVENT_SETTINGS);
        s.scopeKey = directory.keyOf(event(room));
        EventSettingsRecordEncoder encoder = new EventSettingsRecordEncoder();
        encoder.wrapAndApplyHeader(s.payload, 0, new MessageHeaderEncoder())
                .settingsVersion(1)
                .languageBytes(0)
                .autoApprovePpm(750_000)
                .minConfidencePpm(500_000)
                .approvalTimeoutMs(60_000)
                .holdoutPpm(0)
                .falseAlarmsPerHourPpm(-1)
                .stored((short) 1)
                .agentEnabled((short) 1)
                .mode((short) mode)
                .allowedArms((short) 15)
                .maxInterventionsPerHour((short) 3)
                .notifyOnAnomaly((short) 1)
                .notifyOnIntervention((short) 1)
                .reserved((short) 0)
                .columns(0);
        byte[] event = event(room).getBytes(StandardCharsets.UTF_8);
        encoder.putEvent(event, 0, event.length).putEmails(event, 0, 0).putActor(event, 0, 0);
        s.payloadLength = MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength();
        apply(s);
        return this;
    }

    /** The platform says of the last intervention of a room how it went. */
    ScriptedNode outcome(String room, boolean success) {
        Signal s = begin(SignalType.OUTCOME, SourceId.OUTCOME);
        s.value1 = last(room, DecisionState.PUBLISHED).seq;
        s.value2 = success ? 1 : 0;
        apply(s);
        return this;
    }

    /** A person gives the last decision that was laid before anybody about a room this verdict. */
    ScriptedNode verdict(String room, int signalType) {
        Signal s = begin(signalType, SourceId.COMMAND);
        s.value1 = last(room, DecisionState.PROPOSED).decisionSeq;
        s.value2 = entry;
        byte[] texts = ("command-" + entry + "ann").getBytes(StandardCharsets.UTF_8);
        int actorAt = texts.length - "ann".length();
        CommandRecordEncoder encoder = new CommandRecordEncoder();
        encoder.wrapAndApplyHeader(s.payload, 0, new MessageHeaderEncoder()).forMs(0);
        encoder.putCommandId(texts, 0, actorAt)
                .putActor(texts, actorAt, texts.length - actorAt)
                .putEvent(texts, 0, 0)
                .putSession(texts, 0, 0)
                .putReason(texts, 0, 0)
                .putContent(texts, 0, 0);
        s.payloadLength = MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength();
        apply(s);
        return this;
    }

    /** Engine time now. */
    long nowMs() {
        return nowMs;
    }

    /** The last decision record of a room in this state. */
    Decision last(String room, int state) {
        return find(room, state).orElseThrow();
    }

    private Optional<Decision> find(String room, int state) {
        long key = directory.keyOf(room);
        return decisions.stream()
                .filter(d -> d.subjectKey == key && d.state == state)
                .reduce((first, second) -> second);
    }

    /** How many decisions came to this state. */
    long count(int state) {
        return decisions.stream().filter(d -> d.state == state).count();
    }

    private void define(int kind, String id) {
        byte[] utf8 = id.getBytes(StandardCharsets.UTF_8);
        Signal s = begin(SignalType.DEFINE);
        s.subjectKey = directory.keyOf(id);
        s.value1 = kind;
        s.payload.putBytes(0, utf8);
        s.payloadLength = utf8.length;
        apply(s);
    }

    private void send(int type, int source, String room, int user) {
        Signal s = begin(type, source);
        s.subjectKey = directory.keyOf(room);
        s.actorKey = user;
        s.scopeKey = directory.keyOf(event(room));
        apply(s);
    }

    private Signal begin(int type) {
        signal.clear();
        signal.type = type;
        return signal;
    }

    private Signal begin(int type, int source) {
        Signal s = begin(type);
        s.source = source;
        s.sourceTimeMs = nowMs;
        s.sourceSeq = ++entry;
        return s;
    }

    private void apply(Signal s) {
        s.sequence = sequence++;
        s.engineTimeMs = nowMs;
        signals.append(s);
        engine.onSignal(s);
        if (sequence % COMMIT_EVERY == 0) {
            commit();
        }
    }

    private void commit() {
        signals.commit();
        log.commit();
    }

    JournalDirectory directory() {
        commit();
        return directory;
    }

    @Override
    public void close() {
        commit();
        directory.close();
    }
}
