package conductor.engine.audience;

import conductor.engine.core.AnomalyClass;
import conductor.engine.core.Arm;
import conductor.engine.core.Code;
import conductor.engine.core.DetectionConfig;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.Policy;
import conductor.engine.learn.Context;
import conductor.engine.state.Ppm;
import conductor.engine.state.RowTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Looks at a session through all three stages without changing anything that decides. For the engine's thread, for people. */
public final class SessionExaminer {
    private final EngineConfig config;
    private final AudienceScoring scoring;
    private final AudienceDetection detection;
    private final AudienceDecisioning decisioning;

    public SessionExaminer(
            EngineConfig config,
            AudienceScoring scoring,
            AudienceDetection detection,
            AudienceDecisioning decisioning) {
        this.config = config;
        this.scoring = scoring;
        this.detection = detection;
        this.decisioning = decisioning;
    }

    /** The picture of a session at a time, null when it is not open. */
    public SessionPicture examine(long sessionKey, long nowMs) {
        int slot = scoring.sessions.slotOf(sessionKey);
        if (slot == RowTable.NONE || !scoring.sessions.open(slot)) {
            return null;
        }
        RowTable rows = scoring.sessions.rows;
        long eventKey = scoring.sessions.eventKey(slot);
        decisioning.settings.select(eventKey);
        SessionPicture.Score score = score(slot, nowMs / 1000);
        boolean byCounts = detection.counts != null;
        SessionPicture.Baseline baseline = byCounts ? null : baseline(slot, score);
        SessionPicture.Counts counts = byCounts ? counts(slot, eventKey, nowMs) : null;
        SessionPicture.Detector detector =
                byCounts ? lastFound(slot, counts, nowMs) : detect(slot, score, baseline, nowMs);
        return new SessionPicture(
                nowMs,
                eventKey,
                rows.get(slot, SessionTable.OPENED_MS),
                rows.get(slot, SessionTable.LAST_INPUT_MS),
                rows.get(slot, SessionTable.EVALUATION_DUE),
                score,
                baseline,
                counts,
                detector,
                settings(slot),
                limits(slot, sessionKey, eventKey, nowMs),
                arms(slot, eventKey, nowMs, score, detector));
    }

    /** What {@link AudienceScoring} computes at an evaluation, without moving the window. */
    private SessionPicture.Score score(int slot, long second) {
        int chat = scoring.sessions.inWindow(slot, second, SessionTable.CHAT);
        int reactions = scoring.sessions.inWindow(slot, second, SessionTable.REACTIONS);
        int leavers = scoring.sessions.inWindow(slot, second, SessionTable.LEAVERS);
        int total = scoring.sessions.connectedUsers(slot);
        int active = config.parityInput() ? total : scoring.sessions.inWindow(slot, second, SessionTable.ACTIVE);
        int activePoll = scoring.sessions.activePollRow(slot);
        long participation = activePoll == RowTable.NONE ? 0 : scoring.polls.participationPpm(activePoll);
        long leaveRate = Ppm.ratio(leavers, Math.max(1, total));
        ScoreV1 parts = new ScoreV1();
        parts.compute(chat, reactions, active, total, participation, leaveRate);
        return new SessionPicture.Score(
                parts.scorePpm(),
                ScoreV1.category(parts.scorePpm()),
                chat,
                reactions,
                active,
                total,
                leavers,
                participation,
                leaveRate,
                parts.chatPpm(),
                parts.pollPpm(),
                parts.activePpm(),
                parts.reactionsPpm(),
                parts.leavePpm());
    }

    private SessionPicture.Baseline baseline(int slot, SessionPicture.Score score) {
        BaselineTable baselines = detection.scores.baselines;
        baselines.summarise(slot);
        long[] raw = new long[DetectorV1.SLOPE_POINTS];
        int points = baselines.rawScores(slot, score.scorePpm(), raw);
        List<Long> earlier = new ArrayList<>();
        for (int i = 0; i < points - 1; i++) {
            earlier.add(raw[i]);
        }
        return new SessionPicture.Baseline(
                baselines.evaluations(slot),
                ScoreDetection.WARM_UP,
                baselines.meanPpm(),
                baselines.sdPpm(),
                DetectorV1.noiseFloorPpm(
                        ScoreDetection.people(score.totalUsers(), score.leavers(), score.activeUsers()),
                        baselines.meanChat(),
                        baselines.meanReactions()),
                baselines.meanChat(),
                baselines.meanReactions(),
                earlier);
    }

