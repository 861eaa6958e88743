package conductor.journal;

import java.util.concurrent.atomic.AtomicLong;

/** How far a queue has been written: set by the engine thread with every commit, read by the keeper. Allocates nothing. */
final class WritePosition {
    private static final int OFFSET_BITS = 44;
    private static final long OFFSET_MASK = (1L << OFFSET_BITS) - 1;

    /** Roll cycle in the upper 20 bits (days until the year 4840), offset in its file below. */
    private final AtomicLong packed = new AtomicLong();

    private volatile WrittenMapping mapping;

    /** Says where in memory what is written next will be. */
    void mapped(WrittenMapping now) {
        mapping = now;
    }

    /** What the writer has mapped, null before the first commit; the writer may be elsewhere already. */
    WrittenMapping mapping() {
        return mapping;
    }

    void set(int cycle, long offset) {
        packed.setRelease((long) cycle << OFFSET_BITS | offset);
    }

    /** Cycle and offset as one number, 0 before the first commit. */
    long read() {
        return packed.getAcquire();
    }

    /** The roll cycle (day since 1970) of a number that was read. */
    static long cycle(long read) {
        return read >>> OFFSET_BITS;
    }

    /** The offset in bytes in the roll file of a number that was read. */
    static long offset(long read) {
        return read & OFFSET_MASK;
    }
}
