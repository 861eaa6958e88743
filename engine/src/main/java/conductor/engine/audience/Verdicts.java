package conductor.engine.audience;

import conductor.engine.core.AnswerLog;
import conductor.engine.core.Code;
import conductor.engine.core.DecisionState;
import conductor.engine.core.Signal;
import conductor.engine.state.RowTable;

/**
 * What became of decisions, and so what the result of a verdict on one is (audience.md 2.7): the newest
 * {@value conductor.engine.core.AnswerLog#CAPACITY} within 24 h are known, also after they ended.
 */
final class Verdicts {
    private static final int LOG_ID = 22;
    private static final int UNKNOWN = -1;

    private final DecisionTable decisions;
    final AnswerLog log = new AnswerLog(LOG_ID);

    Verdicts(DecisionTable decisions) {
        this.decisions = decisions;
    }

    /** Notes that a decision was approved (by rule or by a person), rejected or has expired, in the state of that name. */
    void passed(long decisionSeq, int verdict, long nowMs) {
        if (log.answer(decisionSeq, nowMs) == UNKNOWN) {
            log.add(decisionSeq, verdict, nowMs);
        }
    }

    /** {@link Code#NONE} when the decision in this row may be approved, else the result's code. */
    int onApproval(int row, Signal signal) {
        return isAnothers(row, signal)
                ? Code.UNKNOWN_DECISION
                : row != RowTable.NONE && decisions.state(row) == DecisionState.PROPOSED
                        ? Code.NONE
                        : late(row, signal, DecisionState.APPROVED);
    }

    /** The same for a refusal, which also stops an automatic decision that is not published yet. */
    int onRejection(int row, Signal signal) {
        if (isAnothers(row, signal)) {
            return Code.UNKNOWN_DECISION;
        }
        int state = row == RowTable.NONE ? 0 : decisions.state(row);
        return state == DecisionState.PROPOSED || state == DecisionState.AUTO_APPROVED
                ? Code.NONE
                : late(row, signal, DecisionState.REJECTED);
    }

    private boolean isAnothers(int row, Signal signal) {
        return row != RowTable.NONE && signal.subjectKey != 0 && signal.subjectKey != decisions.sessionKey(row);
    }

    private int late(int row, Signal signal, int wanted) {
        int verdict = row != RowTable.NONE && decisions.state(row) == DecisionState.APPROVED
                ? DecisionState.APPROVED
                : log.answer(signal.value1, signal.engineTimeMs);
        if (verdict == wanted) {
            return Code.ALREADY;
        }
        if (verdict == DecisionState.EXPIRED) {
            return Code.DECISION_EXPIRED;
        }
        return verdict == UNKNOWN && row == RowTable.NONE ? Code.UNKNOWN_DECISION : Code.WRONG_STATE;
    }
}
