package conductor.bench.ingest;

/**
 * What reading took, a signal.
 *
 * @param wallNs time by the wall, nanoseconds.
 * @param ioCpuNs CPU time of the client library's threads, nanoseconds.
 * @param callerCpuNs CPU time of the thread that asks it, nanoseconds.
 * @param ioBytes bytes that the library's threads allocated.
 * @param callerBytes bytes that the other one allocated.
 */
public record Reading(double wallNs, double ioCpuNs, double callerCpuNs, double ioBytes, double callerBytes) {
    private static final double NS_PER_SECOND = 1e9;

    /** CPU time of the whole client, nanoseconds. */
    public double cpuNs() {
        return ioCpuNs + callerCpuNs;
    }

    /** Signals a second by the wall. */
    public long perSecond() {
        return Math.round(NS_PER_SECOND / wallNs);
    }

    /** Signals a second of the client's CPU time. */
    public long perCpuSecond() {
        return Math.round(NS_PER_SECOND / cpuNs());
    }

    /** The same a signal, where this is of entries that hold so many. */
    Reading of(int signals) {
        return new Reading(
                wallNs / signals, ioCpuNs / signals, callerCpuNs / signals, ioBytes / signals, callerBytes / signals);
    }

    /** The best of each figure: neighbours of this process only ever add. */
    Reading best(Reading other) {
        return other == null
                ? this
                : new Reading(
                        Math.min(wallNs, other.wallNs),
                        Math.min(ioCpuNs, other.ioCpuNs),
                        Math.min(callerCpuNs, other.callerCpuNs),
                        Math.min(ioBytes, other.ioBytes),
                        Math.min(callerBytes, other.callerBytes));
    }
}
