package conductor.bench.kill;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How long starts took until the node read, and what of it each part took. */
public final class RestartTimes {
    private final List<Long> readyMs = new ArrayList<>();
    private final List<Long> cpuMs = new ArrayList<>();
    private final Map<String, List<Long>> parts = new LinkedHashMap<>();

    void add(KilledNode.Ready ready) {
        readyMs.add(ready.ms());
        cpuMs.add(ready.cpuMs());
        ready.parts()
                .forEach((part, ms) ->
                        parts.computeIfAbsent(part, key -> new ArrayList<>()).add(ms));
    }

    /** Milliseconds from the start of a process until it read, within which a share of all starts was; -1 without any. */
    public long readyMs(double share) {
        return quantile(readyMs, share);
    }

    /** The same of the processor time of all its threads. */
    public long cpuMs(double share) {
        return quantile(cpuMs, share);
    }

    /** The same of each part of a start, in their order. */
    public Map<String, Object> partsMs(double share) {
        Map<String, Object> ms = new LinkedHashMap<>();
        parts.forEach((part, all) -> ms.put(part, quantile(all, share)));
        return ms;
    }

    private static long quantile(List<Long> values, double share) {
        List<Long> sorted = values.stream().sorted().toList();
        return sorted.isEmpty() ? -1 : sorted.get((int) Math.ceil(share * sorted.size()) - 1);
    }
}
