package conductor.bench;

import static conductor.bench.Rounding.round;

import com.lmax.disruptor.SleepingWaitStrategy;
import com.lmax.disruptor.WaitStrategy;
import com.lmax.disruptor.YieldingWaitStrategy;
import conductor.engine.ring.WaitProfile;
import conductor.gateway.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code conductor bench floors}: what the machine does at best. */
@Command(
        name = "floors",
        mixinStandardHelpOptions = true,
        description = {
            "What this machine does at best, with nothing of the product in it: a hop over a raw ring, an append to a mapped file and"
                    + " to a raw Chronicle queue, a line from memory, a copy, and a Redis server if one is given. The best round counts."
        })
final class FloorsCommand implements Callable<Integer> {
    private static final int COPIED_BYTES = 64 << 20;
    private static final int SESSIONS = 1_000;
    private static final int PINGS = 2_000;
    private static final int ENTRIES = 20_000;
    private static final long SLEEP_NS = 50_000;

    @Option(names = "--signals", defaultValue = "500000", description = "Signals a round (default: ${DEFAULT-VALUE}).")
    private int signals;

    @Option(names = "--rounds", defaultValue = "5", description = "Rounds (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--bytes",
            defaultValue = "136",
            description = "Bytes of a record; the journal takes 128 to 140 a signal (default: ${DEFAULT-VALUE}).")
    private int bytes;

    @Option(
            names = "--memory-mb",
            split = ",",
            defaultValue = "16,1024",
            description = "Sizes of the memory that is read (default: ${DEFAULT-VALUE}).")
    private List<Integer> memoryMb;

    @Option(names = "--redis-url", description = "A Redis server to ask, as redis://127.0.0.1:6379 (default: none).")
    private String redisUrl;

    @Option(names = "--dir", description = "Folder in which files are written and removed (default: a temporary one).")
    private Path dir;

    @Mixin
    private OutputOption output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (signals < 1 || rounds < 1 || bytes < 1 || memoryMb.stream().anyMatch(size -> size < 1)) {
            throw new ParameterException(
                    spec.commandLine(), "--signals, --rounds, --bytes and --memory-mb are more than 0");
        }
        double load = Machine.load();
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("bench", "floors");
        Workload workload = new Workload(SESSIONS, signals, 1);
        for (Map.Entry<String, Supplier<WaitStrategy>> wait : waits().entrySet()) {
            say("hop, " + wait.getKey());
            map.put("hop_" + wait.getKey() + "_ns", round(Floors.hopNs(workload, signals, rounds, wait.getValue())));
        }
        Path folder = dir == null ? Files.createTempDirectory("conductor-bench") : Files.createDirectories(dir);
        try {
            appends(map, folder);
        } finally {
            if (dir == null) {
                Folders.delete(folder);
            }
        }
        say("copying memory");
        map.put("copy_gb_per_s", round(copyGbPerS()));
        memory(map);
        if (redisUrl != null) {
            say("Redis");
            RedisFloor.Seen redis = RedisFloor.measure(redisUrl, PINGS, ENTRIES, rounds);
            map.put("redis_ping_us", round(redis.pingNs() / 1e3));
            map.put("lettuce_read_entries_per_s", Math.round(redis.entriesPerS()));
            map.put("lettuce_read_entry_bytes", redis.entryBytes());
        }
        map.put("record_bytes", bytes);
        Machine.describe(map, load);
        System.out.println(output.json() ? Json.write(map) : table(map));
        return 0;
    }

    /** Ways of waiting; those that spin need a second core for the producer. */
    private static Map<String, Supplier<WaitStrategy>> waits() {
        Map<String, Supplier<WaitStrategy>> waits = new LinkedHashMap<>();
        waits.put("backoff", WaitProfile.BACKOFF::strategy);
        waits.put("sleeping", () -> new SleepingWaitStrategy(200, SLEEP_NS));
        waits.put("yielding", YieldingWaitStrategy::new);
        if (Machine.cores() > 1) {
            waits.put("spin", WaitProfile.SPIN::strategy);
        }
        waits.put("park", WaitProfile.PARK::strategy);
        return waits;
    }

    private void appends(Map<String, Object> map, Path folder) throws Exception {
        say("appending to a mapped file");
        map.put("mapped_append_ns", round(Floors.appendNs(folder, bytes, signals, rounds)));
        for (int perDocument : new int[] {1, 32, 128}) {
            say("appending to a raw queue, documents of " + perDocument);
            map.put(
                    "chronicle_append_" + perDocument + "_ns",
                    round(Floors.chronicleAppendNs(folder, bytes, perDocument, signals, rounds)));
        }
        double hopNs = (Double) map.get("hop_backoff_ns");
        double appendNs = (Double) map.get("chronicle_append_128_ns");
        map.put("hop_and_chronicle_append_ns", round(hopNs + appendNs));
        map.put("hop_and_chronicle_append_per_s", Math.round(1e9 / (hopNs + appendNs)));
    }

    private double copyGbPerS() {
        byte[] from = new byte[COPIED_BYTES];
        byte[] to = new byte[COPIED_BYTES];
        Arrays.fill(from, (byte) 1);
        double best = 0;
        for (int round = 0; round < rounds; round++) {
            long startNs = System.nanoTime();
            System.arraycopy(from, 0, to, 0, COPIED_BYTES);
            best = Math.max(best, (double) COPIED_BYTES / (System.nanoTime() - startNs));
        }
        if (to[COPIED_BYTES - 1] != 1) {
            throw new IllegalStateException("nothing was copied");
        }
        return best;
    }

    private void memory(Map<String, Object> map) throws Exception {
        for (int megabytes : memoryMb) {
            say("lines out of " + megabytes + " MB");
            MemoryLatency.Seen small = MemoryLatency.measure(megabytes, false, rounds);
            map.put("memory_" + megabytes + "_mb_ns", round(small.ns()));
            MemoryLatency.Seen huge = MemoryLatency.measure(megabytes, true, rounds);
            map.put("memory_" + megabytes + "_mb_huge_pages_ns", huge.huge() > 0 ? round(huge.ns()) : null);
        }
    }

    private static void say(String what) {
        System.err.println("floors: " + what + " ...");
    }

    private static String table(Map<String, Object> map) {
        StringBuilder text = new StringBuilder();
        map.forEach((name, value) -> text.append(String.format(
                Locale.ROOT, "%-34s %s%n", name, value == null ? "(the system gave no huge pages)" : value)));
        return text.toString().stripTrailing();
    }
}
