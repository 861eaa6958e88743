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
 * alarms asks for, if the alarms of all the event's sessions leave room for one that may be false ({@link AlarmBudget}); it lasts until it is ten
 * times more usual than that. It is raised when it begins, at once when it becomes graver, and else ever more seldom, whatever its class is by then:
 * what tells of one thing does not ring once a class. What is remembered of an open session, at its slot:
 *
 * <pre>
 *   0 key   1 class of the alarm (0 = none) | second since when one is withheld (0 = none is)   2 when it began   3 when it was last raised
 *   4 how grave it was at most when raised
 * </pre>
 */
final class AlarmGate {
    private static final int CLASS = 1;
    private static final int BEGAN = 2;
    private static final int RAISED = 3;
    private static final int GRAVEST = 4;
    private static final int HASHED_WORDS = GRAVEST + 1;
    private static final int TABLE_ID = 18;

    private static final double MILLION = 1e6;
    private static final long MS = 1_000;
    private static final int LEAST_SCORE_PPM = 600_000;
    private static final int CRITICAL_PPM = 800_000;
    /** Score a decade beyond the level. */
    private static final int SCORE_A_DECADE_PPM = 200_000;

    final RowTable rows;
    final AlarmBudget budget;
    private final EventSettings settings;
    private final int usualRatePpm;
    private int ratePpm;
    private int levelPpm;

    AlarmGate(EngineConfig config, EventSettings settings) {
        this.rows = new RowTable(config.sessionsMax(), HASHED_WORDS, 0, TABLE_ID);
        this.budget = new AlarmBudget(config.sessionsMax(), config.detection().falseSharePpm());
        this.settings = settings;
        this.usualRatePpm = config.detection().falseAlarmsPpm();
    }

    void open(int slot, long sessionKey) {
        rows.claim(slot, sessionKey);
    }

    /** A session is of another event now; 0 = of none that is known. */
    void move(long beforeKey, long eventKey) {
        budget.leave(beforeKey);
        budget.join(eventKey);
    }

    void close(int slot, long eventKey) {
        budget.leave(eventKey);
        rows.clear(slot);
    }

    long hash() {
        return rows.hash() + budget.rows.hash();
    }

    long recomputeHash() {
        return rows.recomputeHash() + budget.rows.recomputeHash();
    }

    /** Completes or takes back what was found in an evaluation. */
    void judge(int slot, int i, Steps steps) {
        int level = levelPpm(steps.scopeKey[i]);
        int rarity = steps.rarityPpm[i];
        int before = alarmClass(slot);
        long lastsMs = steps.nowMs[i] - rows.get(slot, BEGAN);
        int now = AlarmLevel.next(before, lastsMs, steps.anomalyClass[i], rarity, level);
        if (before == 0 && now != 0) {
            now = begin(slot, i, now, steps);
        }
        rows.setInt(slot, CLASS, 0, now);
        if (withheldMs(slot) != 0 && (now != 0 || AlarmLevel.over(rarity, level))) {
            rows.setInt(slot, CLASS, 1, 0);
        }
        steps.anomalyClass[i] = now;
        if (now == 0) {
            steps.rule[i] = 0;
            steps.severity[i] = 0;
            steps.anomalyScorePpm[i] = 0;
        } else {
            steps.rule[i] = rule(now);
            steps.anomalyScorePpm[i] = scorePpm(rarity - level);
            steps.severity[i] = severity(steps.anomalyScorePpm[i]);
            coolDown(slot, i, now, steps);
        }
    }

    /** Begins an alarm, or withholds it. */
    private int begin(int slot, int i, int found, Steps steps) {
        if (!budget.spend(steps.scopeKey[i], steps.nowMs[i], ratePpm, steps.rarityPpm[i])) {
            if (withheldMs(slot) == 0) {
                rows.setInt(slot, CLASS, 1, (int) (steps.nowMs[i] / MS));
                budget.countWithheld(steps.scopeKey[i]);
            }
            return 0;
        }
        rows.set(slot, BEGAN, steps.nowMs[i]);
        // What comes back within the cool-down is no news.
        if (steps.nowMs[i] >= coolUntilMs(slot)) {
            rows.set(slot, GRAVEST, 0);
        }
        return found;
    }

