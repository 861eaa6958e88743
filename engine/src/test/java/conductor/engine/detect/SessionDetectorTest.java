package conductor.engine.detect;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.AnomalyClass;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionDetectorTest {
    private static final int MINUTE_TICKS = 12;

    private static final int STATE_BYTES_MOST = 192;
    private static final int TRIES = 40;
    private static final double LEVEL = AlarmLevel.of(0.1);
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** A room of people who each say something now and then, with everything that is remembered of it. */
    private static final class Room {
        final SessionDetector detector = new SessionDetector(5);
        final long[] session = new long[SessionDetector.WORDS];
        final long[] pool = new long[SessionDetector.POOL_WORDS];
        final Random random;
        int people = 200;

        Room(long seed) {
            random = new Random(seed);
            SessionDetector.begin(session, 0);
            SessionDetector.beginPool(pool, 0);
        }

        /** A tick in which everybody does what is usual, this share of it. */
        void tick(double share, int leaves) {
            people -= leaves;
            int chat = 0;
            int reactions = 0;
            for (int i = 0; i < people; i++) {
                chat += random.nextDouble() < 0.04 * share ? 1 : 0;
                reactions += random.nextDouble() < 0.02 * share ? 1 : 0;
            }
            int active = (int) (people * (1 - Math.pow(1 - 0.06 * share, 12)));
            detector.step(session, 0, pool, 0, chat, reactions, leaves, people, active, false);
        }
    }

    @Test
    void whatIsRememberedIsSmall() {
        assertThat(SessionDetector.WORDS * Long.BYTES).isLessThanOrEqualTo(STATE_BYTES_MOST);
    }

    @Test
    void aRoomThatFallsSilentIsFoundWithinAMinuteAndAQuietOneIsNot() {
        Room room = new Room(1);
        for (int tick = 0; tick < 120; tick++) {
            room.tick(1, 0);
            assertThat(room.detector.severity).isLessThan(LEVEL);
        }
        int ticks = 0;
        while (room.detector.severity < LEVEL) {
            assertThat(ticks).isLessThan(12);
            room.tick(0, 0);
            ticks++;
        }
        assertThat(room.detector.anomalyClass).isIn(AnomalyClass.SUDDEN_DROP, AnomalyClass.LOW_ENGAGEMENT);
    }

    @Test
    void aThirdOfTheRoomThatLeavesWithinHalfAMinuteIsAMassExit() {
        Room room = new Room(2);
        for (int tick = 0; tick < 120; tick++) {
            room.tick(1, 0);
        }
        for (int tick = 0; tick < 6; tick++) {
            room.tick(1, 11);
        }
        assertThat(room.detector.severity).isGreaterThan(LEVEL);
        assertThat(room.detector.anomalyClass).isEqualTo(AnomalyClass.MASS_EXIT);
    }

    @Test
    void whatIsExpectedIsWhatWasUsual() {
        Room room = new Room(3);
        for (int tick = 0; tick < 240; tick++) {
            room.tick(1, 0);
        }
        assertThat(room.detector.expectedChat()).isBetween(6.0, 10.0);
        assertThat(room.detector.expectedReactions()).isBetween(3.0, 5.0);
        assertThat(room.detector.expectedActive()).isBetween(90.0, 120.0);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 1.5, 5, 7, 60})
    void whateverComesTheAnswerIsANumber(double tickSeconds) {
        SessionDetector detector = new SessionDetector(tickSeconds);
        long[] session = new long[SessionDetector.WORDS];
        long[] pool = new long[SessionDetector.POOL_WORDS];
        SessionDetector.begin(session, 0);
        SessionDetector.beginPool(pool, 0);
        Random random = new Random(5);
        int[] sizes = {0, 0, 1, 3, 100, 65_535, Integer.MAX_VALUE / 4};
        for (int tick = 0; tick < 20_000; tick++) {
            int most = sizes[tick / 100 % sizes.length];
            detector.step(
                    session,
                    0,
                    pool,
                    0,
                    random.nextInt(most + 1),
                    random.nextInt(most + 1),
                    random.nextInt(Math.min(65_535, most) + 1),
                    random.nextInt(most + 1),
                    random.nextInt(most + 1),
                    random.nextBoolean());
            assertThat(detector.severity).isBetween(0.0, 1e12);
            assertThat(detector.expectedChat()).isBetween(0.0, 1e12);
            assertThat(detector.expectedReactions()).isBetween(0.0, 1e12);
            assertThat(detector.expectedActive()).isBetween(0.0, 1e12);
        }
    }

    @Test
    void aStepAllocatesNothing() {
        Room room = new Room(6);
        long bytes = Long.MAX_VALUE;
        for (int attempt = 0; attempt < TRIES && bytes != 0; attempt++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int tick = 0; tick < 10_000; tick++) {
                room.tick(tick % 200 < 180 ? 1 : 0, 0);
            }
            bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
        }
        assertThat(bytes).isZero();
    }

    @Test
    void anAlarmBeginsAtTheLevelAndEndsWhereItIsTenTimesMoreUsual() {
        int drop = AnomalyClass.SUDDEN_DROP;
        assertThat(AlarmLevel.next(0, 0, drop, 2_999_999, 3_000_000)).isZero();
        assertThat(AlarmLevel.next(0, 0, drop, 3_000_000, 3_000_000)).isEqualTo(drop);
        assertThat(AlarmLevel.next(drop, 60_000, drop, 2_000_000, 3_000_000)).isEqualTo(drop);
        assertThat(AlarmLevel.next(drop, 60_000, drop, 1_999_999, 3_000_000)).isZero();
        assertThat(AlarmLevel.next(drop, 29_999, 0, 0, 3_000_000)).isEqualTo(drop);
        assertThat(AlarmLevel.next(drop, 30_000, 0, 0, 3_000_000)).isZero();
    }

    /** Where people are active by what they say, counts and activity are one thing seen twice, not two that agree. */
    @Test
    void whoIsActiveByWhatIsCountedIsNoSecondWitness() {
        int[] people = {8, 12, 20, 30, 50, 80, 120, 200};
        int hours = 24;
        double wantedPerHour = 0.5;
        int levelPpm = AlarmLevel.ppm(wantedPerHour);
        SplittableRandom random = new SplittableRandom(11);
        SessionDetector detector = new SessionDetector(5);
        long[] pool = new long[SessionDetector.POOL_WORDS];
        SessionDetector.beginPool(pool, 0);
        long[][] sessions = new long[people.length][SessionDetector.WORDS];
        int[][] lastActed = new int[people.length][];
        int[] alarm = new int[people.length];
        int[] began = new int[people.length];
        for (int room = 0; room < people.length; room++) {
            lastActed[room] = new int[people[room]];
            Arrays.fill(lastActed[room], -MINUTE_TICKS);
        }
        int alarms = 0;
        for (int tick = 0; tick < hours * 720; tick++) {
            for (int room = 0; room < people.length; room++) {
                int chat = act(random, lastActed[room], tick);
                int now = tick;
                int active = (int) Arrays.stream(lastActed[room])
                        .filter(last -> now - last < MINUTE_TICKS)
                        .count();
                detector.step(sessions[room], 0, pool, 0, chat, 0, 0, people[room], active, false);
                int before = alarm[room];
                alarm[room] = AlarmLevel.next(
                        before,
                        (tick - began[room]) * 5_000L,
                        detector.anomalyClass,
                        (int) (detector.severity * 1e6),
                        levelPpm);
                if (before == 0 && alarm[room] != 0) {
                    began[room] = tick;
                    alarms++;
                }
            }
        }
        assertThat((double) alarms).isLessThan(2 * wantedPerHour * hours * people.length);
    }

    private static int act(SplittableRandom random, int[] lastActed, int tick) {
        int acts = 0;
        for (int person = 0; person < lastActed.length; person++) {
            if (random.nextDouble() < 0.08) {
                lastActed[person] = tick;
                acts++;
            }
        }
        return acts;
    }

    /** Where nobody ever says anything, there is nothing to fall from; beside rooms that talk, too. */
    @ParameterizedTest
    @ValueSource(ints = {15, 40, 400})
    void aRoomThatIsSilentFromItsOpeningIsNoAlarm(int people) {
        SplittableRandom random = new SplittableRandom(12);
        SessionDetector detector = new SessionDetector(5);
        long[] pool = new long[SessionDetector.POOL_WORDS];
        SessionDetector.beginPool(pool, 0);
        long[] silent = new long[SessionDetector.WORDS];
        long[][] lively = new long[5][SessionDetector.WORDS];
        int[][] lastActed = new int[lively.length][20];
        for (int tick = MINUTE_TICKS; tick < 2 * 720; tick++) {
            for (int room = 0; room < lively.length; room++) {
                int chat = act(random, lastActed[room], tick);
                int now = tick;
                int active = (int) Arrays.stream(lastActed[room])
                        .filter(last -> now - last < MINUTE_TICKS)
                        .count();
                detector.step(lively[room], 0, pool, 0, chat, 0, 0, 20, active, false);
            }
            detector.step(silent, 0, pool, 0, 0, 0, 0, people, 0, false);
            assertThat(detector.severity).as("tick %d", tick).isLessThan(AlarmLevel.of(0.1));
        }
    }

    /** A room that says less than any other is not in alarm for that. */
    @Test
    void aQuietRoomIsNotMeasuredByABuiltInRate() {
        SessionDetector detector = new SessionDetector(5);
        long[] pool = new long[SessionDetector.POOL_WORDS];
        SessionDetector.beginPool(pool, 0);
        long[] session = new long[SessionDetector.WORDS];
        int inAlarm = 0;
        for (int tick = 1; tick <= 8 * 720; tick++) {
            detector.step(session, 0, pool, 0, tick % MINUTE_TICKS == 0 ? 1 : 0, 0, 0, 40, 1, false);
            inAlarm += detector.severity >= AlarmLevel.of(0.1) ? 1 : 0;
        }
        assertThat(inAlarm).isLessThan(8 * 720 / 100);
    }

    /** What lasts for an hour is no alarm any more, it is how the room is now. */
    @Test
    void aFallThatStaysIsTheNewUsual() {
        SplittableRandom random = new SplittableRandom(13);
        SessionDetector detector = new SessionDetector(5);
        long[] pool = new long[SessionDetector.POOL_WORDS];
        SessionDetector.beginPool(pool, 0);
        long[] session = new long[SessionDetector.WORDS];
        int[] lastActed = new int[100];
        double first = 0;
        double later = 0;
        for (int tick = MINUTE_TICKS; tick < 4 * 720; tick++) {
            int now = tick;
            int chat = tick < 720 || tick % 5 == 0 ? act(random, lastActed, tick) : 0;
            int active = (int) Arrays.stream(lastActed)
                    .filter(last -> now - last < MINUTE_TICKS)
                    .count();
            detector.step(session, 0, pool, 0, chat, 0, 0, 100, active, false);
            first = tick < 720 + 60 ? Math.max(first, detector.severity) : first;
            later = tick > 720 + 1_080 ? Math.max(later, detector.severity) : later;
        }
        assertThat(first).isGreaterThan(AlarmLevel.of(0.1));
        assertThat(later).isLessThan(AlarmLevel.of(0.1));
    }
}
