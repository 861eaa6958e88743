package conductor.journal.sink;

import conductor.engine.codec.MessageHeaderEncoder;
import conductor.engine.codec.PresenceMessageEncoder;
import conductor.engine.core.DecisionType;
import conductor.engine.core.DetectionConfig;
import conductor.engine.core.Engine;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.PresenceConfig;
import conductor.engine.core.PresenceSetting;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import conductor.engine.presence.MessageWord;
import conductor.engine.presence.WorkKind;
import conductor.journal.ChronicleDecisionLog;
import conductor.journal.ChronicleSignalJournal;
import conductor.journal.JournalDirectory;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** A real engine that writes a real journal of operators and calls. Ids are as long and as odd as they may be. */
final class CallCentre implements AutoCloseable {
    static final int ENGINE_ID = 0x5e1f09c2;
    static final String SCOPE = "org_7";
    static final String OTHER_SCOPE = "ü".repeat(127) + "x";
    static final String ODD_AGENT = "a\"b\\c'd,e {f} $1 % ; -- \\N \\. 😀\u00a0é";
    static final String LONG_CALLER = "\"".repeat(255);

    private static final long START_MS = 1_772_446_500_000L;
    private static final int AGENT = 1;
    private static final int ACTOR = 2;
    private static final int CALLER = 3;
    private static final int RELATED = 4;
    private static final int REASON = 5;

    private final JournalDirectory directory;
    private final ChronicleDecisionLog log;
    private final ChronicleSignalJournal signals;
    private final Engine engine;
    private final Map<String, Integer> offers = new HashMap<>();
    private final Signal signal = new Signal();
    private String scope = SCOPE;
    private String actor = "";
    private boolean reply;
    private long sequence;
    private long messages;
    private long nowMs = START_MS;

    CallCentre(Path dataDir) {
        PresenceConfig presence = PresenceConfig.SHIPPED.set(PresenceSetting.QUEUE_CAPACITY, 2);
        directory = JournalDirectory.open(
                dataDir, EngineConfig.defaults(ENGINE_ID, DetectionConfig.RULES).with(presence));
        log = directory.openDecisionLog();
        signals = directory.openSignalJournal();
        engine = new Engine(directory.engineConfig(), d -> {
            log.onDecision(d);
            if (d.type == DecisionType.WORK_OFFERED) {
                offers.put(String.valueOf(d.subjectKey), (int) d.decisionSeq);
            }
        });
        sequence = signals.lastSequence() + 1;
    }

    JournalDirectory directory() {
        return directory;
    }

    /** A day in which everything happens that has a record, in two scopes. */
    CallCentre day() {
        calls();
        callbacks();
        sessions();
        people();
        in(OTHER_SCOPE).account(ODD_AGENT).login(ODD_AGENT).heartbeat(ODD_AGENT, true);
        work("w1", "c_other", "").answer("w1", ODD_AGENT).after(3_000).end("w1", ODD_AGENT);
        work("w1", "c_again", "");
        readiness().cleanUp();
        commit();
        return this;
    }

    /** Taken at once, refused, given up, ended by hand; one id is used again when it is long forgotten. */
    private void calls() {
        in(SCOPE).account("a1").account("a2");
        work("w0", "c_0", "tck_1").work("w00", "c_00", "").work("w000", "c_000", "");
        abandon("w0").abandon("w00");
        login("a1").heartbeat("a1", true);
        work("w1", LONG_CALLER, "tck_2").after(4_000).answer("w1", "a1").after(1);
        work("w1", "c_impostor", "");
        after(120_000).end("w1", "a1").end("w1", "a1").logout("a1", false);
        after(700_000).login("a1").heartbeat("a1", true);
        work("w1", "", "").answer("w1", "a1").end("w1", "a1");
        escalation("e1").answer("e1", "a1").end("e1", "a1");
    }

