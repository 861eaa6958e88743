package conductor.engine.audience;

import conductor.engine.core.AnomalyClass;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.Rule;
import conductor.engine.core.Severity;
import conductor.engine.core.Steps;
import conductor.engine.detect.AlarmLevel;
import conductor.engine.state.Ppm;
import conductor.engine.state.RowTable;

/**
 * Makes anomalies of what detector v2 finds (audience.md 6.7): an alarm begins where something is as rare as the event's wanted rate of false
 * alarms asks for, and lasts until it is ten times more usual than that. What is remembered of an open session, at its slot:
 *
 * <pre>
 *   0 key   1 class of the alarm (0 = none)   2 when it began   3..6 when class 1..4 was last raised
 * </pre>
 */
final class AlarmGate {
    private static final int CLASS = 1;
    private static final int BEGAN = 2;
    private static final int RAISED = 2;
    private static final int HASHED_WORDS = RAISED + AnomalyClass.GRADUAL_DECLINE + 1;
    private static final int TABLE_ID = 18;

    private static final double MILLION = 1e6;
    private static final int LEAST_SCORE_PPM = 600_000;
    private static final int CRITICAL_PPM = 800_000;
    /** Score a decade beyond the level. */
    private static final int SCORE_A_DECADE_PPM = 200_000;

    final RowTable rows;
    private final EventSettings settings;
    private final int usualRatePpm;
    private int ratePpm;
    private int levelPpm;

    AlarmGate(EngineConfig config, EventSettings settings) {
        this.rows = new RowTable(config.sessionsMax(), HASHED_WORDS, 0, TABLE_ID);
        this.settings = settings;
        this.usualRatePpm = config.detection().falseAlarmsPpm();
    }

    /** Completes or takes back what was found in an evaluation. */
    void judge(int slot, int i, Steps steps) {
        int level = level(steps.scopeKey[i]);
        int rarity = steps.rarityPpm[i];
        int before = (int) rows.get(slot, CLASS);
        long lastsMs = steps.nowMs[i] - rows.get(slot, BEGAN);
        int now = AlarmLevel.next(before, lastsMs, steps.anomalyClass[i], rarity, level);
        if (before == 0 && now != 0) {
            rows.set(slot, BEGAN, steps.nowMs[i]);
        }
        rows.set(slot, CLASS, now);
        steps.anomalyClass[i] = now;
        if (now == 0) {
            steps.rule[i] = 0;
            steps.severity[i] = 0;
            steps.anomalyScorePpm[i] = 0;
        } else {
            steps.rule[i] = now == AnomalyClass.MASS_EXIT ? Rule.LEAVERS : Rule.COUNTS;
            describe(i, rarity - level, steps);
            coolDown(slot, i, now, steps);
        }
    }

    private static void describe(int i, int beyondPpm, Steps steps) {
        long score = LEAST_SCORE_PPM + Ppm.divide((long) beyondPpm * SCORE_A_DECADE_PPM, Ppm.ONE);
        steps.anomalyScorePpm[i] = (int) Ppm.clamp(score, LEAST_SCORE_PPM, Ppm.ONE);
        steps.severity[i] = steps.anomalyScorePpm[i] >= CRITICAL_PPM ? Severity.CRITICAL : Severity.WARNING;
    }

    /** A class is raised again after the cool-down; in an alarm that goes on, after as long again as that had lasted: 30 s, 1, 2, 4 min. */
    private void coolDown(int slot, int i, int found, Steps steps) {
        long raisedMs = rows.get(slot, RAISED + found);
        long lastedMs = raisedMs - rows.get(slot, BEGAN);
        long untilMs = raisedMs + Math.max(AudienceDetection.COOL_DOWN_MS, lastedMs);
        if (raisedMs != 0 && steps.nowMs[i] < untilMs) {
            steps.coolUntilMs[i] = untilMs;
        } else {
            steps.coolUntilMs[i] = 0;
            rows.set(slot, RAISED + found, steps.nowMs[i]);
        }
    }

    /** The rarity at which an alarm of an event begins; most events want the same rate as the one before. */
    private int level(long eventKey) {
        settings.select(eventKey);
        int wantedPpm = settings.falseAlarmsPerHourPpm();
        int rate = wantedPpm == EventSettings.NO_RATE ? usualRatePpm : wantedPpm;
        if (rate != ratePpm) {
            ratePpm = rate;
            levelPpm = (int) Math.round(AlarmLevel.of(rate / MILLION) * MILLION);
        }
        return levelPpm;
    }
}
