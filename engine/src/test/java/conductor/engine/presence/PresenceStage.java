package conductor.engine.presence;

import conductor.engine.codec.MessageHeaderDecoder;
import conductor.engine.codec.MessageHeaderEncoder;
import conductor.engine.codec.MessageResultDecoder;
import conductor.engine.codec.PresenceDetailDecoder;
import conductor.engine.codec.PresenceMessageEncoder;
import conductor.engine.codec.ReadinessDetailDecoder;
import conductor.engine.core.Code;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionSink;
import conductor.engine.core.DecisionType;
import conductor.engine.core.DetectionConfig;
import conductor.engine.core.Engine;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.PresenceConfig;
import conductor.engine.core.PresenceSetting;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import conductor.engine.support.Stage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Operators and work items on a stage: messages at given times through a whole engine, and what it said of them in words. Times are seconds after the
 * first input.
 */
final class PresenceStage {
    static final String SCOPE = "org_7";

    /** What the engine said: time in seconds, type, subject, agent, code, and figures. */
    record Said(double s, String type, String subject, String agent, String code, long seq, long[] figures) {
        static final int POSITION = 0;
        static final int EWT_MS = 1;
        static final int ATTEMPTS = 2;
        static final int WAIT_MS = 3;
        static final int TALK_MS = 4;
        static final int EXCLUDED_UNTIL_MS = 5;
        static final int COMPLETED = 6;
        static final int IDLE_SINCE_MS = 7;
        static final int DISPLAY = 8;
        static final int INTENT = 9;
        static final int SESSION = 10;
        static final int HEARTBEAT_MS = 11;
        static final int FIRST_SEQ = 12;

        /** As "30 WORK_REQUEUED w1 a1 TIMEOUT". */
        String line() {
            return (s == Math.rint(s) ? String.valueOf((long) s) : String.valueOf(s)) + " " + type + " " + subject
                    + (agent.isEmpty() || agent.equals(subject) ? "" : " " + agent) + (code == null ? "" : " " + code);
        }

        long figure(int figure) {
            return figures[figure];
        }
    }

    final List<Said> said = new ArrayList<>();
    final List<Signal> journal = new ArrayList<>();
    final EngineConfig config;
    Engine engine;
    private long nowMs = Stage.START_MS;
    private long sequence;
    private long messages;
    private String scope = SCOPE;
    private final Consumer<Signal> applied;

    PresenceStage() {
        this(PresenceConfig.SHIPPED);
    }

    PresenceStage(PresenceConfig presence) {
        this.config = EngineConfig.defaults(0x5e1f09c2, DetectionConfig.RULES).with(presence);
        this.engine = new Engine(config, d -> said.add(read(d)));
        this.applied = journal::add;
    }

    /** Keeps nothing itself: what the engine says and what was applied go to others, so that a stage may play for as long as wanted. */
    PresenceStage(PresenceConfig presence, DecisionSink says, Consumer<Signal> applied) {
        this.config = EngineConfig.defaults(0x5e1f09c2, DetectionConfig.RULES).with(presence);
        this.engine = new Engine(config, says);
        this.applied = applied;
    }

    static PresenceConfig shipped(PresenceSetting setting, int value) {
        return PresenceConfig.SHIPPED.set(setting, value);
    }

    /** Speaks of another scope from here on. */
    PresenceStage in(String scopeId) {
        scope = scopeId;
        return this;
    }

    PresenceStage at(double seconds) {
        return atMs(Math.round(seconds * 1_000));
    }

    PresenceStage atMs(long ms) {
        nowMs = Math.max(nowMs, Stage.START_MS + ms);
        Signal tick = new Signal();
        while (engine.nextDueMs() <= nowMs) {
            tick.clear();
            tick.type = SignalType.TICK;
            tick.engineTimeMs = nowMs;
            engine.prepareTick(tick);
            apply(tick);
        }
        return this;
    }

    /** An active account that is logged in, reachable and available, with room for so many items. */
    PresenceStage ready(String agent, int max, String... skills) {
        return account(agent, true).login(agent, max, skills).heartbeat(agent, true);
    }

    PresenceStage account(String agent, boolean active) {
        return send(
                SignalType.OPERATOR_ACCOUNT,
                agent,
                null,
                m -> m.flag(flag(active)).word((short) MessageWord.AGENT));
    }

    PresenceStage login(String agent, int max, String... skills) {
        return send(SignalType.OPERATOR_LOGIN, agent, null, m -> m.maxConcurrent((short) max), skills);
    }

