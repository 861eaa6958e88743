package conductor.bench;

import conductor.bench.kill.JvmFlags;
import conductor.gateway.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How long a line of 64 bytes takes to come from memory when nobody can guess which is next: each holds the number of the next, on one way
 * through all of them. In a process of its own, since huge pages are for a whole heap. The way is a linear congruential sequence with
 * full period (Hull and Dobell 1962).
 */
public final class MemoryLatency {
    private static final int LONGS_PER_LINE = 8;
    private static final long MULTIPLIER = 0x5851_f42d_4c95_7f2dL;
    private static final long INCREMENT = 0x1405_7b7e_f767_814fL;
    /** A round is so short that a neighbour leaves some of them alone. */
    private static final int LOADS = 100_000;

    private static final int ROUNDS_IN_ONE = 20;
    private static final long HEAP_BEYOND_MB = 64;
    private static final long TIMEOUT_S = 120;

    private MemoryLatency() {}

    /**
     * What was seen.
     *
     * @param ns nanoseconds a line, the best round.
     * @param huge megabytes of the process that were on huge pages.
     */
    record Seen(double ns, long huge) {}

    /** Measures in a new process. */
    static Seen measure(int megabytes, boolean hugePages, int rounds) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JvmFlags.ofThisProcess());
        long heapMb = 2L * megabytes + HEAP_BEYOND_MB;
        command.addAll(List.of("-XX:+UseSerialGC", "-Xms" + heapMb + "m", "-Xmx" + heapMb + "m"));
        command.add(hugePages ? "-XX:+UseTransparentHugePages" : "-XX:-UseTransparentHugePages");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), MemoryLatency.class.getName()));
        command.addAll(List.of(String.valueOf(megabytes), String.valueOf(rounds)));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            String line = process.inputReader().readLine();
            if (line == null || !process.waitFor(TIMEOUT_S, TimeUnit.SECONDS)) {
                throw new IOException("the process that measures memory said nothing");
            }
            Map<String, Object> said = Json.read(line);
            return new Seen((Double) said.get("ns"), (Long) said.get("huge_mb"));
        } finally {
            process.destroyForcibly();
        }
    }

    /**
     * Measures in this process and prints it.
     *
     * @param arguments megabytes and rounds.
     */
    public static void main(String[] arguments) throws IOException {
        int megabytes = Integer.parseInt(arguments[0]);
        int rounds = Integer.parseInt(arguments[1]);
        int lines = Integer.highestOneBit(Math.max(1, megabytes)) << 14;
        long[] memory = new long[lines * LONGS_PER_LINE];
        for (int line = 0; line < lines; line++) {
            memory[line * LONGS_PER_LINE] = (line * MULTIPLIER + INCREMENT) & (lines - 1);
        }
        double best = Double.MAX_VALUE;
        int at = 0;
        for (int round = 0; round < rounds * ROUNDS_IN_ONE; round++) {
            long startNs = System.nanoTime();
            for (int i = 0; i < LOADS; i++) {
                at = (int) memory[at * LONGS_PER_LINE];
            }
            best = Math.min(best, (double) (System.nanoTime() - startNs) / LOADS);
        }
        if (at >= lines) {
            throw new IllegalStateException("it left its memory");
        }
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("ns", best);
        said.put("huge_mb", hugeMb());
        System.out.println(Json.write(said));
    }

    private static long hugeMb() throws IOException {
        Path rollup = Path.of("/proc/self/smaps_rollup");
        if (!Files.isReadable(rollup)) {
            return 0;
        }
        for (String line : Files.readAllLines(rollup)) {
            if (line.startsWith("AnonHugePages:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) >> 10;
            }
        }
        return 0;
    }
}
