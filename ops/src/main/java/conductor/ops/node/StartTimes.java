package conductor.ops.node;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** How long the parts of a start took, for whoever wonders what a restart waits for. Written by the thread that starts the node. */
final class StartTimes {
    private final Map<String, Long> tookNs = new LinkedHashMap<>();
    private long lastNs = System.nanoTime();

    /** Begins with what the process has done until now: the virtual machine's own start, and reading the settings. */
    StartTimes() {
        long now = System.currentTimeMillis();
        long began = ProcessHandle.current()
                .info()
                .startInstant()
                .map(Instant::toEpochMilli)
                .orElse(now);
        tookNs.put("process", TimeUnit.MILLISECONDS.toNanos(Math.max(0, now - began)));
    }

    /** What was done since the last call belongs to a part. */
    synchronized void done(String part) {
        long now = System.nanoTime();
        tookNs.merge(part, now - lastNs, Long::sum);
        lastNs = now;
    }

    /** Milliseconds of each part, in the order in which they began. */
    synchronized Map<String, Object> toMap() {
        Map<String, Object> ms = new LinkedHashMap<>();
        tookNs.forEach((part, ns) -> ms.put(part, TimeUnit.NANOSECONDS.toMillis(ns)));
        return ms;
    }
}
