package conductor.bench.ingest;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * What two kinds of threads have used at one moment: the client library's, which read from the socket, and the one that asks them.
 *
 * @param atNs {@link System#nanoTime()}.
 * @param ioCpuNs CPU time of the library's threads.
 * @param ioBytes bytes they allocated.
 * @param callerCpuNs CPU time of the other one.
 * @param callerBytes bytes it allocated.
 */
record Use(long atNs, long ioCpuNs, long ioBytes, long callerCpuNs, long callerBytes) {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final String LIBRARY = "lettuce-";

    /** Looks now at the library's threads that live and at {@code caller}. */
    static Use of(long[] library, long caller) {
        return new Use(
                System.nanoTime(),
                sum(THREADS.getThreadCpuTime(library)),
                sum(THREADS.getThreadAllocatedBytes(library)),
                THREADS.getThreadCpuTime(caller),
                THREADS.getThreadAllocatedBytes(caller));
    }

    /** CPU time of this thread in nanoseconds. */
    static long ownCpuNs() {
        return THREADS.getCurrentThreadCpuTime();
    }

    /** Ids of the library's threads that live. */
    static long[] libraryThreads() {
        List<Long> ids = new ArrayList<>();
        for (var info : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
            if (info != null && info.getThreadName().startsWith(LIBRARY)) {
                ids.add(info.getThreadId());
            }
        }
        return ids.stream().mapToLong(Long::longValue).toArray();
    }

    /** What {@code count} signals since {@code before} took. */
    Reading since(Use before, long count) {
        return new Reading(
                (double) (atNs - before.atNs) / count,
                (double) (ioCpuNs - before.ioCpuNs) / count,
                (double) (callerCpuNs - before.callerCpuNs) / count,
                (double) (ioBytes - before.ioBytes) / count,
                (double) (callerBytes - before.callerBytes) / count);
    }

    private static long sum(long[] figures) {
        long sum = 0;
        for (long figure : figures) {
            sum += Math.max(0, figure);
        }
        return sum;
    }
}
