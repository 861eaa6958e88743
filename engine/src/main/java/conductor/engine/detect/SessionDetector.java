package conductor.engine.detect;

import conductor.engine.core.AnomalyClass;
import java.util.Arrays;
import java.util.List;

/**
 * Session detector, version 2: finds falls of messages, reactions and activity, and mass exits, in the counts of a session. A fall is
 * what neither Poisson counts, nor the benign drift that the event's sessions show, nor an uncertain baseline explain.
 *
 * <p>Everything remembered is in two flat rows, that of the session and that of its event's pool; what follows from a step is in the
 * fields until the next one. Arithmetic is + - * / and square roots, so equal input gives equal bits everywhere.
 *
 * <p>Methods of the usual path stay below 325 bytes of code each: HotSpot puts no longer ones into their callers, and a call costs more
 * than what it does here. Where a comparison mostly comes out alike a branch is cheaper than {@code Math.max}; where not, a mask.
 */
public final class SessionDetector {
    /** Words of a session's row, and of the row that the sessions of an event share. */
    public static final int WORDS = SessionRow.WORDS;

    public static final int POOL_WORDS = EventPool.WORDS;

    /** A fall to more than this part of the expected count is not material, however certain. */
    private static final double MATERIAL = 0.6;
    /** Counts above this many sigmas, with 10 % drift, are applause: neither learned nor allowed to hide a fall. */
    private static final double APPLAUSE_SIGMAS = 3;

    private static final double APPLAUSE_DRIFT = 0.1;
    /** In variances; a little below that of so many sigmas, so that only counts near or above the limit need its root. */
    private static final double SURELY_NO_APPLAUSE = 0.999 * APPLAUSE_SIGMAS * APPLAUSE_SIGMAS;
    /** A fall must not teach itself: under suspicion the baseline learns slower. */
    private static final double SUSPECT_TRUST = 1 / 20.0;
    /** But what goes on for longer is how it is now. */
    private static final double SUSPECT_SECONDS = 1_800;
    /** During polls and the minute after, activity is not what it is otherwise. */
    private static final double POLL_TRUST = 1 / 4.0;
    /** Share of active people: prior mean; weight of a prior that knows next to nothing, in ticks x people x turnover. */
    private static final double PRIOR_SHARE = 0.7;

    private static final double PRIOR_SHARE_WEIGHT = 4;
    private static final double LEAST_SHARE = 0.0005;
    private static final double LEAST_NEWS_VARIANCE = 0.05;
    /** The pooled hazard counts like that many person-looks of the session's own. */
    private static final double HAZARD_PRIOR_LOOKS = 600;
    /** Leavers as rare as that do not teach what is usual. */
    private static final double EXIT_SUSPECT = 3;

    private static final double WARM_SECONDS = 60;
    /** What is usual in a session is as uncertain as this by its age, as a relative standard deviation. */
    private static final double YOUTH_SECONDS = 80;
    /** Fewer people are no audience, whatever they do; who left within the last minute still counts. */
    private static final int LEAST_PEOPLE = 3;
    /** The sequential test looks for a halving of the rate and the share that goes with it; its evidence is capped. */
    private static final double HALF = 0.5;

    private static final double LN_HALF = -Approx.LN_2;
    private static final double HALF_SHARE_LOSS = 1 - StrictMath.sqrt(HALF);
    private static final double MOST_EVIDENCE = 20;
    private static final int MOST_TICKS = 255;

    private final TimeScales scales;
    private final SessionRow row = new SessionRow();
    private final FallShape shape;
    private final int warmTicks;
    private final int suspectTicks;

    /** -log10 of the rate at which false alarms so rare begin, in 5 s. */
    public double severity;
    /** What it would be if it is rare enough for an alarm ({@link AlarmLevel}): an {@link AnomalyClass}, 0 where the severity is 0. */
    public int anomalyClass;
    /** People of the session, of whom the expectations speak. */
    public double people;

    private double expectedNow;
    private double usableCount;
    private double priorCount;
    private double news;
    private double newsVariance;
    private double exposed;
    private double worstZ;
    private double fall;
    private double exit;

    /** @param tickSeconds length of a tick, 1 to 60 s. */
    public SessionDetector(double tickSeconds) {
        scales = new TimeScales(tickSeconds);
        shape = new FallShape(scales);
        warmTicks = scales.ticksOf(WARM_SECONDS);
        suspectTicks = scales.ticksOf(SUSPECT_SECONDS);
    }

