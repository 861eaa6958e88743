package conductor.journal.sink;

import conductor.engine.codec.DetailRecordEncoder;
import conductor.engine.codec.EventSettingsRecordEncoder;
import conductor.engine.codec.ExplanationRecordEncoder;
import conductor.engine.codec.MessageHeaderEncoder;
import conductor.engine.codec.RewardRecordEncoder;
import conductor.engine.core.AnomalyClass;
import conductor.engine.core.Arm;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.engine.core.Mode;
import conductor.engine.core.Rule;
import conductor.engine.core.Severity;
import conductor.engine.learn.Context;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Records of whole lives of decisions, made by hand and numbered like those of a journal: one second lies between two of them. */
final class Lives {
    static final int ENGINE = 0x5e1f09c2;
    static final String SESSION = "ses_1";
    static final String EVENT = "evt_1";
    static final long START_MS = 1_772_446_500_000L;

    private static final long SESSION_KEY = 77;
    private static final long EVENT_KEY = 88;
    private static final byte[] NOTHING = {};

    private final List<Decision> records = new ArrayList<>();

    Lives() {
        text(record(DecisionType.SESSION_OPENED), SESSION).scopeKey = 0;
        text(record(DecisionType.EVENT_RESOLVED), EVENT);
    }

    List<Decision> records() {
        return records;
    }

    /** Time of a record in milliseconds. */
    static long timeMs(long seq) {
        return START_MS + 1_000 * seq;
    }

    /** The first state of a new decision; the answer is its number. */
    long begin(int state, int kind) {
        return begin(state, kind, detail -> {});
    }

    long begin(int state, int kind, Consumer<Detail> more) {
        long number = records.size() + 1;
        state(number, state, 0, kind, more);
        return number;
    }

    Lives state(long decision, int state, int code, int kind) {
        return state(decision, state, code, kind, null);
    }

    Lives state(long decision, int state, int code, int kind, Consumer<Detail> more) {
        Decision d = record(DecisionType.DECISION);
        d.decisionSeq = decision;
        d.state = state;
        d.code = code;
        d.arm = Arm.POLL;
        d.anomalyClass = AnomalyClass.SUDDEN_DROP;
        d.rule = Rule.STEP;
        d.severity = Severity.CRITICAL;
        d.scorePpm = 320_462;
        d.expectedPpm = 630_000;
        d.anomalyScorePpm = 1_000_000;
        d.anomalySeq = 3;
        new ExplanationRecordEncoder()
                .wrapAndApplyHeader(d.payload, 0, new MessageHeaderEncoder())
                .confidencePpm(850_000)
                .mode((short) Mode.AUTO)
                .kind((short) kind);
        d.payloadLength = MessageHeaderEncoder.ENCODED_LENGTH + ExplanationRecordEncoder.BLOCK_LENGTH;
        if (more != null) {
            Detail detail = new Detail();
            more.accept(detail);
            detail.write(d);
        }
        return this;
    }

    /** What a record adds to its explanation. */
    static final class Detail {
        String actor = "";
        String reason = "";
        String content = "";
        int method;
        String result = "";
        String error = "";

        private void write(Decision d) {
            int at = d.payloadLength + 7 & -8;
            DetailRecordEncoder encoder = new DetailRecordEncoder();
            encoder.wrapAndApplyHeader(d.payload, at, new MessageHeaderEncoder())
                    .publishedAtMs(0)
                    .executedAtMs(0)
                    .costMicros(0)
                    .usersReached(0)
                    .latencyMs(0)
                    .prePpm(0)
                    .method((short) method)
                    .overlap((short) 0)
                    .reserved(0);
            put(actor, encoder::putActor);
            put(reason, encoder::putReason);
            put(content, encoder::putContent);
            put(result, encoder::putResult);
            put(error, encoder::putError);
            d.payloadLength = at + MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength();
        }
    }

    private interface Put {
        Object put(byte[] bytes, int offset, int length);
    }

    private static void put(String text, Put put) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        put.put(utf8, 0, utf8.length);
    }

    /** What a decision led to. */
    Lives reward(long decision, int group, int learned, int overlap) {
        Decision d = record(DecisionType.REWARD);
        d.decisionSeq = decision;
        d.arm = Arm.POLL;
        d.scorePpm = 500_000;
        RewardRecordEncoder reward = new RewardRecordEncoder();
        reward.wrapAndApplyHeader(d.payload, 0, new MessageHeaderEncoder())
                .alpha(9.25)
                .beta(1.75)
                .prePpm(320_462)
                .postPpm(445_462)
                .deltaPpm(125_000)
                .rewardPpm(700_000)
                .confidencePpm(850_000)
                .context((short) Context.of(AnomalyClass.SUDDEN_DROP, 1, 2, 2))
                .grp((short) group)
                .overlap((short) overlap)
                .learned((short) learned)
                .helped((short) 1);
        d.payloadLength = MessageHeaderEncoder.ENCODED_LENGTH + RewardRecordEncoder.BLOCK_LENGTH;
        return this;
    }

    /**
     * Settings of an event as they count from here on.
     *
     * @param emails as in the record, empty = nothing said.
     * @param actor empty = from the stored row.
     */
    Lives settings(String event, long version, boolean stored, int mode, int arms, String emails, String actor) {
        return settings(event, version, stored, mode, arms, emails, actor, 0);
    }

    /** The same by somebody who said only these columns, of an event whose row was never read; bits of SettingsColumn. */
    Lives some(String event, long version, int mode, int arms, int columns) {
        return settings(event, version, true, mode, arms, "", "usr_9", columns);
    }

    private Lives settings(
            String event, long version, boolean stored, int mode, int arms, String emails, String actor, int columns) {
        Decision d = record(DecisionType.SETTINGS);
        d.subjectKey = 0;
        d.decisionSeq = version;
        EventSettingsRecordEncoder settings = new EventSettingsRecordEncoder();
        settings.wrapAndApplyHeader(d.payload, 0, new MessageHeaderEncoder())
                .settingsVersion(version)
                .languageBytes('d' | 'e' << 8)
                .autoApprovePpm(800_000)
                .minConfidencePpm(400_000)
                .approvalTimeoutMs(90_000)
                .holdoutPpm(100_000)
                .falseAlarmsPerHourPpm(500_000)
                .stored((short) (stored ? 1 : 0))
                .agentEnabled((short) 1)
                .mode((short) mode)
                .allowedArms((short) arms)
                .maxInterventionsPerHour((short) 5)
                .notifyOnAnomaly((short) 1)
                .notifyOnIntervention((short) 0)
                .reserved((short) 0)
                .columns(columns);
        put(event, settings::putEvent);
        put(emails, settings::putEmails);
        put(actor, settings::putActor);
        d.payloadLength = MessageHeaderEncoder.ENCODED_LENGTH + settings.encodedLength();
        return this;
    }

    private Decision record(int type) {
        Decision d = new Decision();
        d.type = type;
        d.seq = records.size() + 1;
        d.engineTimeMs = timeMs(d.seq);
        d.subjectKey = SESSION_KEY;
        d.scopeKey = EVENT_KEY;
        records.add(d);
        return d;
    }

    private static Decision text(Decision d, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        d.payload.putBytes(0, utf8);
        d.payloadLength = utf8.length;
        return d;
    }
}
