package conductor.engine.audience;

import conductor.engine.core.EngineConfig;
import conductor.engine.core.StateReader;
import conductor.engine.core.StateWriter;
import conductor.engine.core.Steps;
import conductor.engine.state.Hashing;
import conductor.engine.state.RowTable;

/**
 * Doubts the platform's feed when many lively sessions fall silent at once (audience.md 6.2): at least {@value #SILENT_MIN}
 * sessions, and {@value #SILENT_PERCENT} % of those that were HIGH or better a minute ago, whose last inputs lie within
 * 10 s of each other and which have had none since for 10 s. The doubt ends when a fifth of the silent are back, or when none of
 * them is left that could come back.
 *
 * <p>Every evaluation moves its own session from one count to another, so an evaluation costs the same with a thousand sessions
 * and with a million. What is noted of a session stands in 32 bits of its row:
 *
 * <pre>
 *   bit 0 lively: HIGH a minute ago    1 counted in the buckets    2 silent since then    3..31 second of its last input
 * </pre>
 */
final class SourceWatch {
    static final int SILENT_MIN = 5;
    static final int SILENT_PERCENT = 80;
    /** The doubt ends when one of this many is back. */
    static final int BACK_DIVISOR = 5;

    static final int WINDOW_SEC = 10;
    static final long QUIET_MS = 10_000;

    private static final int LIVELY = 1;
    private static final int COUNTED = 2;
    private static final int SILENT = 4;
    private static final int SECOND_SHIFT = 3;
    private static final int SECOND_MASK = (1 << 29) - 1;
    /** More than the time for which a session is counted, {@value #COUNTED_SEC} s, and the longest period. */
    private static final int BUCKETS = 128;

    private static final int COUNTED_SEC = 64;
    private static final long MINUTE_MS = 60_000;
    private static final int HASH_FROM = 1;

    private final WatchedSessions sessions;
    private final int minuteAgo;
    private final int[] silentAt = new int[BUCKETS];
    private int lively;

    private long doubtedMs;
    private long fromSec;
    private long silent;
    private long back;
    private long gone;

    SourceWatch(EngineConfig config, WatchedSessions sessions) {
        this.sessions = sessions;
        this.minuteAgo = (int) Math.min(WatchedSessions.LOOK_BACK, MINUTE_MS / config.evaluationPeriodMs());
    }

    /** An evaluation, before it is remembered. */
    void evaluated(int slot, int i, Steps steps) {
        long nowMs = steps.nowMs[i];
        long second = steps.lastInputMs[i] / 1000;
        int before = sessions.watched(slot);
        boolean same = sameSecond(before, second);
        if ((before & SILENT) != 0 && !same && within(before)) {
            back++;
        }
        int note = note(slot, nowMs, steps.lastInputMs[i], before, same);
        count(before, -1);
        count(note, 1);
        sessions.watched(slot, note);
        if (doubtedMs == 0) {
            if ((note & COUNTED) != 0 && (before & COUNTED) == 0) {
                doubt(second, i, steps);
            }
        } else if (over()) {
            trust(i, steps);
        }
    }

    /** A session closed: it cannot come back. */
    void closed(int slot, int i, Steps steps) {
        int before = sessions.watched(slot);
        count(before, -1);
        if (doubtedMs != 0 && (before & SILENT) != 0 && within(before)) {
            gone++;
            if (over()) {
                trust(i, steps);
            }
        }
    }

    private int note(int slot, long nowMs, long lastInputMs, int before, boolean same) {
        int note = (int) (lastInputMs / 1000 & SECOND_MASK) << SECOND_SHIFT;
        if (sessions.highAgo(slot, minuteAgo)) {
            long quietMs = nowMs - lastInputMs;
            boolean silentNow = quietMs >= QUIET_MS && quietMs < COUNTED_SEC * 1000L;
            note |= silentNow ? LIVELY | SILENT | COUNTED : LIVELY;
        }
        // Silent stays silent until the next input, also when the room is no longer called lively.
        return same ? note | before & SILENT : note;
    }

    private void count(int note, int by) {
        if ((note & LIVELY) != 0) {
            lively += by;
        }
        if ((note & COUNTED) != 0) {
            silentAt[(note >>> SECOND_SHIFT) % BUCKETS] += by;
        }
    }

    /** Looks at every window of 10 s that holds the second: only those can have grown. */
    private void doubt(long second, int i, Steps steps) {
        int sum = 0;
        for (long s = second - WINDOW_SEC + 1; s < second; s++) {
            sum += silentAt[bucket(s)];
        }
        int most = 0;
        long mostFrom = 0;
        for (long s = second; s < second + WINDOW_SEC; s++) {
            sum += silentAt[bucket(s)];
            if (sum > most) {
                most = sum;
                mostFrom = s - WINDOW_SEC + 1;
            }
            sum -= silentAt[bucket(s - WINDOW_SEC + 1)];
        }
        if (most >= SILENT_MIN && most * 100L >= (long) SILENT_PERCENT * lively) {
            doubtedMs = steps.nowMs[i];
            fromSec = mostFrom;
            silent = most;
            back = 0;
            gone = 0;
            steps.trust[i] = Steps.DOUBTED;
            steps.arg[i] = (long) lively << 32 | most;
        }
    }

    private boolean over() {
        return back * BACK_DIVISOR >= silent || back + gone >= silent;
    }

    private void trust(int i, Steps steps) {
        steps.trust[i] = Steps.TRUSTED;
        steps.arg[i] = (long) lively << 32 | (silent - back);
        clear();
    }

    private void clear() {
        doubtedMs = 0;
        fromSec = 0;
        silent = 0;
        back = 0;
        gone = 0;
    }

    private static int bucket(long second) {
        return (int) ((second & SECOND_MASK) % BUCKETS);
    }

    private static boolean sameSecond(int note, long second) {
        return note >>> SECOND_SHIFT == (int) (second & SECOND_MASK);
    }

    /** Whether the last input of a note lies in the window of the doubt. */
    private boolean within(int note) {
        long since = (note >>> SECOND_SHIFT) - (fromSec & SECOND_MASK);
        return doubtedMs != 0 && since >= 0 && since < WINDOW_SEC;
    }

    long hash() {
        return Hashing.contribution(AudienceSections.DETECTION, HASH_FROM, doubtedMs)
                + Hashing.contribution(AudienceSections.DETECTION, HASH_FROM + 1, fromSec)
                + Hashing.contribution(AudienceSections.DETECTION, HASH_FROM + 2, silent)
                + Hashing.contribution(AudienceSections.DETECTION, HASH_FROM + 3, back)
                + Hashing.contribution(AudienceSections.DETECTION, HASH_FROM + 4, gone);
    }

    void write(StateWriter out) {
        out.putLong(doubtedMs);
        out.putLong(fromSec);
        out.putLong(silent);
        out.putLong(back);
        out.putLong(gone);
    }

    /** Reads what was written; the rows must be there already, the counts are made of them. */
    void read(StateReader in) {
        doubtedMs = in.getLong();
        fromSec = in.getLong();
        silent = in.getLong();
        back = in.getLong();
        gone = in.getLong();
        RowTable rows = sessions.rows();
        for (int slot = 0; slot < rows.slotsEnd(); slot++) {
            if (rows.key(slot) != 0) {
                count(sessions.watched(slot), 1);
            }
        }
    }
}