    /** Fills the row of a new session. */
    public static void begin(long[] s, int at) {
        Arrays.fill(s, at, at + WORDS, 0);
    }

    /** Fills the row of a new event. */
    public static void beginPool(long[] pool, int at) {
        EventPool.begin(pool, at);
    }

    /**
     * One tick of a session.
     *
     * @param chat messages in the tick; so for reactions and leaves.
     * @param users people connected, 0 where nobody says so.
     * @param active people active within the last minute.
     */
    public void step(
            long[] s,
            int at,
            long[] pool,
            int poolAt,
            int chat,
            int reactions,
            int leaves,
            int users,
            int active,
            boolean pollOpen) {
        row.load(s, at);
        row.tick++;
        row.phase = row.phase + 1 == scales.minuteTicks ? 0 : row.phase + 1;
        countPeople(leaves, users, active);
        expect(pool, poolAt, chat + reactions);
        takeActivity(leaves, active);
        row.pollTicks = pollOpen ? Math.min(MOST_TICKS, scales.minuteTicks) : Math.max(0, row.pollTicks - 1);
        average();
        testSequentially();
        scanLeavers(s, at, pool, poolAt, leaves);
        fall = 0;
        worstZ = 0;
        findFall(pool, poolAt);
        double trust = worstZ > FallTest.WEAK_Z && row.tick - row.resetTick < suspectTicks ? SUSPECT_TRUST : 1;
        teachPool(pool, poolAt, trust);
        learn(chat, leaves, trust);
        boolean warm = row.tick >= warmTicks && people + row.left >= LEAST_PEOPLE;
        severity = !warm ? 0 : fall > exit ? fall : exit;
        name(pool, poolAt);
        row.store(s, at);
    }

    /** Ticks of a session before anything can be found. */
    public int warmTicks() {
        return warmTicks;
    }

    /** Messages that would have been usual in the tick. */
    public double expectedChat() {
        return expectedNow * (row.rememberedChat + HALF) / (row.rememberedCount + 1);
    }

    /** Reactions that would have been usual in the tick. */
    public double expectedReactions() {
        return expectedNow - expectedChat();
    }

    /** Active people that would have been usual. */
    public double expectedActive() {
        return people * row.share;
    }

    /** The averages that a session's row holds, for people to look at. */
    public List<SessionAverage> averages(long[] s, int at) {
        row.load(s, at);
        return List.of(
                average(TimeScales.SHORT, row.shortCount, row.shortExpected),
                average(TimeScales.MIDDLE, row.middleCount, row.middleExpected),
                average(TimeScales.LONG, row.longCount, row.longExpected));
    }

    /** Active people that would be usual by what a session's row holds, for people to look at. */
    public double usualActive(long[] s, int at) {
        row.load(s, at);
        return row.people * row.share;
    }

    private SessionAverage average(int scale, double count, double expected) {
        double ticksPerMinute = TimeScales.MINUTE / scales.tickSeconds;
        return new SessionAverage(scales.seconds(scale), count * ticksPerMinute, expected * ticksPerMinute);
    }

    /** People of the session. Where connections are not told, they are the active ones, and those who fell silent are forgotten slowly. */
    private void countPeople(int leaves, int users, int active) {
        double before = row.people;
        if (users >= active) {
            row.people = users;
        } else {
            row.people = Math.max(active, row.people + (users - row.people) * scales.baselineWeight);
        }
        people = row.people;
        double asked = row.tick == 1 ? people + leaves : before;
        exposed = leaves > asked ? leaves : asked;
    }

    /** Gamma-Poisson expectation with the pool's rate as prior, and the count without applause. */
    private void expect(long[] pool, int poolAt, int count) {
        if (row.phase == 0 || row.priorRate == 0) {
            row.priorRate = EventPool.rate(pool, poolAt, people);
        }
        priorCount = EventPool.priorCount(pool, poolAt);
        double rate =
                (row.rememberedCount + priorCount) * row.priorRate / (row.rememberedLooks * row.priorRate + priorCount);
        expectedNow = people * scales.looks * rate;
        double variance = expectedNow * (1 + APPLAUSE_DRIFT * expectedNow);
        double above = count - (expectedNow + 1);
        usableCount = count;
        if (above * Math.abs(above) > SURELY_NO_APPLAUSE * variance) {
            usableCount = Math.min(count, expectedNow + APPLAUSE_SIGMAS * Math.sqrt(variance) + 1);
        }
    }