    /** The {@link Rule} of an alarm's class; 0 = none. */
    static int rule(int anomalyClass) {
        return anomalyClass == 0 ? 0 : anomalyClass == AnomalyClass.MASS_EXIT ? Rule.LEAVERS : Rule.COUNTS;
    }

    /** The anomaly score of something that is rarer by so much than what an alarm begins at. */
    static int scorePpm(int beyondPpm) {
        long score = LEAST_SCORE_PPM + Ppm.divide((long) beyondPpm * SCORE_A_DECADE_PPM, Ppm.ONE);
        return (int) Ppm.clamp(score, LEAST_SCORE_PPM, Ppm.ONE);
    }

    /** The {@link Severity} of an anomaly score; 0 = none. */
    static int severity(int anomalyScorePpm) {
        return anomalyScorePpm == 0 ? 0 : anomalyScorePpm >= CRITICAL_PPM ? Severity.CRITICAL : Severity.WARNING;
    }

    /** An alarm that goes on is raised again after as long again as it had lasted: 30 s, 1, 2, 4 min; at once when it is graver than ever before. */
    private void coolDown(int slot, int i, int found, Steps steps) {
        long untilMs = coolUntilMs(slot);
        int grave = gravity(found, steps.severity[i]);
        if (steps.nowMs[i] < untilMs && grave <= rows.get(slot, GRAVEST)) {
            steps.coolUntilMs[i] = untilMs;
        } else {
            steps.coolUntilMs[i] = 0;
            rows.set(slot, RAISED, steps.nowMs[i]);
            rows.set(slot, GRAVEST, Math.max(grave, rows.get(slot, GRAVEST)));
        }
    }

    /** People who leave are graver than people who are silent; from 1 on. */
    private static int gravity(int anomalyClass, int severity) {
        return anomalyClass == AnomalyClass.MASS_EXIT ? Severity.CRITICAL + severity : severity;
    }

    /** Class of the alarm that a session is in, 0 = none. */
    int alarmClass(int slot) {
        return rows.getInt(slot, CLASS, 0);
    }

    /** When it began. */
    long beganMs(int slot) {
        return rows.get(slot, BEGAN);
    }

    /** Since when an alarm is withheld, to the second, 0 = none is. */
    long withheldMs(int slot) {
        return Integer.toUnsignedLong(rows.getInt(slot, CLASS, 1)) * MS;
    }

    /** Until when an alarm is raised only if it is graver, 0 = none was raised yet. */
    long coolUntilMs(int slot) {
        long raisedMs = rows.get(slot, RAISED);
        long lastedMs = raisedMs - rows.get(slot, BEGAN);
        return raisedMs == 0 ? 0 : raisedMs + Math.max(AudienceDetection.COOL_DOWN_MS, lastedMs);
    }

    /** The rarity at which one begins by what all of the event's sessions may risk, in millionths; never below {@link #levelPpm}. */
    int eventLevelPpm(long eventKey, long nowMs) {
        levelPpm(eventKey);
        return budget.levelPpm(eventKey, nowMs, ratePpm);
    }

    /** The rarity at which an alarm of an event begins, in millionths; most events want the same rate as the one before. */
    int levelPpm(long eventKey) {
        settings.select(eventKey);
        int wantedPpm = settings.falseAlarmsPerHourPpm();
        int rate = wantedPpm == EventSettings.NO_RATE ? usualRatePpm : wantedPpm;
        if (rate != ratePpm) {
            ratePpm = rate;
            levelPpm = AlarmLevel.ppm(rate / MILLION);
        }
        return levelPpm;
    }
}
