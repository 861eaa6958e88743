package conductor.gateway.content;

/**
 * What a model costs, in micro-dollars per million tokens (audience.md 7.2).
 *
 * @param in of what it reads.
 * @param out of what it writes.
 * @param cacheWrite of what it reads and keeps.
 * @param cacheRead of what it had kept.
 */
public record Pricing(long in, long out, long cacheWrite, long cacheRead) {
    private static final long MILLION = 1_000_000;
    /** Above any real price, and far enough from where sums would overflow. */
    private static final long MOST = 1_000_000_000;

    /**
     * Tokens of one call; none is negative.
     *
     * @param in read, without those of the cache.
     */
    public record Usage(long in, long out, long cacheWrite, long cacheRead) {
        private static final long MOST = 1_000_000_000;

        public Usage {
            if (wrong(in) || wrong(out) || wrong(cacheWrite) || wrong(cacheRead)) {
                throw new IllegalArgumentException("no number of tokens");
            }
        }

        private static boolean wrong(long tokens) {
            return tokens < 0 || tokens > MOST;
        }
    }

    public Pricing {
        if (wrong(in) || wrong(out) || wrong(cacheWrite) || wrong(cacheRead)) {
            throw new IllegalArgumentException(
                    "a price must be from 0 to " + MOST + " micro-dollars per million tokens");
        }
    }

    private static boolean wrong(long price) {
        return price < 0 || price > MOST;
    }

    /** Micro-dollars of one call, rounded half up once. */
    public long cost(Usage usage) {
        long sum =
                usage.in() * in + usage.out() * out + usage.cacheWrite() * cacheWrite + usage.cacheRead() * cacheRead;
        return (sum + MILLION / 2) / MILLION;
    }
}