    /**
     * News of activity: what it is less what follows from the tick before, when everybody who is active ceases to be within a minute
     * unless active again. Unlike the share itself, news of different ticks is independent.
     */
    private void takeActivity(int leaves, int active) {
        if (row.tick == 1) {
            double knownByPrior = PRIOR_SHARE_WEIGHT / (scales.turnover * Math.max(1, people));
            double knownByNow = 1 / scales.turnover;
            row.shareTicks = knownByPrior + knownByNow;
            double now = people > 0 ? active / people : PRIOR_SHARE;
            row.share = PRIOR_SHARE + (now - PRIOR_SHARE) * knownByNow / row.shareTicks;
            news = 0;
            newsVariance = LEAST_NEWS_VARIANCE;
        } else {
            double kept = row.active * (1 - leaves / (exposed > 1 ? exposed : 1));
            double stayed = kept < people ? kept : people;
            double down = (1 - row.share) * scales.turnover;
            double up = row.share * scales.turnover;
            news = active - stayed * (1 - down) - (people - stayed) * up;
            double variance = stayed * down * (1 - down) + (people - stayed) * up * (1 - up);
            newsVariance = variance > LEAST_NEWS_VARIANCE ? variance : LEAST_NEWS_VARIANCE;
        }
        row.active = active;
    }

    private void average() {
        double shortWeight = scales.weight[TimeScales.SHORT];
        row.shortCount += (usableCount - row.shortCount) * shortWeight;
        row.shortExpected += (expectedNow - row.shortExpected) * shortWeight;
        row.shortNews += (news - row.shortNews) * shortWeight;
        double middleWeight = scales.weight[TimeScales.MIDDLE];
        row.middleCount += (usableCount - row.middleCount) * middleWeight;
        row.middleExpected += (expectedNow - row.middleExpected) * middleWeight;
        row.middleNews += (news - row.middleNews) * middleWeight;
        double longWeight = scales.weight[TimeScales.LONG];
        row.longCount += (usableCount - row.longCount) * longWeight;
        row.longExpected += (expectedNow - row.longExpected) * longWeight;
        row.longNews += (news - row.longNews) * longWeight;
    }

    /** CUSUM (Page 1954) for a halving: its last reset is where a fall began, and the counts since then tell the shape of the fall. */
    private void testSequentially() {
        double shift = -HALF_SHARE_LOSS * scales.turnover * row.share * people;
        double byCount = usableCount * LN_HALF + HALF * expectedNow;
        double byActivity = row.tick == 1 ? 0 : (news - HALF * shift) * shift / newsVariance;
        double evidence = row.test + byCount + byActivity;
        row.test = FallTest.positivePart(evidence < MOST_EVIDENCE ? evidence : MOST_EVIDENCE);
        // Without a branch, since resets cannot be foretold: all ones while there is evidence, otherwise zeros.
        long alive = -Double.doubleToRawLongBits(row.test) >> Long.SIZE - 1;
        row.testCount = masked(row.testCount + usableCount, alive);
        row.testExpected = masked(row.testExpected + expectedNow, alive);
        row.testNews = masked(row.testNews + news, alive);
        row.resetTick += (row.tick - row.resetTick) & ~(int) alive;
    }

    /** The value, or the zero of its sign, as multiplying by 1 or 0 would give. */
    private static double masked(double value, long mask) {
        return Double.longBitsToDouble(Double.doubleToRawLongBits(value) & (mask | Long.MIN_VALUE));
    }

    /** Leavers of the last minute and of its second half. */
    private void scanLeavers(long[] s, int at, long[] pool, int poolAt, int leaves) {
        int slot = scales.slot[row.phase];
        int old = SessionRow.slot(s, at, slot);
        int now = (int) Math.min(SessionRow.MOST_IN_SLOT, (scales.firstOfSlot[row.phase] ? 0L : old) + leaves);
        SessionRow.setSlot(s, at, slot, now);
        row.left += now - old;
        exit = 0;
        if (row.left < LeaveScan.LEAST_LEAVERS) {
            return;
        }
        if (row.left >= LeaveScan.LEAST_PART * (people + row.left)) {
            double looks = HAZARD_PRIOR_LOOKS;
            double hazard = (row.leavers + EventPool.hazard(pool, poolAt) * looks) / (row.leaverLooks + looks);
            double slotLooks = scales.slotTicks * scales.looks;
            exit = LeaveScan.severity(row.left, people + row.left, hazard, scales.slots * slotLooks);
            int half = scales.slots / 2;
            int recent = 0;
            for (int back = 0; back < half; back++) {
                recent += SessionRow.slot(s, at, (slot + scales.slots - back) % scales.slots);
            }
            exit = Math.max(exit, LeaveScan.severity(recent, people + recent, hazard, half * slotLooks));
        }
    }