    PresenceStage logout(String agent, boolean force) {
        return send(SignalType.OPERATOR_LOGOUT, agent, null, m -> m.flag(flag(force)));
    }

    PresenceStage status(String agent, int intent) {
        return send(SignalType.OPERATOR_STATUS, agent, null, m -> m.word((short) intent));
    }

    PresenceStage heartbeat(String agent, boolean device) {
        return heartbeat(agent, device, nowMs - Stage.START_MS + 1);
    }

    PresenceStage heartbeat(String agent, boolean device, long seq) {
        return send(
                SignalType.OPERATOR_HEARTBEAT,
                agent,
                null,
                m -> m.flag(flag(device)).number(seq));
    }

    PresenceStage disconnect(String agent) {
        return send(SignalType.OPERATOR_DISCONNECT, agent, null, m -> m.session(sessionOf(agent)));
    }

    PresenceStage work(String work, String... skills) {
        return work(work, 50, WorkKind.CALL, skills);
    }

    PresenceStage work(String work, int priority, int kind, String... skills) {
        return send(
                SignalType.WORK_ARRIVED, work, null, m -> m.kind((short) kind).priority((short) priority), skills);
    }

    PresenceStage result(String work, String agent, int offer, int result) {
        return send(
                SignalType.WORK_OFFER_RESULT, work, agent, m -> m.number(offer).word((short) result));
    }

    PresenceStage answer(String work, String agent) {
        return result(work, agent, (int) last("WORK_OFFERED", work).figure(Said.FIRST_SEQ), MessageWord.ANSWERED);
    }

    PresenceStage end(String work, String agent) {
        return send(SignalType.WORK_ENDED, work, agent, m -> {});
    }

    PresenceStage abandon(String work) {
        return send(SignalType.WORK_ABANDONED, work, null, m -> m.word((short) MessageWord.CALLER));
    }

    PresenceStage digit(String work, char digit) {
        return send(SignalType.WORK_CALLBACK_RESPONSE, work, null, m -> m.digit((short) digit));
    }

    PresenceStage cleanUp() {
        return send(SignalType.CLEANUP, "", null, m -> {});
    }

    PresenceStage readiness(boolean schemaOk) {
        return send(SignalType.READINESS, "", null, m -> m.flag(flag(schemaOk)));
    }

    /** A signal that somebody else has made, now. */
    PresenceStage signal(Signal signal) {
        apply(signal);
        return this;
    }

    /** The same at an instant; time never falls. */
    PresenceStage atInstant(String instant) {
        return atMs(java.time.Instant.parse(instant).toEpochMilli() - Stage.START_MS);
    }

    /** Begins at an instant instead of {@link Stage#START_MS}. */
    static PresenceStage from(String instant) {
        PresenceStage stage = new PresenceStage();
        stage.nowMs = java.time.Instant.parse(instant).toEpochMilli();
        return stage;
    }

    interface Fill {
        void into(PresenceMessageEncoder message);
    }

    PresenceStage send(int type, String subject, String agent, Fill fill, String... skills) {
        return message("m" + ++messages, 0, false, type, subject, agent, fill, skills);
    }

    /** @param content stands for the whole content of the message. */
    PresenceStage message(
            String id,
            long content,
            boolean reply,
            int type,
            String subject,
            String agent,
            Fill fill,
            String... skills) {
        Signal s = build(scope, id, content, reply, type, "", subject, agent, fill, skills);
        s.sourceTimeMs = nowMs;
        s.sourceSeq = sequence;
        apply(s);
        return this;
    }

    /** A message as the edge makes it. */
    static Signal build(
            String scope,
            String id,
            long content,
            boolean reply,
            int type,
            String actor,
            String subject,
            String agent,
            Fill fill,
            String... skills) {
        Signal s = new Signal().clear();
        s.type = type;
        s.source = SourceId.OPERATORS;
        s.scopeKey = Stage.key(scope);
        s.subjectKey = subject.isEmpty() ? 0 : key(scope, subject);
        s.actorKey = agent == null ? 0 : key(scope, agent);
        s.value2 = key(scope, id);
        PresenceMessageEncoder m = new PresenceMessageEncoder();
        m.wrapAndApplyHeader(s.payload, 0, new MessageHeaderEncoder())
                .content1(content)
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
                .reply((short) (reply ? 1 : 0))
                .reserved(0);
        fill.into(m);
        PresenceMessageEncoder.SkillsEncoder group = m.skillsCount(skills.length);
        for (String skill : skills) {
            group.next()
                    .key(key(scope, "skill " + skill))
                    .putName(skill.getBytes(StandardCharsets.UTF_8), 0, skill.length());
        }
        for (String text : new String[] {id, scope, actor, subject, agent == null ? "" : agent, "", "", ""}) {
            put(m, text);
        }
        s.payloadLength = MessageHeaderEncoder.ENCODED_LENGTH + m.encodedLength();
        return s;
    }

