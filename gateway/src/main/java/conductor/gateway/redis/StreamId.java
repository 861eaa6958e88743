package conductor.gateway.redis;

/**
 * A stream entry's id.
 *
 * @param ms milliseconds, unsigned.
 * @param seq sequence within the millisecond, unsigned.
 */
record StreamId(long ms, long seq) implements Comparable<StreamId> {
    /** Reads {@code ms-seq}. */
    static StreamId parse(String text) {
        int dash = text.indexOf('-');
        return new StreamId(
                Long.parseUnsignedLong(text.substring(0, dash)), Long.parseUnsignedLong(text.substring(dash + 1)));
    }

    /** The highest id below this one, which must not be the lowest. */
    StreamId before() {
        return seq == 0 ? new StreamId(ms - 1, -1) : new StreamId(ms, seq - 1);
    }

    @Override
    public int compareTo(StreamId other) {
        int byMs = Long.compareUnsigned(ms, other.ms);
        return byMs != 0 ? byMs : Long.compareUnsigned(seq, other.seq);
    }

    @Override
    public String toString() {
        return Long.toUnsignedString(ms) + "-" + Long.toUnsignedString(seq);
    }
}
