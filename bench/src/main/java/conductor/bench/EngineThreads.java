package conductor.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.LongUnaryOperator;

/** What the threads of an engine have used so far. */
final class EngineThreads {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private EngineThreads() {}

    /** CPU time in nanoseconds. */
    static long cpuNs(List<Thread> threads) {
        return sum(threads, THREADS::getThreadCpuTime);
    }

    /** Allocated bytes. */
    static long allocatedBytes(List<Thread> threads) {
        return sum(threads, THREADS::getThreadAllocatedBytes);
    }

    private static long sum(List<Thread> threads, LongUnaryOperator figureOfId) {
        return threads.stream()
                .mapToLong(thread -> figureOfId.applyAsLong(thread.getId()))
                .sum();
    }
}
