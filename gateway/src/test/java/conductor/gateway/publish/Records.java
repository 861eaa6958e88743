package conductor.gateway.publish;

import conductor.engine.codec.DetailRecordEncoder;
import conductor.engine.codec.ExplanationRecordEncoder;
import conductor.engine.codec.MessageHeaderEncoder;
import conductor.engine.codec.RewardRecordEncoder;
import conductor.engine.core.AnomalyClass;
import conductor.engine.core.Arm;
import conductor.engine.core.Category;
import conductor.engine.core.ContentMethod;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.engine.core.Mode;
import conductor.engine.core.Policy;
import conductor.engine.core.Priority;
import conductor.engine.core.Rule;
import conductor.engine.core.Severity;
import conductor.engine.core.SourceId;
import conductor.engine.core.TimerKind;
import conductor.journal.json.RewardJson;
import conductor.journal.json.SessionDirectory;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.function.Consumer;
import org.agrona.BitUtil;

/** Decision records with the figures of the wire contract's examples. */
final class Records {
    static final int ENGINE = 0x5e1f09c2;
    static final String SESSION_ID = "ses_0a1b2c3d4e5f";
    static final String EVENT_ID = "evt_9f8e7d6c5b4a";
    static final long SESSION = 77;
    static final long EVENT = 88;

    private Records() {}

    static long at(String time) {
        return Instant.parse(time).toEpochMilli();
    }

    static Decision record(int type, long seq, String time) {
        return record(type, seq, at(time));
    }

    static Decision record(int type, long seq, long timeMs) {
        Decision d = new Decision();
        d.type = type;
        d.seq = seq;
        d.engineTimeMs = timeMs;
        d.subjectKey = SESSION;
        d.scopeKey = EVENT;
        d.causeTimer = TimerKind.EVALUATION;
        return d;
    }

    static Decision opened(long seq, long sessionKey, String id) {
        Decision d = record(DecisionType.SESSION_OPENED, seq, "2026-03-02T10:15:00Z");
        d.subjectKey = sessionKey;
        d.scopeKey = 0;
        cause(d, SourceId.PRESENCE, 1772446500000L, 0);
        return text(d, id);
    }

    static Decision closed(long seq, long sessionKey, long eventKey) {
        Decision d = record(DecisionType.SESSION_CLOSED, seq, "2026-03-02T11:15:00Z");
        d.subjectKey = sessionKey;
        d.scopeKey = eventKey;
        d.causeTimer = TimerKind.IDLE_CLOSE;
        return d;
    }

    static Decision resolved(long seq, long sessionKey, long oldEventKey, long eventKey, String id) {
        Decision d = record(DecisionType.EVENT_RESOLVED, seq, "2026-03-02T10:15:01Z");
        d.subjectKey = sessionKey;
        d.scopeKey = eventKey;
        d.decisionSeq = oldEventKey;
        d.previous = oldEventKey == 0 ? 0 : 3;
        d.state = 4;
        cause(d, SourceId.PRESENCE, 1772446501000L, 2);
        return text(d, id);
    }

    /** The score of the example of {@code engagement:update}. */
    static Decision score(long seq, long timeMs) {
        Decision d = record(DecisionType.SCORE, seq, timeMs);
        d.scorePpm = 314_918;
        d.category = Category.LOW;
        d.chatCount = 3;
        d.participationPpm = 250_000;
        d.activeUsers = 12;
        d.totalUsers = 40;
        d.reactionCount = 2;
        d.leaveRatePpm = 50_000;
        d.leavers = 2;
        return d;
    }

    /** Puts the figures of the example of {@code anomaly:detected} into a record. */
    static Decision drop(Decision d) {
        d.anomalyClass = AnomalyClass.SUDDEN_DROP;
        d.rule = Rule.STEP;
        d.severity = Severity.CRITICAL;
        d.scorePpm = 320_462;
        d.expectedPpm = 630_000;
        d.anomalyScorePpm = 1_000_000;
        d.chatCount = 5;
        d.participationPpm = 200_000;
        d.activeUsers = 13;
        d.totalUsers = 50;
        d.reactionCount = 1;
        d.anomalySeq = 10421;
        return d;
    }

    /** A state of the example's decision: POLL against the drop. */
    static Decision decision(long seq, String time, int state, int previous) {
        return decision(seq, at(time), state, previous, e -> {});
    }

    static Decision decision(long seq, long timeMs, int state, int previous, Consumer<ExplanationRecordEncoder> more) {
        Decision d = drop(record(DecisionType.DECISION, seq, timeMs));
        d.state = state;
        d.previous = previous;
        d.decisionSeq = 10422;
        d.arm = Arm.POLL;
        return explained(d, more);
    }

