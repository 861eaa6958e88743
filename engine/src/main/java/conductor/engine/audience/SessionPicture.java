package conductor.engine.audience;

import conductor.engine.detect.SessionAverage;
import java.util.List;

/**
 * What an engine knows of an open session at its last signal, and what would count for the next decision. Scores, shares, z and
 * confidences are in millionths, times in ms since 1970; 0 as a time = never.
 *
 * @param timeMs engine time of the picture.
 * @param eventKey key of its event, 0 = unknown.
 * @param openedMs when it opened.
 * @param lastInputMs when it last had an input.
 * @param nextEvaluationMs when it is scored next.
 * @param score what its score would be now.
 * @param baseline what detector v1 compares that with; null with v2.
 * @param counts what detector v2 compares; null with v1.
 * @param detector what the detector makes of it.
 * @param settings what its event's settings say.
 * @param limits how much of the limits is used up.
 * @param arms what can be done, and how well it is thought of, in the order of their numbers.
 */
public record SessionPicture(
        long timeMs,
        long eventKey,
        long openedMs,
        long lastInputMs,
        long nextEvaluationMs,
        Score score,
        Baseline baseline,
        Counts counts,
        Detector detector,
        Settings settings,
        Limits limits,
        List<ArmPicture> arms) {

    /** Counts of the last minute and the parts that they add to the score. */
    public record Score(
            int scorePpm,
            int category,
            int chat,
            int reactions,
            int activeUsers,
            int totalUsers,
            int leavers,
            long participationPpm,
            long leaveRatePpm,
            int chatPpm,
            int pollPpm,
            int activePpm,
            int reactionsPpm,
            int leavePpm) {}

    /**
     * The past of the score.
     *
     * @param evaluations so far.
     * @param warmUp evaluations before anything is found.
     * @param meanPpm expected score.
     * @param sdPpm sample standard deviation.
     * @param floorPpm noise floor of a comparison now.
     * @param meanChat mean count of chat messages.
     * @param meanReactions mean count of reactions.
     * @param lastScoresPpm up to five raw scores, oldest first.
     */
    public record Baseline(
            int evaluations,
            int warmUp,
            long meanPpm,
            long sdPpm,
            long floorPpm,
            double meanChat,
            double meanReactions,
            List<Long> lastScoresPpm) {}

    /**
     * What was counted up to the last evaluation, and how rare that is.
     *
     * @param evaluations so far.
     * @param averages messages and reactions over different times.
     * @param usualActive active people that would be usual.
     * @param rarityPpm severity, in millionths of -log10 of the rate at which something so rare comes up; 0 = nothing out of the ordinary.
     * @param levelPpm where an alarm begins by the rate of false alarms that is wanted in a session of the event.
     * @param eventLevelPpm where one begins by what all of the event's sessions may risk, if that is more.
     * @param withheldSinceMs since when an alarm is withheld because of that, 0 = none is.
     * @param eventWithheld alarms of the event that were withheld so.
     */
    public record Counts(
            int evaluations,
            List<SessionAverage> averages,
            double usualActive,
            int rarityPpm,
            int levelPpm,
            int eventLevelPpm,
            long withheldSinceMs,
            long eventWithheld) {}

    /**
     * What an evaluation now would find with v1, what the last one found with v2.
     *
     * @param version as it stands in records, v1 or v2.
     * @param warm whether it can find anything yet.
     * @param expectedPpm the score that is expected.
     * @param anomalyClass {@link conductor.engine.core.AnomalyClass}, 0 = nothing.
     * @param rule {@link conductor.engine.core.Rule} that matched.
     * @param severity {@link conductor.engine.core.Severity}.
     * @param anomalyScorePpm how sure.
     * @param zPpm deviations below the mean; 0 with v2.
     * @param alarmSinceMs when the alarm began that v2 is in, 0 = none.
     * @param coolUntilMs for each class from 1 on, at its number: until when it is not raised again; 0 = it is free.
     * @param anomalies raised so far.
     */
    public record Detector(
            String version,
            boolean warm,
            int expectedPpm,
            int anomalyClass,
            int rule,
            int severity,
            long anomalyScorePpm,
            long zPpm,
            long alarmSinceMs,
            List<Long> coolUntilMs,
            int anomalies) {}

    /** The settings that count; {@code version} 0 = the node's defaults. */
    public record Settings(
            long version,
            boolean agentEnabled,
            int mode,
            boolean modeIsItsOwn,
            int policy,
            int minConfidencePpm,
            int autoApprovePpm,
            int holdoutPpm) {}

    /**
     * Limits and brakes.
     *
     * @param event interventions of its event within an hour, of {@code eventMax}.
     * @param session30s interventions of the session within 30 s, of which one is the most.
     * @param session300s within 300 s, of which {@code session300sMax} are the most.
     * @param code {@link conductor.engine.core.Code} of the limit that stands in the way, 0 = none.
     * @param freeAtMs when that limit is free again, 0 = never or nothing is in the way.
     * @param pendingDecision number of the decision that is open, 0 = none.
     * @param paused whether a brake holds automatic actions.
     * @param doubtedSinceMs since when the feed is doubted, 0 = it is trusted.
     */
    public record Limits(
            int event,
            int eventMax,
            int session30s,
            int session300s,
            int session300sMax,
            int code,
            long freeAtMs,
            long pendingDecision,
            boolean paused,
            long doubtedSinceMs) {}

    /**
     * One arm.
     *
     * @param arm {@link conductor.engine.core.Arm}.
     * @param mask {@link conductor.engine.core.ArmMask}: why it cannot be chosen, 0 = it can.
     * @param coolUntilMs until when it cools down, 0 = it does not.
     * @param context {@link conductor.engine.learn.Context} of the figures, -1 = there is no anomaly that it could answer.
     * @param alpha of its distribution, 0 where there is no context or rules choose.
     * @param beta likewise.
     * @param attempts rewards so far.
     * @param successes attempts that helped.
     * @param confidencePpm how sure a decision for it would be, 0 where there is no context.
     */
    public record ArmPicture(
            int arm,
            int mask,
            long coolUntilMs,
            int context,
            double alpha,
            double beta,
            int attempts,
            int successes,
            int confidencePpm) {}
}
