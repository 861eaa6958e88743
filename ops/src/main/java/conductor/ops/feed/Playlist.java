package conductor.ops.feed;

/**
 * Entries and time marks in the order in which they are written. A mark at T says that time has come to T: it follows
 * every entry before T and precedes every entry at or after T. Marks are whole seconds.
 *
 * <p>{@link Marks#EVERY_SECOND} writes one a second of recorded time, from the first entry until the tail's end. A silence
 * longer than the tail is left out after the tail's length: by then every session has closed.
 *
 * <p>{@link Marks#WHERE_NEEDED} is for feeding as fast as it goes, where a mark for every silent second would be hundreds
 * of millions of them for a recording of years and change nothing, since timers fire at their own due times however far
 * time jumps: one mark at the first whole second at or after each entry, and one at the tail's end.
 */
final class Playlist {
    /** Which marks are written. */
    enum Marks {
        NONE,
        WHERE_NEEDED,
        EVERY_SECOND
    }

    private static final long SECOND_MS = 1_000;
    private static final long NO_TIME = Long.MIN_VALUE;

    private final Recording recording;
    private final Marks marks;
    private final long tailMs;
    private final long endMs;
    private int next;
    private long previousMs = NO_TIME;
    private long lastMarkMs = NO_TIME;
    private boolean jumped;
    private boolean mark;
    private long timeMs;
    private int row;
    private long skippedMs;

    Playlist(Recording recording, Marks marks, long tailMs) {
        this.recording = recording;
        this.marks = marks;
        this.tailMs = tailMs;
        this.endMs = wholeSecond(recording.lastMs() + tailMs);
    }

    /** Moves to the next item; false at the end. */
    boolean advance() {
        boolean entriesLeft = next < recording.order().length;
        long entryMs = entriesLeft ? recording.rows().timeMs(recording.order()[next]) : NO_TIME;
        long markMs = marks == Marks.NONE ? NO_TIME : nextMarkMs(entriesLeft, entryMs);
        if (markMs != NO_TIME) {
            lastMarkMs = markMs;
            become(true, markMs);
            return true;
        }
        if (!entriesLeft) {
            return false;
        }
        row = recording.order()[next++];
        become(false, entryMs);
        previousMs = entryMs;
        jumped = false;
        return true;
    }

    /** Whether the item is a mark; else it is an entry. */
    boolean isMark() {
        return mark;
    }

    /** The item's recorded time. */
    long timeMs() {
        return timeMs;
    }

    /** The entry's row; meaningless for a mark. */
    int row() {
        return row;
    }

    /** The item's time without the silences that are left out so far. */
    long playMs() {
        return timeMs - skippedMs;
    }

    /** How much silence has been left out so far. */
    long skippedMs() {
        return skippedMs;
    }

    /** How many entries have been passed, this one included. */
    int position() {
        return next;
    }

    private void become(boolean isMark, long itemMs) {
        mark = isMark;
        timeMs = itemMs;
        if (previousMs == NO_TIME || jumped) {
            return;
        }
        long silenceEndMs = wholeSecond(previousMs + tailMs);
        if (itemMs > silenceEndMs) {
            skippedMs += itemMs - silenceEndMs;
            jumped = true;
        }
    }

    /** The mark that is due before the next entry, or before the end; NO_TIME when there is none. */
    private long nextMarkMs(boolean entriesLeft, long entryMs) {
        long limitMs = entriesLeft ? entryMs : endMs;
        long candidateMs = marks == Marks.EVERY_SECOND ? everySecond(limitMs) : whereNeeded(limitMs);
        return candidateMs > lastMarkMs && candidateMs <= limitMs ? candidateMs : NO_TIME;
    }

    private long everySecond(long limitMs) {
        if (lastMarkMs == NO_TIME) {
            return wholeSecond(recording.firstMs());
        }
        long candidateMs = lastMarkMs + SECOND_MS;
        boolean beyondSilence = previousMs != NO_TIME && candidateMs > wholeSecond(previousMs + tailMs);
        return beyondSilence ? Math.max(candidateMs, limitMs - Math.floorMod(limitMs, SECOND_MS)) : candidateMs;
    }

    private long whereNeeded(long limitMs) {
        boolean owed = previousMs != NO_TIME && lastMarkMs < wholeSecond(previousMs);
        return owed ? wholeSecond(previousMs) : wholeSecond(limitMs);
    }

    /** The first whole second at or after a time. */
    private static long wholeSecond(long ms) {
        return ms + Math.floorMod(-ms, SECOND_MS);
    }
}
