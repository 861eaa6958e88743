package conductor.journal.json;

import conductor.engine.codec.ExplanationRecordDecoder;
import conductor.engine.codec.MessageHeaderDecoder;
import conductor.engine.codec.RewardRecordDecoder;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionState;
import conductor.engine.core.DecisionType;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One decision record as the writers see it: its fields, its texts, its explanation and its details. Wrapped anew for
 * every record.
 */
public final class RecordView {
    /** How long after its publication a command may be carried out. */
    public static final long COMMAND_LIFE_MS = 30_000;

    private final SessionDirectory directory;
    private final TemplateSets templateSets;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final ExplanationRecordDecoder explanation = new ExplanationRecordDecoder();
    private final RecordDetail detail = new RecordDetail();
    private final UnsafeBuffer noExplanation = new UnsafeBuffer(new byte[ExplanationRecordDecoder.BLOCK_LENGTH]);
    private final RewardRecordDecoder reward = new RewardRecordDecoder();
    private final UnsafeBuffer noReward = new UnsafeBuffer(new byte[RewardRecordDecoder.BLOCK_LENGTH]);
    private Decision d;
    private boolean explained;
    private boolean rewarded;

    /** For records whose content is from the shipped templates. */
    public RecordView(SessionDirectory directory) {
        this(directory, TemplateSets.BUILT_IN);
    }

    /** @param templateSets the sets that decisions were made with. */
    public RecordView(SessionDirectory directory, TemplateSets templateSets) {
        this.directory = directory;
        this.templateSets = templateSets;
    }

    public RecordView wrap(Decision decision) {
        d = decision;
        explained = wrapExplanation();
        if (!explained) {
            explanation.wrap(
                    noExplanation, 0, ExplanationRecordDecoder.BLOCK_LENGTH, ExplanationRecordDecoder.SCHEMA_VERSION);
        }
        detail.wrap(d, explained ? RecordDetail.behind(header.blockLength()) : RecordDetail.NOWHERE);
        rewarded = wrapReward();
        if (!rewarded) {
            reward.wrap(noReward, 0, RewardRecordDecoder.BLOCK_LENGTH, RewardRecordDecoder.SCHEMA_VERSION);
        }
        return this;
    }

    public Decision decision() {
        return d;
    }

    /** Whether the record carries an explanation. */
    public boolean explained() {
        return explained;
    }

    /** The explanation; all zero where the record has none. */
    public ExplanationRecordDecoder explanation() {
        return explanation;
    }

    /** The templates that the record's decision draws from. */
    public TemplateSet templates() {
        return templateSets.of(explanation.templatesHash());
    }

    /** The draw of the record's decision. */
    public long templateDraw() {
        return explanation.templateDraw();
    }

    /** The language that its templates must have, as {@link TemplateSet#word}; 0 = any. */
    public long templateLanguage() {
        return explanation.languageBytes();
    }

    /** What the record adds to its explanation; all empty where it adds nothing. */
    public RecordDetail detail() {
        return detail;
    }

    /** What a decision led to; all zero where the record is no REWARD. */
    public RewardRecordDecoder reward() {
        return reward;
    }

    /** The session, or null where the record has none. */
    public SessionName session() {
        return directory.session(d.subjectKey);
    }

    /** The session id as escaped JSON text, or null. */
    public byte[] sessionId() {
        SessionName session = session();
        return session == null ? null : session.escaped();
    }

    /** The event id as escaped JSON text; null where the record is about all events. */
    public byte[] eventId() {
        return d.scopeKey == 0 && isOfTheNode() ? null : directory.event(d.scopeKey);
    }

    /** Whether the record is about the node or an event, not about a session. */
    private boolean isOfTheNode() {
        return switch (d.type) {
            case DecisionType.RESTORED,
                    DecisionType.PAUSED,
                    DecisionType.RESUMED,
                    DecisionType.SOURCE_SUSPECT,
                    DecisionType.SETTINGS,
                    DecisionType.COMMAND_RESULT -> true;
            default -> false;
        };
    }

    /** The event id of another key. */
    public byte[] eventId(long scopeKey) {
        return directory.event(scopeKey);
    }

    /** Score minus expected score, in millionths. */
    public int deviationPpm() {
        return d.scorePpm - d.expectedPpm;
    }

    /** Deviation from the expected score in whole percent, half up, without sign; 0 where nothing was expected. */
    public int deviationPercent() {
        if (d.expectedPpm <= 0) {
            return 0;
        }
        return (int) ((Math.abs((long) deviationPpm()) * 200 + d.expectedPpm) / (2L * d.expectedPpm));
    }

    /** How rare detector v2 found it, in millionths of -log10 of the rate; 0 where that did not judge. */
    public int rarityPpm() {
        if (d.type == DecisionType.ANOMALY) {
            return (int) d.decisionSeq;
        }
        return explained && header.blockLength() == ExplanationRecordDecoder.BLOCK_LENGTH ? explanation.rarityPpm() : 0;
    }

    /** Number of the anomaly this belongs to: its own where the record is the anomaly. */
    public long anomalyNumber() {
        return d.anomalySeq == 0 && d.type == DecisionType.ANOMALY ? d.seq : d.anomalySeq;
    }

    /** Number of the intervention, 0 where there is none yet, or none at all. */
    public long interventionNumber() {
        if (isCommand()) {
            return d.seq;
        }
        return rewarded ? reward.interventionSeq() : explanation.interventionSeq();
    }

    /** Whether the record puts a command on the platform's channel. */
    public boolean isCommand() {
        return d.type == DecisionType.ESCALATION
                || d.type == DecisionType.DECISION && d.state == DecisionState.PUBLISHED;
    }

    /** When the command of this record may no longer be sent. */
    public long commandExpiresAtMs() {
        return d.engineTimeMs + COMMAND_LIFE_MS;
    }

    private boolean wrapExplanation() {
        boolean mayHave = d.type == DecisionType.DECISION
                || d.type == DecisionType.ESCALATION
                || d.type == DecisionType.STATUS
                || d.type == DecisionType.NOTIFICATION;
        if (!mayHave || !holds(ExplanationRecordDecoder.TEMPLATE_ID)) {
            return false;
        }
        explanation.wrap(d.payload, MessageHeaderDecoder.ENCODED_LENGTH, header.blockLength(), header.version());
        return true;
    }

    private boolean wrapReward() {
        if (d.type != DecisionType.REWARD || !holds(RewardRecordDecoder.TEMPLATE_ID)) {
            return false;
        }
        reward.wrap(d.payload, MessageHeaderDecoder.ENCODED_LENGTH, header.blockLength(), header.version());
        return true;
    }

    /** Whether the payload begins with a whole block of a template. */
    private boolean holds(int template) {
        if (d.payloadLength < MessageHeaderDecoder.ENCODED_LENGTH) {
            return false;
        }
        header.wrap(d.payload, 0);
        return header.schemaId() == MessageHeaderDecoder.SCHEMA_ID
                && header.templateId() == template
                && d.payloadLength >= MessageHeaderDecoder.ENCODED_LENGTH + header.blockLength();
    }
}
