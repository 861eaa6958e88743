package conductor.ops.cli;

import conductor.engine.audience.SessionPicture;
import conductor.engine.core.AnomalyClass;
import conductor.engine.core.Arm;
import conductor.engine.core.ArmMask;
import conductor.engine.core.Category;
import conductor.engine.core.Code;
import conductor.engine.core.Mode;
import conductor.engine.core.Policy;
import conductor.engine.core.Rule;
import conductor.engine.core.Severity;
import conductor.engine.detect.SessionAverage;
import conductor.engine.learn.Context;
import conductor.gateway.json.Times;
import conductor.journal.json.Rarity;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The picture of a session as a map for people and JSON: shares as decimals, numbers by their names, null = nothing. */
final class PictureMaps {
    private PictureMaps() {}

    static Map<String, Object> of(SessionPicture picture, NameBook names) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("event", names.of(picture.eventKey()));
        map.put("opened", time(picture.openedMs()));
        map.put("last_input", time(picture.lastInputMs()));
        map.put("next_evaluation", time(picture.nextEvaluationMs()));
        map.put("score", score(picture.score()));
        if (picture.baseline() != null) {
            map.put("baseline", baseline(picture.baseline()));
        }
        if (picture.counts() != null) {
            map.put("counts", counts(picture.counts(), picture.score().activeUsers()));
        }
        map.put("detector", detector(picture));
        map.put("settings", settings(picture.settings()));
        map.put("limits", limits(picture.limits()));
        Map<String, Object> arms = new LinkedHashMap<>();
        picture.arms().forEach(arm -> arms.put(Arm.name(arm.arm()).toLowerCase(Locale.ROOT), arm(arm, picture)));
        map.put("arms", arms);
        return map;
    }

    private static Map<String, Object> score(SessionPicture.Score score) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("score", ppm(score.scorePpm()));
        map.put("category", Category.name(score.category()));
        map.put("chat_part", ppm(score.chatPpm()));
        map.put("poll_part", ppm(score.pollPpm()));
        map.put("active_part", ppm(score.activePpm()));
        map.put("reactions_part", ppm(score.reactionsPpm()));
        map.put("leave_part", ppm(score.leavePpm()));
        map.put("chat_msgs_per_min", score.chat());
        map.put("poll_participation", ppm(score.participationPpm()));
        map.put("active_users", score.activeUsers());
        map.put("total_users", score.totalUsers());
        map.put("reactions_per_min", score.reactions());
        map.put("user_leave_rate", ppm(score.leaveRatePpm()));
        map.put("leavers", score.leavers());
        return map;
    }

    private static Map<String, Object> baseline(SessionPicture.Baseline baseline) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("evaluations", baseline.evaluations());
        map.put("warm_up", baseline.warmUp());
        map.put("expected", ppm(baseline.meanPpm()));
        map.put("deviation", ppm(baseline.sdPpm()));
        map.put("floor", ppm(baseline.floorPpm()));
        map.put("mean_chat", baseline.meanChat());
        map.put("mean_reactions", baseline.meanReactions());
        map.put(
                "last_scores",
                baseline.lastScoresPpm().stream().map(PictureMaps::ppm).toList());
        return map;
    }

    private static Map<String, Object> counts(SessionPicture.Counts counts, int activeUsers) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("evaluations", counts.evaluations());
        map.put(
                "per_minute",
                counts.averages().stream().map(PictureMaps::average).toList());
        Map<String, Object> active = new LinkedHashMap<>();
        active.put("counted", activeUsers);
        active.put("expected", tenths(counts.usualActive()));
        map.put("active_users", active);
        map.put("rarity", rarity(counts.rarityPpm()));
        map.put("alarm_from", rarity(counts.levelPpm()));
        map.put("alarm_of_event_from", rarity(counts.eventLevelPpm()));
        map.put("withheld_since", time(counts.withheldSinceMs()));
        map.put("withheld_in_event", counts.eventWithheld());
        return map;
    }

    private static Map<String, Object> average(SessionAverage average) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("over_s", average.seconds());
        map.put("counted", tenths(average.countedPerMinute()));
        map.put("expected", tenths(average.expectedPerMinute()));
        return map;
    }

    private static double tenths(double value) {
        return Math.rint(value * 10) / 10;
    }

    private static Map<String, Object> rarity(int rarityPpm) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("severity_log10", ppm(rarityPpm));
        map.put("words", rarityPpm == 0 ? "as usual" : Rarity.words(rarityPpm));
        return map;
    }

    private static Map<String, Object> detector(SessionPicture picture) {
        SessionPicture.Detector detector = picture.detector();
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("version", detector.version());
        map.put("warm", detector.warm());
        map.put("expected", ppm(detector.expectedPpm()));
        if (picture.counts() == null) {
            map.put("z", detector.warm() ? ppm(detector.zPpm()) : null);
        } else {
            map.put("alarm_since", time(detector.alarmSinceMs()));
        }
        map.put("class", AnomalyClass.name(detector.anomalyClass()));
        map.put("rule", Rule.name(detector.rule()));
        map.put("severity", Severity.name(detector.severity()));
        map.put("a", ppm(detector.anomalyScorePpm()));
        Map<String, Object> cooling = new LinkedHashMap<>();
        for (int anomalyClass = 1; anomalyClass < detector.coolUntilMs().size(); anomalyClass++) {
            long untilMs = detector.coolUntilMs().get(anomalyClass);
            if (untilMs != 0) {
                cooling.put(AnomalyClass.name(anomalyClass).toLowerCase(Locale.ROOT), time(untilMs));
            }
        }
        map.put("cooling_until", cooling);
        map.put("anomalies", detector.anomalies());
        return map;
    }

    private static Map<String, Object> settings(SessionPicture.Settings settings) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("settings_version", settings.version());
        map.put("agent_enabled", settings.agentEnabled());
        map.put("mode", Mode.name(settings.mode()));
        map.put("mode_of", settings.modeIsItsOwn() ? "session" : settings.version() == 0 ? "defaults" : "event");
        map.put("policy", Policy.name(settings.policy()).toLowerCase(Locale.ROOT));
        map.put("min_confidence", ppm(settings.minConfidencePpm()));
        map.put("auto_approve_threshold", ppm(settings.autoApprovePpm()));
        map.put("holdout", ppm(settings.holdoutPpm()));
        return map;
    }

    private static Map<String, Object> limits(SessionPicture.Limits limits) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("event", limits.event() + "/" + limits.eventMax());
        map.put("session_30s", limits.session30s() + "/1");
        map.put("session_300s", limits.session300s() + "/" + limits.session300sMax());
        map.put("stopped_by", limits.code() == Code.NONE ? null : Code.name(limits.code()));
        map.put("free_at", time(limits.freeAtMs()));
        map.put("pending_decision", limits.pendingDecision() == 0 ? null : limits.pendingDecision());
        map.put("paused", limits.paused());
        map.put("feed_doubted_since", time(limits.doubtedSinceMs()));
        return map;
    }

    private static Map<String, Object> arm(SessionPicture.ArmPicture arm, SessionPicture picture) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("masked", arm.mask() == ArmMask.FREE ? null : ArmMask.name(arm.mask()));
        map.put("cooling_until", time(arm.coolUntilMs()));
        if (arm.context() != Context.NONE) {
            map.put("context", Context.key(arm.context()));
            map.put("confidence", ppm(arm.confidencePpm()));
            if (picture.settings().policy() != Policy.RULES) {
                map.put("alpha", arm.alpha());
                map.put("beta", arm.beta());
                map.put("attempts", arm.attempts());
                map.put("successes", arm.successes());
            }
        }
        return map;
    }

    private static String time(long timeMs) {
        return timeMs == 0 || timeMs == Long.MAX_VALUE ? null : Times.utc(timeMs);
    }

    private static double ppm(long value) {
        return value / 1_000_000.0;
    }
}
