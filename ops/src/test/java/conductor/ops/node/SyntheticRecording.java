package conductor.ops.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

/**
 * Twenty minutes of made-up sessions, the same for the same seed: four lively ones with polls and people coming and going, one
 * that falls silent, one that everybody leaves after a flat history, one that trickles. About 20,000 rows.
 */
final class SyntheticRecording {
    /** Chats and reactions end in the middle; everybody stays. */
    static final String SILENT = "ses_silent";
    /** An even course, then everybody leaves within four seconds. */
    static final String CLIFF = "ses_cliff";
    /** A few people, an action about every half minute. */
    static final String TRICKLE = "ses_trickle";

    static final List<String> SESSIONS =
            List.of("ses_lively_0", "ses_lively_1", "ses_lively_2", "ses_lively_3", SILENT, CLIFF, TRICKLE);

    private static final int LIVELY = 4;
    private static final int LENGTH_S = 1_200;
    private static final int SILENT_FROM_S = 600;
    private static final int EXIT_FROM_S = 720;
    private static final int EXIT_S = 4;

    /** One row of the file. */
    record Row(long timeMs, String session, String user, String type, String poll, String choice) {}

    private final Random random;
    private final List<Row> rows = new ArrayList<>();
    /** Times are multiples of this: with a coarse clock many rows of several streams share their millisecond. */
    private int clockMs = 1;

    private SyntheticRecording(long seed) {
        random = new Random(seed);
        for (int i = 0; i < LIVELY; i++) {
            clockMs = i < 3 ? 125 : 1;
            lively(SESSIONS.get(i), 100 + 20 * i);
        }
        clockMs = 1;
        silent();
        cliff();
        trickle();
        rows.sort(Comparator.comparingLong(Row::timeMs));
    }

    static SyntheticRecording of(long seed) {
        return new SyntheticRecording(seed);
    }

    /** Writes the file that {@code conductor feed} takes. */
    Path write(Path file) throws IOException {
        StringBuilder csv = new StringBuilder("ts_millis,event_id,session_id,user_id,type,poll_id,choice,size\n");
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            csv.append(String.join(
                    ",",
                    Long.toString(row.timeMs),
                    "row" + i,
                    row.session,
                    row.user,
                    row.type,
                    row.poll,
                    row.choice,
                    "\n"));
        }
        return Files.writeString(file, csv);
    }

    List<Row> rows() {
        return rows;
    }

    /** How many rows are of this type. */
    long count(String type) {
        return rows.stream().filter(row -> row.type.equals(type)).count();
    }

    long firstMs(String session) {
        return timesOf(session).min().orElseThrow();
    }

    long lastMs(String session) {
        return timesOf(session).max().orElseThrow();
    }

    long lastMs() {
        return rows.get(rows.size() - 1).timeMs;
    }

    private LongStream timesOf(String session) {
        return rows.stream().filter(row -> row.session.equals(session)).mapToLong(Row::timeMs);
    }

    private void lively(String session, int people) {
        join(session, people, 60);
        for (int second = 1; second < LENGTH_S; second++) {
            boolean excited = second / 45 % 4 == 1;
            some(excited ? 2.4 : 0.9, second, session, people, "MESSAGE");
            some(excited ? 3.0 : 1.2, second, session, people, "REACTION");
            if (second % 240 >= 60 && second % 240 < 120) {
                vote(second, session, people);
            }
            if (random.nextInt(10) == 0) {
                String user = user(session, random.nextInt(people));
                add(second, session, user, "LEAVE");
                add(Math.min(LENGTH_S, second + 1 + random.nextInt(90)), session, user, "JOIN");
            }
        }
    }

    private void silent() {
        join(SILENT, 60, 20);
        for (int second = 1; second < SILENT_FROM_S; second++) {
            some(1.5, second, SILENT, 60, "MESSAGE");
            some(0.5, second, SILENT, 60, "REACTION");
        }
    }

    private void cliff() {
        int people = 40;
        join(CLIFF, people, 20);
        for (int second = 20; second < EXIT_FROM_S; second++) {
            add(second, CLIFF, user(CLIFF, second % people), "MESSAGE");
        }
        for (int i = 0; i < people; i++) {
            add(EXIT_FROM_S + random.nextInt(EXIT_S), CLIFF, user(CLIFF, i), "LEAVE");
        }
    }

    private void trickle() {
        int people = 5;
        join(TRICKLE, people, 30);
        for (int second = 40; second < LENGTH_S; second += 10 + random.nextInt(40)) {
            some(1, second, TRICKLE, people, "MESSAGE");
        }
    }

    private void join(String session, int people, int withinS) {
        for (int i = 0; i < people; i++) {
            add(random.nextInt(withinS), session, user(session, i), "JOIN");
        }
    }

    /** On average so many rows within a second. */
    private void some(double mean, int second, String session, int people, String type) {
        int count = (int) mean + (random.nextDouble() < mean - (int) mean ? 1 : 0);
        for (int i = 0; i < count; i++) {
            add(second, session, user(session, random.nextInt(people)), type);
        }
    }

    /** A vote in the poll of the time; some people try to vote twice. */
    private void vote(int second, String session, int people) {
        String user = user(session, random.nextInt(people));
        String poll = session + "_poll_" + second / 240;
        rows.add(new Row(time(second), session, user, "POLL_VOTE", poll, "choice_" + random.nextInt(3)));
    }

    private void add(int second, String session, String user, String type) {
        rows.add(new Row(time(second), session, user, type, "", ""));
    }

    private long time(int second) {
        int ms = random.nextInt(1_000);
        return Scenario.START_MS + second * 1_000L + ms - ms % clockMs;
    }

    private static String user(String session, int number) {
        return "usr_" + session.substring(4) + "_" + number;
    }
}
