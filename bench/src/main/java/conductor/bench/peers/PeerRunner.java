package conductor.bench.peers;

import conductor.bench.kill.JvmFlags;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Starts a process for each measurement, all with the same heap, collector, huge pages and cores. */
public final class PeerRunner {
    private static final Pattern PAUSE = Pattern.compile("Pause .* ([0-9.]+)ms$");
    private static final int JDK_THAT_WARNS_OF_UNSAFE = 24;
    private static final long LONGEST_MINUTES = 30;

    private final Path folder;
    private final String heap;
    private final String cores;
    private final PeerBuild build;
    private int started;

    /**
     * @param folder for what the processes write.
     * @param heap size of the heap as the JVM takes it, {@code 6g}.
     * @param cores to pin to, as taskset takes them; null not to pin.
     * @param build where the other engines are.
     */
    public PeerRunner(Path folder, String heap, String cores, PeerBuild build) {
        this.folder = folder;
        this.heap = heap;
        this.cores = cores;
        this.build = build;
    }

    /** Whether processes can be pinned to these cores here. */
    public static boolean canPin(String cores) throws InterruptedException {
        try {
            return new ProcessBuilder("taskset", "-c", cores, "true")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Measures once.
     *
     * @param mode what to measure.
     * @throws IOException if the process fails; the message says how.
     */
    PeerMeasurement measure(String engine, Path file, int signals, PeerClock.Mode mode)
            throws IOException, InterruptedException {
        Path own = Files.createDirectories(folder.resolve(engine + "-" + started++));
        Path collector = own.resolve("gc.log");
        Path output = own.resolve("output");
        List<String> command = command(engine, collector);
        command.addAll(List.of(
                PeerProcess.class.getName(),
                engine,
                file.toString(),
                own.resolve("data").toString(),
                mode.name()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)) {
                throw new IOException(engine + " did not come to an end within " + LONGEST_MINUTES + " minutes");
            }
        } finally {
            process.destroyForcibly();
        }
        return new PeerMeasurement(signals, result(engine, output), longestPauseMs(collector));
    }

    private List<String> command(String engine, Path collector) throws IOException {
        List<String> command = new ArrayList<>();
        if (cores != null) {
            command.addAll(List.of("taskset", "-c", cores));
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-Xms" + heap,
                "-Xmx" + heap,
                "-XX:+UseG1GC",
                "-XX:+UseTransparentHugePages",
                "-Xlog:gc:file=" + collector));
        if (Runtime.version().feature() >= JDK_THAT_WARNS_OF_UNSAFE) {
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        if (PeerEngines.isForeign(engine)) {
            command.add("@" + build.flags());
            command.addAll(List.of(
                    "-cp", build.libraries() + File.separator + "*" + File.pathSeparator + PeerBuild.benchClasses()));
        } else {
            command.addAll(JvmFlags.ofThisProcess());
            command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        }
        return command;
    }

    private static Map<String, String> result(String engine, Path output) throws IOException {
        List<String> lines = Files.readAllLines(output);
        for (String line : lines) {
            if (line.startsWith(PeerProcess.MARK)) {
                Map<String, String> figures = new LinkedHashMap<>();
                for (String figure :
                        line.substring(PeerProcess.MARK.length()).trim().split(" ")) {
                    int equals = figure.indexOf('=');
                    figures.put(figure.substring(0, equals), figure.substring(equals + 1));
                }
                return figures;
            }
        }
        int from = Math.max(0, lines.size() - 20);
        throw new IOException(engine + " ended without a result. Its last words:\n"
                + String.join("\n", lines.subList(from, lines.size())));
    }

    private static double longestPauseMs(Path log) throws IOException {
        double longest = 0;
        for (String line : Files.readAllLines(log)) {
            Matcher pause = PAUSE.matcher(line);
            // Full collections are those that the measurement asks for, before and after.
            if (pause.find() && !line.contains("System.gc()")) {
                longest = Math.max(longest, Double.parseDouble(pause.group(1)));
            }
        }
        return longest;
    }
}
