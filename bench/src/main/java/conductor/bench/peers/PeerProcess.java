package conductor.bench.peers;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The process of one measurement: {@code ENGINE FILE FOLDER MODE}. Opens the file, runs the engine once and prints what
 * it computed and used, as one line of {@code name=value} behind {@link #MARK}. CPU time and allocation are those of
 * the whole process from the first signal taken until the check was complete.
 */
public final class PeerProcess {
    static final String MARK = "peer-result";

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private long coldStartMs;
    /** At the first signal, then what was used since. */
    private long cpuNs;

    private long wallNs;
    private long allocated;

    private PeerProcess() {}

    /** Runs it. */
    public static void main(String[] arguments) throws Exception {
        Map<String, Object> result = new PeerProcess()
                .measure(
                        arguments[0],
                        Path.of(arguments[1]),
                        Path.of(arguments[2]),
                        PeerClock.Mode.valueOf(arguments[3]));
        StringBuilder line = new StringBuilder(MARK);
        result.forEach(
                (name, value) -> line.append(' ').append(name).append('=').append(value));
        System.out.println(line);
        System.out.flush();
        // Some engines leave threads behind that would keep the process.
        System.exit(0);
    }

    private Map<String, Object> measure(String name, Path file, Path folder, PeerClock.Mode mode) throws Exception {
        SignalFile signals = SignalFile.open(file);
        long heapBefore = usedHeap();
        PeerEngine engine = PeerEngines.create(name, folder);
        PeerClock clock = new PeerClock(mode, this::began, this::ended);
        PeerCheck check = engine.run(signals, clock);
        Map<String, Object> result = new LinkedHashMap<>(check.members());
        result.put("cpu_ns", cpuNs);
        result.put("wall_ns", wallNs);
        result.put("allocated", allocated);
        result.put("cold_start_ms", coldStartMs);
        if (clock.worstTickNs() >= 0) {
            result.put("worst_tick_ns", clock.worstTickNs());
            result.put("worst_tick_cpu_ns", clock.worstTickCpuNs());
        }
        result.put("live_bytes", Math.max(0, usedHeap() - heapBefore));
        engine.close();
        if (clock.serviceTimes() != null) {
            result.put("p50_ns", clock.serviceTimes().percentileNs(50));
            result.put("p99_ns", clock.serviceTimes().percentileNs(99));
        }
        return result;
    }

    private void began() {
        coldStartMs = System.currentTimeMillis()
                - ManagementFactory.getRuntimeMXBean().getStartTime();
        allocated = Allocation.ofAllThreads();
        wallNs = System.nanoTime();
        cpuNs = SYSTEM.getProcessCpuTime();
    }

    private void ended() {
        cpuNs = SYSTEM.getProcessCpuTime() - cpuNs;
        wallNs = System.nanoTime() - wallNs;
        allocated = Allocation.ofAllThreads() - allocated;
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