    /** Most ticks have no scale that could matter, and one branch for all says so. */
    private void findFall(long[] pool, int poolAt) {
        long first = suspicion(row.shortCount, row.shortExpected, row.shortNews, TimeScales.SHORT);
        long second = suspicion(row.middleCount, row.middleExpected, row.middleNews, TimeScales.MIDDLE);
        long third = suspicion(row.longCount, row.longExpected, row.longNews, TimeScales.LONG);
        if ((first | second | third) < 0) {
            judgeFalls(pool, poolAt, first, second, third);
        }
    }

    /** The severest scale. A method of its own, so that the compiler makes one piece of what few ticks need. */
    private void judgeFalls(long[] pool, int poolAt, long first, long second, long third) {
        double ignorance = ignorance();
        double shortZ = first < 0
                ? mix(pool, poolAt, row.shortCount, row.shortExpected, row.shortNews, TimeScales.SHORT, ignorance)
                : 0;
        double middleZ = second < 0
                ? mix(pool, poolAt, row.middleCount, row.middleExpected, row.middleNews, TimeScales.MIDDLE, ignorance)
                : 0;
        double longZ = third < 0
                ? mix(pool, poolAt, row.longCount, row.longExpected, row.longNews, TimeScales.LONG, ignorance)
                : 0;
        weigh(shortZ, TimeScales.SHORT);
        weigh(middleZ, TimeScales.MIDDLE);
        weigh(longZ, TimeScales.LONG);
    }

    private void weigh(double z, int scale) {
        if (z > 0) {
            worstZ = Math.max(worstZ, z);
            fall = Math.max(fall, FallTest.severity(z, scales.lnLooks[scale]));
        }
    }

    /** Negative if a scale shows a fall that is material and not weak: the sign that both conditions have, found without a branch. */
    private long suspicion(double averageCount, double averageExpected, double averageNews, int scale) {
        double ticks = scales.ticks[scale];
        double count = averageCount * ticks;
        double expected = averageExpected * ticks;
        double weakness = FallTest.weakness(count, expected, averageNews * ticks, newsVariance * ticks);
        return Double.doubleToRawLongBits(count - MATERIAL * expected) & Double.doubleToRawLongBits(weakness);
    }

    /** Counts and activity mixed. */
    private double mix(
            long[] pool,
            int poolAt,
            double averageCount,
            double averageExpected,
            double averageNews,
            int scale,
            double ignorance) {
        double ticks = scales.ticks[scale];
        double expected = averageExpected * ticks;
        double k = 1 / (EventPool.drift(pool, poolAt, scale) + ignorance);
        double variance = newsVariance(pool, poolAt, scale);
        double usual = scales.turnover * row.share * people;
        return FallTest.mix(
                FallTest.count(averageCount * ticks, expected, k),
                FallTest.countInFall(expected, k),
                FallTest.activity(averageNews * ticks, variance),
                FallTest.activityInFall(usual, ticks, variance),
                EventPool.correlation(pool, poolAt));
    }

    /** Relative variance of what is usual because the session is young: it fills, and greets, and settles. */
    private double youth() {
        double age = row.tick * scales.tickSeconds;
        return YOUTH_SECONDS * YOUTH_SECONDS / (age * age);
    }

    /** Relative variance of the expectation from a finite baseline. */
    private double ignorance() {
        return 1 / (row.rememberedCount + priorCount) + youth();
    }

    /** Variance of the summed news of a scale: of chance, and of benign drift. */
    private double newsVariance(long[] pool, int poolAt, int scale) {
        double usual = usualNews(scale);
        return newsByChance(scale) * EventPool.dispersion(pool, poolAt, scale, row.pollTicks > 0)
                + (EventPool.activityDrift(pool, poolAt, scale) + youth()) * usual * usual;
    }

    /** That of a tick in units of which dispersion is told, and of what is not known of the share. */
    private double newsByChance(int scale) {
        double ticks = scales.ticks[scale];
        return newsVariance * ticks * (1 + HALF * ticks / row.shareTicks) + 1e-9;
    }

