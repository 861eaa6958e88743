package conductor.journal.sink;

import conductor.engine.core.Code;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionState;
import conductor.engine.core.DecisionType;
import conductor.engine.core.Engine;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.Mode;
import conductor.engine.core.NameKind;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import conductor.journal.ChronicleDecisionLog;
import conductor.journal.ChronicleSignalJournal;
import conductor.journal.DecisionReader;
import conductor.journal.JournalDirectory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A real engine that writes a real journal of rooms which are lively, fall silent and empty themselves, so that every kind of row
 * occurs. Ids are as long and as odd as they may be.
 */
final class Conference implements AutoCloseable {
    static final String LONG_ID = "ü".repeat(127) + "x";
    static final String ODD_ID = "a\"b\\c'd,e {f} $1 % ; -- \\N \\. 😀\u00a0é";
    static final List<String> SESSIONS = List.of("ses_plain", LONG_ID, ODD_ID, "ses_without_event");
    static final List<String> EVENTS = List.of("evt_1", "é".repeat(127), "evt'\";\\", "");

    private static final long START_MS = 1_772_446_500_000L;
    private static final int USERS = 24;
    /** What becomes of published commands, in turn. */
    private static final int[] FATES = {Code.NO_RECEIVER, Code.SENT, Code.NONE, Code.OUTCOME_FAILED};

    private final JournalDirectory directory;
    private final ChronicleDecisionLog log;
    private final ChronicleSignalJournal signals;
    private final Engine engine;
    private final Deque<Long> published = new ArrayDeque<>();
    private final Signal signal = new Signal();
    private long sequence;
    private long entry;
    private long nowMs = START_MS;
    private int fate;
    private int untilCommit;

    Conference(Path dataDir, int engineId, int mode) {
        directory = JournalDirectory.open(dataDir, config(engineId, mode));
        log = directory.openDecisionLog();
        signals = directory.openSignalJournal();
        engine = new Engine(directory.engineConfig(), this::onDecision);
        sequence = signals.lastSequence() + 1;
        for (int i = 0; i < SESSIONS.size(); i++) {
            define(NameKind.SUBJECT, SESSIONS.get(i));
            if (!EVENTS.get(i).isEmpty()) {
                define(NameKind.SCOPE, EVENTS.get(i));
            }
        }
    }

    private static EngineConfig config(int engineId, int mode) {
        EngineConfig d = EngineConfig.defaults(engineId);
        return new EngineConfig(
                engineId,
                256,
                65_536,
                4_096,
                256,
                4_096,
                d.evaluationPeriodMs(),
                d.evaluationsPerTick(),
                d.parityInput(),
                true,
                mode,
                d.autoApprovePpm(),
                d.minConfidencePpm(),
                d.allowedArms(),
                100,
                d.approvalTimeoutMs(),
                d.selection(),
                d.life(),
                d.producersMax(),
                d.detection(),
                d.presence());
    }

    /** The usual one: people approve nothing, the engine does. */
    static Conference automatic(Path dataDir) {
        return new Conference(dataDir, 0x5e1f09c2, Mode.AUTO);
    }

    int engineId() {
        return directory.engineConfig().engineId();
    }

    JournalDirectory directory() {
        return directory;
    }

    /** A new reader of the decisions. */
    DecisionReader reader() {
        return directory.openDecisionReader();
    }

    /** All decisions. */
    List<Decision> decisions() {
        List<Decision> all = new ArrayList<>();
        try (DecisionReader reader = reader()) {
            Decision d = new Decision();
            while (reader.next(d)) {
                all.add(d);
                d = new Decision();
            }
        }
        return all;
    }

    /** One act: a lively part, silence, an exodus, and more silence; all of it is committed. */
    Conference act() {
        for (int session = 0; session < SESSIONS.size(); session++) {
            for (int user = 1; user <= USERS; user++) {
                send(SignalType.JOIN, SourceId.PRESENCE, session, user, user == 3);
            }
        }
        for (int second = 1; second <= 120; second++) {
            forward(1_000);
            for (int session = 0; session < SESSIONS.size(); session++) {
                send(SignalType.CHAT, SourceId.CHAT, session, second % USERS + 1, false);
                send(SignalType.REACTION, SourceId.REACTION, session, second % USERS + 1, false);
            }
        }
        forward(80_000);
        for (int session = 0; session < SESSIONS.size(); session++) {
            for (int user = 1; user <= USERS / 2; user++) {
                send(SignalType.LEAVE, SourceId.PRESENCE, session, user, false);
            }
        }
        forward(240_000);
        commit();
        return this;
    }

    /** Silence until all sessions are closed. */
    Conference end() {
        forward(2_000_000);
        commit();
        return this;
    }

    private void forward(long ms) {
        long untilMs = nowMs + ms;
        while (engine.nextDueMs() <= untilMs) {
            nowMs = engine.nextDueMs();
            Signal tick = begin(SignalType.TICK);
            tick.engineTimeMs = nowMs;
            engine.prepareTick(tick);
            apply(tick);
            report();
        }
        nowMs = untilMs;
    }

    private void onDecision(Decision d) {
        log.onDecision(d);
        if (d.type == DecisionType.DECISION && d.state == DecisionState.PUBLISHED) {
            published.add(d.seq);
        }
    }

    private void report() {
        while (!published.isEmpty()) {
            int what = FATES[fate++ % FATES.length];
            boolean outcome = what == Code.NONE || what == Code.OUTCOME_FAILED;
            Signal s = begin(outcome ? SignalType.OUTCOME : SignalType.EGRESS_RESULT);
            s.value1 = published.remove();
            s.value2 = outcome ? (what == Code.NONE ? 1 : 0) : what;
            apply(s);
        }
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

    private void send(int type, int source, int session, int user, boolean withEvent) {
        Signal s = begin(type);
        s.source = source;
        s.sourceTimeMs = nowMs;
        s.sourceSeq = ++entry;
        s.subjectKey = directory.keyOf(SESSIONS.get(session));
        s.actorKey = user;
        String event = EVENTS.get(session);
        s.scopeKey = withEvent && !event.isEmpty() ? directory.keyOf(event) : 0;
        apply(s);
    }

    private Signal begin(int type) {
        signal.clear();
        signal.type = type;
        return signal;
    }

    private void apply(Signal s) {
        s.sequence = sequence++;
        s.engineTimeMs = nowMs;
        signals.append(s);
        engine.onSignal(s);
        if (++untilCommit == 64) {
            commit();
        }
    }

    private void commit() {
        untilCommit = 0;
        signals.commit();
        log.commit();
    }

    @Override
    public void close() {
        directory.close();
    }
}
