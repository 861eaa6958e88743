package conductor.bench.peers;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.util.Arrays;

/** Bytes that this process has allocated on the heap. */
final class Allocation {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final Method TOTAL = total();

    private Allocation() {}

    /** Of all threads there ever were; before JDK 21, of those that live. */
    static long ofAllThreads() {
        try {
            if (TOTAL != null) {
                return (Long) TOTAL.invoke(THREADS);
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
        return Arrays.stream(THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds()))
                .filter(bytes -> bytes > 0)
                .sum();
    }

    private static Method total() {
        try {
            return ThreadMXBean.class.getMethod("getTotalThreadAllocatedBytes");
        } catch (NoSuchMethodException e) {
            return null;
        }
    }
}
