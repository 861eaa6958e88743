package conductor.gateway.publish;

/** Where the publisher stands in one output stream. Numbers begin at 1, 0 = none. One thread. */
final class StreamPosition {
    /** Records below the top that are compared with what Redis holds when publishing is resumed. */
    static final long COMPARED = 256;

    private long top;
    private long announced;
    private long compareAbove;
    private long read;
    private boolean checked;

    /** Highest number that Redis holds. */
    long top() {
        return top;
    }

    /** Highest number whose message may have been published: none up to here is published again. */
    long announced() {
        return announced;
    }

    /** Redis holds everything up to {@code seq}; what is just below it is to be compared. */
    void resume(long seq) {
        top = seq;
        announced = Math.max(announced, seq);
        compareAbove = seq - COMPARED;
        checked = false;
    }

    /** Redis took the record {@code seq}. */
    void written(long seq) {
        top = seq;
        announced = Math.max(announced, seq);
    }

    /** The message of {@code seq} may be out although its entry is not. */
    void announce(long seq) {
        announced = Math.max(announced, seq);
    }

    /** Takes note of a record read; false when it is not the next number. */
    boolean read(long seq) {
        boolean next = seq == read + 1;
        read = seq;
        return next;
    }

    /** The records begin with this number. */
    void begin(long seq) {
        read = seq - 1;
    }

    /** Records up to this one are of no interest any more. */
    long comparedAfter() {
        return Math.max(0, compareAbove);
    }

    boolean isCompared(long seq) {
        return seq <= top && seq > compareAbove;
    }

    /** True once after each resume if the records end before the stream does. */
    boolean foundAhead() {
        if (checked) {
            return false;
        }
        checked = true;
        return read < top;
    }

    long read() {
        return read;
    }

    /** Up to where nothing is left to be done, when all that was read has been written: numbers that were passed over have no record. */
    long settled() {
        return Math.max(top, read);
    }
}