    private static void put(PresenceMessageEncoder m, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int at = m.limit();
        m.buffer().putShort(at, (short) bytes.length, java.nio.ByteOrder.LITTLE_ENDIAN);
        m.buffer().putBytes(at + Short.BYTES, bytes);
        m.limit(at + Short.BYTES + bytes.length);
    }

    private static short flag(boolean on) {
        return (short) (on ? 1 : 0);
    }

    static long key(String scope, String id) {
        return Stage.key(scope + "\0" + id);
    }

    private void apply(Signal signal) {
        signal.sequence = sequence++;
        signal.engineTimeMs = nowMs;
        Signal kept = new Signal();
        kept.copyFrom(signal);
        applied.accept(kept);
        engine.onSignal(kept);
    }

    /** The newest record of a type about a subject. */
    Said last(String type, String subject) {
        for (int i = said.size() - 1; i >= 0; i--) {
            if (said.get(i).type.equals(type) && said.get(i).subject.equals(subject)) {
                return said.get(i);
            }
        }
        throw new AssertionError("no " + type + " of " + subject + " in " + lines());
    }

    private long sessionOf(String agent) {
        return last("AGENT_SESSION_OPENED", agent).figure(Said.SESSION);
    }

    /** What was said since the last call. */
    List<String> lines() {
        List<String> lines = said.stream().skip(told).map(Said::line).toList();
        told = said.size();
        return lines;
    }

    private int told;

    static Said read(Decision d) {
        String type = DecisionType.name(d.type);
        double s = (d.engineTimeMs - Stage.START_MS) / 1_000.0;
        MessageHeaderDecoder header = new MessageHeaderDecoder();
        return switch (d.type) {
            case DecisionType.REJECTED, DecisionType.MESSAGE_RESULT -> {
                MessageResultDecoder m = new MessageResultDecoder();
                m.wrapAndApplyHeader(d.payload, 0, header);
                long[] figures = new long[13];
                figures[Said.FIRST_SEQ] = m.firstSeq();
                String of = text(d, m.limit());
                String subject = text(d, m.limit() + Short.BYTES + of.length());
                yield new Said(s, type, subject.isEmpty() ? of : subject, "", Code.name(d.code), d.seq, figures);
            }
            case DecisionType.READINESS_VERDICT, DecisionType.CLEANUP_DONE -> {
                ReadinessDetailDecoder m = new ReadinessDetailDecoder();
                m.wrapAndApplyHeader(d.payload, 0, header);
                String words = d.type == DecisionType.READINESS_VERDICT
                        ? Verdict.name(m.verdict()) + " schema " + Verdict.resultName(m.schema()) + " sessions "
                                + Verdict.resultName(m.sessions()) + " references "
                                + Verdict.resultName(m.references()) + " agents " + Verdict.resultName(m.agents())
                        : "stale " + m.stale() + " closed " + m.closed() + " stuck " + m.stuck() + " dangling "
                                + m.dangling();
                yield new Said(s, type, words, "", null, d.seq, new long[13]);
            }
            default -> detail(d, type, s, header);
        };
    }

    private static Said detail(Decision d, String type, double s, MessageHeaderDecoder header) {
        PresenceDetailDecoder m = new PresenceDetailDecoder();
        m.wrapAndApplyHeader(d.payload, 0, header);
        long[] figures = {
            m.position(),
            m.ewtMs(),
            m.attempts(),
            m.waitMs(),
            m.workTalkMs(),
            m.excludedUntilMs() == 0 ? 0 : m.excludedUntilMs() - Stage.START_MS,
            m.completed(),
            m.idleSinceMs() - Stage.START_MS,
            m.display(),
            m.intent(),
            m.session(),
            m.lastHeartbeatMs() - Stage.START_MS,
            m.offers()
        };
        int subjectAt = m.limit() + Short.BYTES + text(d, m.limit()).length();
        String subject = text(d, subjectAt);
        String agent = text(d, subjectAt + Short.BYTES + subject.length());
        return new Said(s, type, subject, agent, Code.name(d.code), d.seq, figures);
    }

    static String text(Decision d, int at) {
        int length = d.payload.getShort(at, java.nio.ByteOrder.LITTLE_ENDIAN);
        return d.payload.getStringWithoutLengthAscii(at + Short.BYTES, length);
    }
}