    private SessionPicture.Detector detect(
            int slot, SessionPicture.Score score, SessionPicture.Baseline baseline, long nowMs) {
        DetectorV1 detector = new DetectorV1();
        detector.scorePpm = score.scorePpm();
        detector.meanPpm = baseline.meanPpm();
        detector.sdPpm = baseline.sdPpm();
        detector.floorPpm = baseline.floorPpm();
        detector.leavers = score.leavers();
        detector.leaveRatePpm = score.leaveRatePpm();
        detector.rawCount = detection.scores.baselines.rawScores(slot, score.scorePpm(), detector.raw);
        boolean warm = baseline.evaluations() >= ScoreDetection.WARM_UP;
        if (warm) {
            detector.classify();
        }
        List<Long> coolUntilMs = new ArrayList<>(List.of(0L));
        for (int anomalyClass = 1; anomalyClass <= AnomalyClass.GRADUAL_DECLINE; anomalyClass++) {
            long raisedMs = detection.scores.baselines.raisedMs(slot, anomalyClass);
            long untilMs = raisedMs + AudienceDetection.COOL_DOWN_MS;
            coolUntilMs.add(raisedMs != 0 && untilMs > nowMs ? untilMs : 0);
        }
        return new SessionPicture.Detector(
                DetectionConfig.V1_NAME,
                warm,
                (int) baseline.meanPpm(),
                detector.anomalyClass,
                detector.rule,
                detector.severity,
                detector.anomalyScorePpm,
                detector.zPpm,
                0,
                coolUntilMs,
                decisioning.agents.anomalies(slot));
    }

    private SessionPicture.Counts counts(int slot, long eventKey, long nowMs) {
        AlarmGate alarms = decisioning.alarms;
        return new SessionPicture.Counts(
                detection.counts.table.evaluations(slot),
                detection.counts.averages(slot),
                detection.counts.usualActive(slot),
                detection.counts.table.rarityPpm(slot),
                alarms.levelPpm(eventKey),
                alarms.eventLevelPpm(eventKey, nowMs),
                alarms.withheldMs(slot),
                alarms.budget.withheld(eventKey));
    }

    private SessionPicture.Detector lastFound(int slot, SessionPicture.Counts counts, long nowMs) {
        AlarmGate alarms = decisioning.alarms;
        int found = alarms.alarmClass(slot);
        int scorePpm = found == 0 ? 0 : AlarmGate.scorePpm(counts.rarityPpm() - counts.levelPpm());
        long untilMs = alarms.coolUntilMs(slot);
        List<Long> coolUntilMs = Collections.nCopies(AnomalyClass.GRADUAL_DECLINE + 1, untilMs > nowMs ? untilMs : 0);
        return new SessionPicture.Detector(
                DetectionConfig.V2_NAME,
                detection.counts.warm(slot),
                detection.counts.table.expectedPpm(slot),
                found,
                AlarmGate.rule(found),
                AlarmGate.severity(scorePpm),
                scorePpm,
                0,
                found == 0 ? 0 : alarms.beganMs(slot),
                coolUntilMs,
                decisioning.agents.anomalies(slot));
    }

    private SessionPicture.Settings settings(int slot) {
        EventSettings settings = decisioning.settings;
        return new SessionPicture.Settings(
                settings.version(),
                settings.agentEnabled(),
                decisioning.gates.mode(slot),
                decisioning.agents.ownMode(slot) != 0,
                decisioning.selection.policy(),
                settings.minConfidencePpm(),
                settings.autoApprovePpm(),
                settings.holdoutPpm());
    }

    private SessionPicture.Limits limits(int slot, long sessionKey, long eventKey, long nowMs) {
        long limitKey = Gates.limitKey(eventKey, sessionKey);
        int code = decisioning.gates.limitNow(slot, limitKey, nowMs);
        return new SessionPicture.Limits(
                decisioning.limits.published(limitKey, nowMs),
                decisioning.settings.maxInterventionsPerHour(),
                decisioning.agents.published(slot, nowMs, Gates.SESSION_GAP_MS),
                decisioning.agents.published(slot, nowMs, Gates.SESSION_BURST_MS),
                Gates.SESSION_BURST,
                code,
                code == Code.NONE ? 0 : decisioning.gates.freeAtMs(slot, limitKey, code),
                decisioning.agents.pending(slot),
                decisioning.brake.pauses(eventKey),
                decisioning.gates.doubtedMs);
    }

    private List<SessionPicture.ArmPicture> arms(
            int slot, long eventKey, long nowMs, SessionPicture.Score score, SessionPicture.Detector detector) {
        int found = detector.anomalyClass();
        int context = found == 0
                ? Context.NONE
                : Context.of(
                        found,
                        Context.engagement(score.scorePpm()),
                        Context.size(score.totalUsers()),
                        Context.deviation(score.scorePpm(), detector.expectedPpm()));
        Selection selection = decisioning.selection;
        boolean learned = context != Context.NONE && selection.policy() != Policy.RULES;
        List<SessionPicture.ArmPicture> arms = new ArrayList<>();
        for (int arm = Arm.POLL; arm <= Arm.GAMIFICATION; arm++) {
            arms.add(new SessionPicture.ArmPicture(
                    arm,
                    decisioning.gates.mask(slot, arm, found, eventKey, nowMs),
                    decisioning.gates.coolUntilMs(slot, arm, nowMs),
                    context,
                    learned ? selection.statistics.alpha(context, arm) : 0,
                    learned ? selection.statistics.beta(context, arm) : 0,
                    learned ? selection.statistics.attempts(context, arm) : 0,
                    learned ? selection.statistics.successes(context, arm) : 0,
                    found == 0 ? 0 : selection.confidencePpm(context, found, arm, (int) detector.anomalyScorePpm())));
        }
        return arms;
    }
}