    /** Adds the explanation of the example (6.8), with what a test changes. */
    static Decision explained(Decision d, Consumer<ExplanationRecordEncoder> more) {
        ExplanationRecordEncoder e = new ExplanationRecordEncoder();
        e.wrapAndApplyHeader(d.payload, 0, new MessageHeaderEncoder())
                .zPpm(9_209_699)
                .expiresAtMs(0)
                .interventionSeq(0)
                .settingsVersion(4)
                .floorPpm(33_610)
                .confidencePpm(850_000)
                .minConfidencePpm(500_000)
                .impactPpm(150_000)
                .chatPpm(176_556)
                .pollPpm(50_000)
                .activePpm(65_000)
                .reactionsPpm(28_906)
                .leavePpm(0)
                .eventCount(1)
                .eventMax(3)
                .session30s(0)
                .session300s(1);
        e.gatesSeen(0b111_1111)
                .gatesPassed(0b011_1111)
                .holdoutDrawPpm(-1)
                .templateDraw(0)
                .engagementBucket((short) 1)
                .sizeBucket((short) 2)
                .deviationBucket((short) 2)
                .policy((short) Policy.THOMPSON)
                .mode((short) Mode.MANUAL)
                .priority((short) Priority.HIGH)
                .maskPoll((short) 0)
                .maskBroadcast((short) 0)
                .maskNotification((short) 2)
                .maskGamification((short) 0);
        e.alphaPoll(8.5)
                .betaPoll(1.5)
                .samplePpmPoll(871_204)
                .alphaBroadcast(7.5)
                .betaBroadcast(2.5)
                .samplePpmBroadcast(702_213)
                .alphaNotification(6)
                .betaNotification(4)
                .samplePpmNotification(-1)
                .alphaGamification(6)
                .betaGamification(4)
                .samplePpmGamification(550_891);
        more.accept(e);
        d.payloadLength = MessageHeaderEncoder.ENCODED_LENGTH + ExplanationRecordEncoder.BLOCK_LENGTH;
        return d;
    }

    /** Adds details behind the explanation; texts may be null. */
    static Decision detailed(Decision d, String actor, String reason, String content, String result, String error) {
        int at = BitUtil.align(d.payloadLength, Long.BYTES);
        DetailRecordEncoder e = new DetailRecordEncoder();
        e.wrapAndApplyHeader(d.payload, at, new MessageHeaderEncoder())
                .method((short) (content == null ? ContentMethod.TEMPLATE : ContentMethod.PRIMARY));
        put(actor, bytes -> e.putActor(bytes, 0, bytes.length));
        put(reason, bytes -> e.putReason(bytes, 0, bytes.length));
        put(content, bytes -> e.putContent(bytes, 0, bytes.length));
        put(result, bytes -> e.putResult(bytes, 0, bytes.length));
        put(error, bytes -> e.putError(bytes, 0, bytes.length));
        d.payloadLength = at + MessageHeaderEncoder.ENCODED_LENGTH + e.encodedLength();
        return d;
    }

    /** What the example's intervention led to. */
    static Decision reward(int group) {
        Decision d = drop(record(DecisionType.REWARD, 10560, "2026-03-02T10:17:21.300Z"));
        d.decisionSeq = 10422;
        d.arm = Arm.POLL;
        d.scorePpm = 420_462;
        RewardRecordEncoder e = new RewardRecordEncoder();
        e.wrapAndApplyHeader(d.payload, 0, new MessageHeaderEncoder())
                .interventionSeq(group == RewardJson.TREATED ? 10462 : 0)
                .executedAtMs(at("2026-03-02T10:16:21.300Z"))
                .prePpm(320_462)
                .postPpm(420_462)
                .deltaPpm(100_000)
                .rewardPpm(600_000)
                .grp((short) group)
                .overlap((short) 0)
                .learned((short) (group == RewardJson.TREATED ? 1 : 0));
        d.payloadLength = MessageHeaderEncoder.ENCODED_LENGTH + RewardRecordEncoder.BLOCK_LENGTH;
        return d;
    }

    static void put(String text, Consumer<byte[]> target) {
        target.accept(text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8));
    }

    static Decision cause(Decision d, int source, long timeMs, long seq) {
        d.causeTimer = 0;
        d.causeSource = source;
        d.causeTimeMs = timeMs;
        d.causeSeq = seq;
        return d;
    }

    static Decision text(Decision d, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        d.payload.putBytes(0, utf8);
        d.payloadLength = utf8.length;
        return d;
    }

    /** A directory that knows the example's session and event. */
    static SessionDirectory directory() {
        SessionDirectory directory = new SessionDirectory();
        directory.apply(opened(1, SESSION, SESSION_ID));
        directory.apply(resolved(2, SESSION, 0, EVENT, EVENT_ID));
        return directory;
    }
}
