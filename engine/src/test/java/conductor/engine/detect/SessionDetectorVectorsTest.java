package conductor.engine.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the detector gives at evaluation periods from 1 to 60 s: the same bits everywhere and from any copy of its words, and sense. */
class SessionDetectorVectorsTest {
    private static final int HOUR = 3_600;
    private static final int USUAL_PPM = 12_000;
    private static final int SHARE_PPM = GeneratedRoom.USUAL_SHARE_PPM;
    private static final int STAY = 0;
    private static final int[] PEOPLE = {9, 60, 250};

    /** Rooms of one event that one detector looks at in turns. */
    private static final class Event {
        final int seconds;
        final List<GeneratedRoom> rooms = new ArrayList<>();
        final long[][] sessions;
        final long[] pool = new long[SessionDetector.POOL_WORDS];

        Event(int seconds, int... people) {
            this.seconds = seconds;
            sessions = new long[people.length][SessionDetector.WORDS];
            for (int room = 0; room < people.length; room++) {
                rooms.add(new GeneratedRoom(room + 1, people[room]));
            }
            SessionDetector.beginPool(pool, 0);
        }

        /** An hour's life of a room with all that the detector distinguishes: polls, applause, a fall, silence, an exit, nobody connected. */
        void live(int room, int tick) {
            int now = tick * seconds;
            boolean applause = now / 60 % 15 == 7;
            boolean fall = now > 1_500 && now < 1_900;
            boolean silence = now > 2_400 && now < 2_600;
            int speak = silence ? 0 : fall ? USUAL_PPM / 5 : applause ? 6 * USUAL_PPM : USUAL_PPM;
            int share = silence ? 0 : fall ? SHARE_PPM / 2 : SHARE_PPM;
            rooms.get(room).pass(seconds, speak, share, now > 3_000 && now < 3_060 ? 15_000 : 30);
        }

        /** Puts the counts of the last tick into the detector. Every third room does not say how many are connected. */
        void step(SessionDetector detector, long[] session, long[] pool, int room, int tick) {
            GeneratedRoom r = rooms.get(room);
            boolean poll = tick * seconds / 60 % 10 == 3;
            int users = room % 3 == 2 ? 0 : r.users;
            detector.step(session, 0, pool, 0, r.chat, r.reactions, r.leaves, users, r.active, poll);
        }
    }

    private static long mix(long hash, long word) {
        return (hash ^ word) * 0x100000001b3L + (hash >>> 29);
    }

    /** All that follows from a step. */
    private static long hash(long before, SessionDetector detector, long[] session, long[] pool) {
        long hash = mix(before, Double.doubleToRawLongBits(detector.severity));
        hash = mix(hash, detector.anomalyClass);
        hash = mix(hash, Double.doubleToRawLongBits(detector.people));
        hash = mix(hash, Double.doubleToRawLongBits(detector.expectedChat()));
        hash = mix(hash, Double.doubleToRawLongBits(detector.expectedReactions()));
        hash = mix(hash, Double.doubleToRawLongBits(detector.expectedActive()));
        for (long word : session) {
            hash = mix(hash, word);
        }
        for (long word : pool) {
            hash = mix(hash, word);
        }
        return hash;
    }

    @ParameterizedTest
    @CsvSource({
        "1, c37872457e7057c1",
        "2, 4b372cb0a6969d73",
        "5, 7267b4a1ea922e76",
        "10, 6acdf180bd3046b9",
        "30, 3181e718fe5d7b2",
        "60, 431daec4f53a2777",
    })
    void everyRuntimeGivesTheseBits(int seconds, String expected) {
        Event event = new Event(seconds, PEOPLE);
        SessionDetector detector = new SessionDetector(seconds);
        long hash = 0;
        BitSet classes = new BitSet();
        for (int tick = 0; tick < HOUR / seconds; tick++) {
            for (int room = 0; room < PEOPLE.length; room++) {
                event.live(room, tick);
                event.step(detector, event.sessions[room], event.pool, room, tick);
                hash = hash(hash, detector, event.sessions[room], event.pool);
                classes.set(detector.anomalyClass);
            }
        }
        assertThat(classes.cardinality())
                .as("nothing found, and three classes or more")
                .isGreaterThanOrEqualTo(4);
        assertThat(Long.toHexString(hash)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 10, 30, 60})
    void copiedWordsGoOnWithTheSameBitsFromEveryTick(int seconds) {
        Event event = new Event(seconds, PEOPLE);
        SessionDetector detector = new SessionDetector(seconds);
        for (int tick = 0; tick < HOUR / seconds; tick++) {
            for (int room = 0; room < PEOPLE.length; room++) {
                // A step depends on nothing but the words, at this tick and hence from it on.
                long[] session = event.sessions[room].clone();
                long[] pool = event.pool.clone();
                event.live(room, tick);
                event.step(detector, event.sessions[room], event.pool, room, tick);
                SessionDetector other = new SessionDetector(seconds);
                event.step(other, session, pool, room, tick);
                assertThat(hash(0, other, session, pool))
                        .as("room %d, tick %d", room, tick)
                        .isEqualTo(hash(0, detector, event.sessions[room], event.pool));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 10, 30, 60})
    void roomsInWhichNothingHappensGiveNoMoreAlarmsThanThreeTimesTheWantedRate(int seconds) {
        int[] people = {6, 12, 25, 40, 60, 80, 120, 200};
        int hours = 8;
        double wantedPerHour = 0.5;
        int levelPpm = (int) Math.round(AlarmLevel.of(wantedPerHour) * 1e6);
        Event event = new Event(seconds, people);
        SessionDetector detector = new SessionDetector(seconds);
        int[] alarm = new int[people.length];
        int[] began = new int[people.length];
        int alarms = 0;
        for (int tick = 0; tick < hours * HOUR / seconds; tick++) {
            for (int room = 0; room < people.length; room++) {
                event.rooms.get(room).pass(seconds, USUAL_PPM, SHARE_PPM, STAY);
                event.step(detector, event.sessions[room], event.pool, room, tick);
                assertThat(detector.severity).isBetween(0.0, 1e12);
                int before = alarm[room];
                long lastsMs = (tick - began[room]) * seconds * 1_000L;
                int severityPpm = (int) (detector.severity * 1e6);
                alarm[room] = AlarmLevel.next(before, lastsMs, detector.anomalyClass, severityPpm, levelPpm);
                if (before == 0 && alarm[room] != 0) {
                    began[room] = tick;
                    alarms++;
                }
            }
        }
        assertThat((double) alarms).isLessThanOrEqualTo(3 * wantedPerHour * hours * people.length);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 10, 30, 60})
    void aFallToAFifthIsFoundWithinThreeMinutes(int seconds) {
        Event event = new Event(seconds, 100);
        SessionDetector detector = new SessionDetector(seconds);
        int tick = 0;
        for (; tick * seconds < HOUR / 2; tick++) {
            event.rooms.get(0).pass(seconds, USUAL_PPM, SHARE_PPM, STAY);
            event.step(detector, event.sessions[0], event.pool, 0, tick);
            assertThat(detector.severity).isLessThan(AlarmLevel.of(0.1));
        }
        double severest = 0;
        for (int until = tick + 180 / seconds; tick < until; tick++) {
            event.rooms.get(0).pass(seconds, USUAL_PPM / 5, SHARE_PPM / 2, STAY);
            event.step(detector, event.sessions[0], event.pool, 0, tick);
            severest = Math.max(severest, detector.severity);
        }
        assertThat(severest).isGreaterThan(AlarmLevel.of(0.1));
    }
}
