package conductor.engine.audience;

import conductor.engine.core.Decision;
import conductor.engine.core.Steps;

/** Copies what scoring and detection found from a step into a record. */
final class RecordFigures {
    private RecordFigures() {}

    /** The score and what it was made from. */
    static void score(Decision d, Steps steps, int i) {
        d.scorePpm = steps.scorePpm[i];
        d.category = steps.category[i];
        d.chatCount = steps.chatCount[i];
        d.reactionCount = steps.reactionCount[i];
        d.activeUsers = steps.activeUsers[i];
        d.totalUsers = steps.totalUsers[i];
        d.leavers = steps.leavers[i];
        d.participationPpm = steps.participationPpm[i];
        d.leaveRatePpm = steps.leaveRatePpm[i];
    }

    /** The same with the anomaly that was found. */
    static void finding(Decision d, Steps steps, int i) {
        score(d, steps, i);
        d.anomalyClass = steps.anomalyClass[i];
        d.rule = steps.rule[i];
        d.severity = steps.severity[i];
        d.anomalyScorePpm = steps.anomalyScorePpm[i];
        d.expectedPpm = steps.expectedPpm[i];
    }
}
