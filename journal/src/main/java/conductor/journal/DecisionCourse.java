package conductor.journal;

import conductor.engine.codec.ExplanationRecordDecoder;
import conductor.engine.codec.MessageHeaderDecoder;
import conductor.engine.core.Arm;
import conductor.engine.core.Code;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionKind;
import conductor.engine.core.DecisionState;
import conductor.engine.core.DecisionType;

/** What became of one decision in one run, gathered from its records. */
public final class DecisionCourse {
    /** How it was taken. */
    public enum How {
        /** By the engine, which sent it out. */
        AUTOMATIC,
        /** By the engine, which kept it back as a control. */
        WITHHELD,
        /** It was laid before a person. */
        WAITING,
        /** It was not taken. */
        SKIPPED,
        /** It was not taken, because another one of the session was open. */
        SUPPRESSED,
        /** A person asked for it. */
        MANUAL,
        /** It is the notification of a mass exit that goes out beside the gates. */
        ESCALATED
    }

    private final long number;
    private final int arm;
    private final int confidencePpm;
    private How how;
    private final int howCode;
    private int state;
    private int code;
    private long interventionNumber;

    /** Begins with the first record of a decision. */
    DecisionCourse(Decision first, MessageHeaderDecoder header, ExplanationRecordDecoder explanation) {
        explanation.wrapAndApplyHeader(first.payload, 0, header);
        this.number = number(first);
        this.arm = first.arm;
        this.confidencePpm = explanation.confidencePpm();
        this.how = how(first, explanation.kind());
        this.howCode = how == How.SKIPPED || how == How.SUPPRESSED ? first.code : Code.NONE;
        add(first);
    }

    /** Number by which the records of a decision, or of an escalation, know it. */
    static long number(Decision record) {
        return record.type == DecisionType.ESCALATION ? record.seq : record.decisionSeq;
    }

    private static How how(Decision first, int kind) {
        if (first.type == DecisionType.ESCALATION) {
            return How.ESCALATED;
        }
        if (kind == DecisionKind.MANUAL) {
            return How.MANUAL;
        }
        return switch (first.state) {
            case DecisionState.PROPOSED -> How.WAITING;
            case DecisionState.SKIPPED -> How.SKIPPED;
            case DecisionState.SUPPRESSED -> How.SUPPRESSED;
            default -> How.AUTOMATIC;
        };
    }

    /** Adds a further record. */
    void add(Decision record) {
        state = record.state;
        code = record.code;
        if (record.type == DecisionType.ESCALATION || record.state == DecisionState.PUBLISHED) {
            interventionNumber = record.seq;
        } else if (record.state == DecisionState.CONTROL) {
            how = How.WITHHELD;
        }
    }

    /** Number of the decision in its run. */
    long number() {
        return number;
    }

    /** Number of its intervention in its run, 0 = none was published. */
    long interventionNumber() {
        return interventionNumber;
    }

    /** Whether no further record can come. */
    boolean over() {
        return switch (state) {
            case DecisionState.SKIPPED,
                    DecisionState.SUPPRESSED,
                    DecisionState.REJECTED,
                    DecisionState.EXPIRED,
                    DecisionState.FAILED,
                    DecisionState.MEASURED,
                    DecisionState.UNMEASURED -> true;
            default -> how == How.ESCALATED;
        };
    }

    /** Whether it was sent out. */
    public boolean published() {
        return interventionNumber != 0;
    }

    /** How it was taken. */
    public How how() {
        return how;
    }

    /** The same with the reason where there is one: {@code SKIPPED(MILD)}. */
    public String howText() {
        return withCode(how.name(), howCode);
    }

    /** The {@link Arm} that was chosen, 0 = none. */
    public int arm() {
        return arm;
    }

    /** Its name, or {@code NONE}. */
    public String armText() {
        String name = Arm.name(arm);
        return name == null ? "NONE" : name;
    }

    /** Confidence in millionths. */
    public int confidencePpm() {
        return confidencePpm;
    }

    /** The {@link DecisionState} in which it was at the end, 0 for an escalation. */
    public int state() {
        return state;
    }

    /** The same with the reason where there is one: {@code FAILED(NO_RECEIVER)}; {@code PUBLISHED} for an escalation. */
    public String stateText() {
        return how == How.ESCALATED
                ? DecisionState.name(DecisionState.PUBLISHED)
                : withCode(DecisionState.name(state), code);
    }

    private static String withCode(String text, int why) {
        return why == Code.NONE ? text : text + "(" + Code.name(why) + ")";
    }

    boolean sameHow(DecisionCourse other) {
        return how == other.how && howCode == other.howCode;
    }

    boolean sameEnd(DecisionCourse other) {
        return state == other.state && code == other.code;
    }
}