    /** People who become active in a scale's time where all is as usual. */
    private double usualNews(int scale) {
        return scales.turnover * row.share * people * scales.ticks[scale];
    }

    private void teachPool(long[] pool, int poolAt, double trust) {
        if (row.tick > scales.noiseAfterTicks) {
            if (scales.learnTick[TimeScales.SHORT] == row.phase) {
                teachNoise(pool, poolAt, row.shortCount, row.shortExpected, row.shortNews, TimeScales.SHORT, trust);
            }
            if (scales.learnTick[TimeScales.MIDDLE] == row.phase) {
                teachNoise(pool, poolAt, row.middleCount, row.middleExpected, row.middleNews, TimeScales.MIDDLE, trust);
            }
            if (scales.learnTick[TimeScales.LONG] == row.phase) {
                teachNoise(pool, poolAt, row.longCount, row.longExpected, row.longNews, TimeScales.LONG, trust);
            }
        }
        if (row.phase == 0 && row.tick > scales.minuteTicks) {
            if (row.rememberedCount > 0 && row.rememberedLooks > 0 && trust == 1) {
                EventPool.learnRate(pool, poolAt, people, row.rememberedCount, row.rememberedLooks);
            }
            if (exit < EXIT_SUSPECT) {
                EventPool.learnHazard(pool, poolAt, row.left, exposed * scales.minuteTicks * scales.looks);
            }
        }
    }

    private void teachNoise(
            long[] pool,
            int poolAt,
            double averageCount,
            double averageExpected,
            double averageNews,
            int scale,
            double trust) {
        double ticks = scales.ticks[scale];
        double expected = averageExpected * ticks;
        if (expected > HALF) {
            double k = 1 / (EventPool.drift(pool, poolAt, scale) + ignorance());
            double z = FallTest.count(averageCount * ticks, expected, k);
            double y = FallTest.activity(averageNews * ticks, newsVariance(pool, poolAt, scale));
            EventPool.learnCorrelation(pool, poolAt, z, y, trust);
            EventPool.learnDrift(pool, poolAt, scale, averageCount * ticks, expected, ignorance(), trust);
        }
        boolean poll = row.pollTicks > 0;
        double sum = averageNews * ticks;
        double usual = usualNews(scale);
        double chance = newsByChance(scale);
        double known = chance * EventPool.dispersion(pool, poolAt, scale, poll);
        double drift = (EventPool.activityDrift(pool, poolAt, scale) + youth()) * usual * usual;
        double byChance = known / (known + drift);
        double square = (sum * sum - drift) / chance;
        EventPool.learnDispersion(pool, poolAt, scale, square, poll, trust * byChance * byChance);
        if (!poll && usual > HALF) {
            EventPool.learnActivityDrift(pool, poolAt, scale, sum / usual, known / (usual * usual) + youth(), trust);
        }
    }

    /** What is usual in this session; slower under suspicion, so that a decline does not teach itself. */
    private void learn(int chat, int leaves, double trust) {
        if (row.tick > 1) {
            double keep = 1 - trust * scales.baselineWeight;
            row.rememberedChat = row.rememberedChat * keep + trust * (chat <= usableCount ? chat : usableCount);
            row.rememberedCount = row.rememberedCount * keep + trust * usableCount;
            row.rememberedLooks = row.rememberedLooks * keep + trust * people * scales.looks;
            row.shareTicks = row.shareTicks + 1 < scales.shareTicks ? row.shareTicks + 1 : scales.shareTicks;
            learnShare(trust);
        }
        learnLeaving(leaves);
    }

    private void learnShare(double trust) {
        double gain = row.pollTicks > 0 ? trust * POLL_TRUST : trust;
        double share = row.share + gain * news / (row.shareTicks * scales.turnover * (people > 1 ? people : 1));
        row.share = share < LEAST_SHARE ? LEAST_SHARE : share < 1 - LEAST_SHARE ? share : 1 - LEAST_SHARE;
    }

    private void learnLeaving(int leaves) {
        if (exit < EXIT_SUSPECT) {
            double keep = 1 - scales.hazardWeight;
            row.leavers = row.leavers * keep + leaves;
            row.leaverLooks = row.leaverLooks * keep + exposed * scales.looks;
        }
    }

    private void name(long[] pool, int poolAt) {
        if (severity == 0) {
            anomalyClass = 0;
        } else {
            anomalyClass =
                    exit >= fall ? AnomalyClass.MASS_EXIT : shape.classify(row, EventPool.correlation(pool, poolAt));
        }
    }
}