    /** Nobody answers: back to the queue, escalated, a call-back; one wants it, one does not, one says nothing. */
    private void callbacks() {
        for (String work : new String[] {"yes", "no", "silent"}) {
            heartbeat("a1", true).work(work, work.equals("yes") ? LONG_CALLER : "c_" + work, "");
            refuse(work, "a1", MessageWord.BUSY).after(35_000).heartbeat("a1", true);
            refuse(work, "a1", MessageWord.NO_ANSWER).after(35_000).heartbeat("a1", true);
            refuse(work, "a1", MessageWord.FAILED);
            if (!work.equals("silent")) {
                digit(work, work.equals("yes") ? '1' : '7');
            }
            after(11_000).abandon(work);
        }
    }

    /** Superseded in the middle of a call, disconnected in the middle of an offer, silent, forced out, idle for hours, disabled. */
    private void sessions() {
        heartbeat("a1", true).work("w5", "c_5", "").answer("w5", "a1");
        login("a1").after(2_000).end("w5", "a1").heartbeat("a1", true);
        work("w6", "c_6", "")
                .disconnect("a1")
                .abandon("w6")
                .heartbeat("a1", true)
                .after(301_000);
        heartbeat("a1", true)
                .work("w7", "c_7", "")
                .answer("w7", "a1")
                .logout("a1", false)
                .logout("a1", true);
        after(5_000).end("w7", "a1");
        login("a2").heartbeat("a2", true).work("w8", "c_8", "").after(31_000).abandon("w8");
        after(7_300_000);
        login("a1").account("a1", false);
        login("a1");
    }

    /** Who did it, with answers, and what cannot be followed. */
    private void people() {
        actor = "boss@example.org";
        reply = true;
        account("a1").login("a1").heartbeat("a1", true).status("a1", MessageWord.BREAK, "lunch");
        status("a1", MessageWord.AVAILABLE, "").end("nothing", "a1").login("nobody");
        actor = "";
        reply = false;
        work("w9", "c_9", "tck_9").answer("w9", "a1");
    }

    private CallCentre in(String scopeId) {
        scope = scopeId;
        return this;
    }

    private CallCentre after(long ms) {
        long untilMs = nowMs + ms;
        while (engine.nextDueMs() <= untilMs) {
            nowMs = Math.max(nowMs, engine.nextDueMs());
            Signal tick = signal.clear();
            tick.type = SignalType.TICK;
            tick.engineTimeMs = nowMs;
            engine.prepareTick(tick);
            apply(tick);
        }
        nowMs = untilMs;
        return this;
    }

    private CallCentre account(String agent) {
        return account(agent, true);
    }

    private CallCentre account(String agent, boolean active) {
        return send(
                SignalType.OPERATOR_ACCOUNT, agent, m -> m.flag(flag(active)).word((short) MessageWord.AGENT));
    }

    private CallCentre login(String agent) {
        return send(SignalType.OPERATOR_LOGIN, agent, m -> m.maxConcurrent((short) 1));
    }

    private CallCentre logout(String agent, boolean force) {
        return send(SignalType.OPERATOR_LOGOUT, agent, m -> m.flag(flag(force)));
    }

    private CallCentre status(String agent, int intent, String reason) {
        return send(SignalType.OPERATOR_STATUS, agent, m -> m.word((short) intent), text(REASON, reason));
    }

    private CallCentre heartbeat(String agent, boolean device) {
        return send(
                SignalType.OPERATOR_HEARTBEAT, agent, m -> m.flag(flag(device)).number(nowMs + messages));
    }

    private CallCentre disconnect(String agent) {
        return send(SignalType.OPERATOR_DISCONNECT, agent, m -> {});
    }

    private CallCentre work(String work, String caller, String related) {
        return send(
                SignalType.WORK_ARRIVED,
                work,
                m -> m.kind((short) WorkKind.CALL),
                text(CALLER, caller),
                text(RELATED, related));
    }

