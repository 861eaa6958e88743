package conductor.bench;

import conductor.engine.core.AnomalyClass;
import conductor.engine.detect.AlarmLevel;
import conductor.engine.detect.SessionDetector;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Counts of many sessions, tick by tick, through the detector and the rule that makes alarms of what it finds. */
final class DetectionRun {
    private static final List<String> COLUMNS =
            List.of("session", "chat", "reactions", "leaves", "users", "active", "poll_open");
    private static final int TICK_MS = 5_000;
    private static final double HOUR_MS = 3_600_000;
    private static final double MILLION = 1e6;

    private final SessionDetector detector = new SessionDetector(TICK_MS / 1000.0);
    private final int levelPpm;
    private final long[] pool = new long[SessionDetector.POOL_WORDS];
    private long ticks;
    private long inAlarm;
    private long alarms;

    /** What cannot be read as counts. */
    static final class BadCounts extends Exception {
        private static final long serialVersionUID = 1;

        BadCounts(String message) {
            super(message);
        }
    }

    /** A session: its counts, a row a tick, and what is remembered of it. */
    private static final class Session {
        final String name;
        final List<int[]> rows = new ArrayList<>();
        final long[] words = new long[SessionDetector.WORDS];
        int alarmClass;
        long alarmMs;

        Session(String name) {
            this.name = name;
            SessionDetector.begin(words, 0);
        }
    }

    private DetectionRun(double falseAlarmsPerHour) {
        levelPpm = (int) Math.round(AlarmLevel.of(falseAlarmsPerHour) * MILLION);
        SessionDetector.beginPool(pool, 0);
    }

    /**
     * Writes the ticks in alarm.
     *
     * @param file counts, see {@link DetectionCommand}.
     * @param activityOfCounts whether the active people are those who acted, instead of what the file says.
     * @return figures of the run.
     * @throws BadCounts naming the line that is wrong.
     */
    static Map<String, Object> run(Path file, double falseAlarmsPerHour, boolean activityOfCounts, Path out)
            throws IOException, BadCounts {
        List<Session> sessions = read(file);
        for (int i = 0; activityOfCounts && i < sessions.size(); i++) {
            ActivityOfCounts.replaceIn(sessions.get(i).rows, i);
        }
        DetectionRun run = new DetectionRun(falseAlarmsPerHour);
        try (PrintWriter writer = new PrintWriter(Files.newBufferedWriter(out))) {
            writer.println("session,tick,type,severity");
            run.all(sessions, writer);
        }
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("bench", "detection");
        figures.put("false_alarms_per_hour", falseAlarmsPerHour);
        figures.put("activity", activityOfCounts ? "of counts" : "of the file");
        figures.put("sessions", sessions.size());
        figures.put("session_hours", run.ticks * TICK_MS / HOUR_MS);
        figures.put("ticks", run.ticks);
        figures.put("ticks_in_alarm", run.inAlarm);
        figures.put("alarms", run.alarms);
        figures.putAll(DetectionCost.measure(
                sessions.stream().map(session -> session.rows).toList()));
        return figures;
    }

    private static List<Session> read(Path file) throws IOException, BadCounts {
        Map<String, Session> sessions = new LinkedHashMap<>();
        try (BufferedReader in = Files.newBufferedReader(file)) {
            String head = in.readLine();
            List<String> header = head == null ? List.of() : Arrays.asList(head.split(","));
            if (!header.containsAll(COLUMNS)) {
                throw new BadCounts(file + " must have the columns " + String.join(", ", COLUMNS) + ", has "
                        + (head == null ? "none" : head) + ".");
            }
            int[] at = COLUMNS.stream().mapToInt(header::indexOf).toArray();
            int number = 1;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                number++;
                add(sessions, line.split(","), at, file + ", line " + number);
            }
        } catch (NoSuchFileException e) {
            throw new BadCounts("There is no file " + file + ".");
        }
        return List.copyOf(sessions.values());
    }

    private static void add(Map<String, Session> sessions, String[] fields, int[] at, String where) throws BadCounts {
        int[] counts = new int[at.length - 1];
        try {
            for (int i = 0; i < counts.length; i++) {
                counts[i] = Integer.parseUnsignedInt(fields[at[i + 1]]);
            }
            sessions.computeIfAbsent(fields[at[0]], Session::new).rows.add(counts);
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new BadCounts(where + ": counts are whole numbers from 0 on, was " + String.join(",", fields) + ".");
        }
    }

    /** All sessions run at the same time, as those of an event do, so that they teach each other nothing of their future. */
    private void all(List<Session> sessions, PrintWriter writer) {
        int longest =
                sessions.stream().mapToInt(session -> session.rows.size()).max().orElse(0);
        for (int tick = 0; tick < longest; tick++) {
            for (Session session : sessions) {
                if (tick < session.rows.size()) {
                    step(session, tick, writer);
                }
            }
        }
    }

    private void step(Session session, int tick, PrintWriter writer) {
        int[] row = session.rows.get(tick);
        detector.step(session.words, 0, pool, 0, row[0], row[1], row[2], row[3], row[4], row[5] != 0);
        ticks++;
        long nowMs = (long) tick * TICK_MS;
        int before = session.alarmClass;
        int severityPpm = (int) Math.min(Integer.MAX_VALUE, detector.severity * MILLION);
        session.alarmClass =
                AlarmLevel.next(before, nowMs - session.alarmMs, detector.anomalyClass, severityPpm, levelPpm);
        if (session.alarmClass == 0) {
            return;
        }
        if (before == 0) {
            session.alarmMs = nowMs;
            alarms++;
        }
        inAlarm++;
        writer.printf(
                Locale.ROOT,
                "%s,%d,%s,%.4f%n",
                session.name,
                tick,
                AnomalyClass.name(session.alarmClass),
                detector.severity);
    }
}