    private CallCentre escalation(String work) {
        return send(SignalType.WORK_ARRIVED, work, m -> m.kind((short) WorkKind.ESCALATION));
    }

    private CallCentre answer(String work, String agent) {
        return refuse(work, agent, MessageWord.ANSWERED);
    }

    private CallCentre refuse(String work, String agent, int result) {
        int offer = offers.getOrDefault(String.valueOf(key(work)), 0);
        return send(SignalType.WORK_OFFER_RESULT, work, m -> m.number(offer).word((short) result), text(AGENT, agent));
    }

    private CallCentre end(String work, String agent) {
        return send(SignalType.WORK_ENDED, work, m -> {}, text(AGENT, agent));
    }

    private CallCentre abandon(String work) {
        return send(SignalType.WORK_ABANDONED, work, m -> m.word((short) MessageWord.CALLER));
    }

    private CallCentre digit(String work, char digit) {
        return send(SignalType.WORK_CALLBACK_RESPONSE, work, m -> m.digit((short) digit));
    }

    private CallCentre readiness() {
        return send(SignalType.READINESS, "", m -> m.flag((short) 1));
    }

    private CallCentre cleanUp() {
        return send(SignalType.CLEANUP, "", m -> {});
    }

    /** @param field one of the constants. */
    private record Text(int field, String text) {}

    private static Text text(int field, String text) {
        return new Text(field, text);
    }

    private CallCentre send(int type, String subject, Consumer<PresenceMessageEncoder> fill, Text... texts) {
        String id = "m" + ++messages;
        Signal s = signal.clear();
        s.type = type;
        s.source = SourceId.OPERATORS;
        s.sourceTimeMs = nowMs;
        s.sourceSeq = messages;
        s.scopeKey = directory.keyOf(scope);
        s.subjectKey = subject.isEmpty() ? 0 : key(subject);
        s.value2 = key(id);
        String[] said = {"", "", "", "", "", ""};
        for (Text text : texts) {
            said[text.field()] = text.text();
        }
        s.actorKey = said[AGENT].isEmpty() ? 0 : key(said[AGENT]);
        PresenceMessageEncoder m = blank(s);
        fill.accept(m);
        m.skillsCount(0);
        for (String text :
                new String[] {id, scope, actor, subject, said[AGENT], said[REASON], said[CALLER], said[RELATED]}) {
            put(m, text);
        }
        s.payloadLength = MessageHeaderEncoder.ENCODED_LENGTH + m.encodedLength();
        apply(s);
        return this;
    }

    private PresenceMessageEncoder blank(Signal s) {
        return new PresenceMessageEncoder()
                .wrapAndApplyHeader(s.payload, 0, new MessageHeaderEncoder())
                .content1(messages)
                .content2(0)
                .content3(0)
                .content4(0)
                .number(0)
                .session(0)
                .rttMs(0)
                .priority((short) -1)
                .kind((short) 0)
                .flag((short) 0)
                .word((short) 0)
                .maxConcurrent((short) 0)
                .digit((short) 0)
                .reply(flag(reply))
                .reserved(0);
    }

    private static void put(PresenceMessageEncoder m, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int at = m.limit();
        m.buffer().putShort(at, (short) bytes.length, ByteOrder.LITTLE_ENDIAN);
        m.buffer().putBytes(at + Short.BYTES, bytes);
        m.limit(at + Short.BYTES + bytes.length);
    }

    private static short flag(boolean on) {
        return (short) (on ? 1 : 0);
    }

    private long key(String id) {
        return directory.keyOf(scope + "\0" + id);
    }

    private void apply(Signal s) {
        s.sequence = sequence++;
        s.engineTimeMs = nowMs;
        signals.append(s);
        engine.onSignal(s);
    }

    private void commit() {
        signals.commit();
        log.commit();
    }

    @Override
    public void close() {
        directory.close();
    }
}
