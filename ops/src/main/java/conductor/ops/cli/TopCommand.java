package conductor.ops.cli;

import conductor.gateway.json.Json;
import conductor.ops.console.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code conductor top}: rates, latencies, parts and counts of the running node, again and again on a terminal, once elsewhere. It asks
 * the node's {@code /status} twice for every screen: rates are what happened in between.
 */
@Command(
        name = "top",
        description =
                "Shows what the node of the data folder is doing, again and again; Ctrl-C ends it. Exit code 3 when none runs.")
final class TopCommand implements Callable<Integer> {
    /** Another screen buffer without a cursor, so that what was on the terminal is there again afterwards. */
    private static final String ENTER = "\u001b[?1049h\u001b[?25l";

    private static final String LEAVE = "\u001b[?25h\u001b[?1049l";
    private static final String HOME = "\u001b[H";
    private static final String END_OF_LINE = "\u001b[K\n";
    private static final String REST_OF_SCREEN = "\u001b[J";

    @Mixin
    private GlobalOptions global;

    @Option(
            names = "-n",
            paramLabel = "SCREENS",
            description = "How many screens; default: one, on a terminal until Ctrl-C.")
    private Integer screens;

    @Option(
            names = "--interval",
            paramLabel = "SECONDS",
            defaultValue = "2",
            description = "Seconds between two screens, from 0.1 on; default: ${DEFAULT-VALUE}.")
    private double intervalSeconds;

    @Option(names = "--once", description = "One screen, the same as -n 1.")
    private boolean once;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!(intervalSeconds >= 0.1 && intervalSeconds <= 3_600) || screens != null && screens < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--interval takes 0.1 to 3600 seconds and -n at least one screen");
        }
        Path dataDir = global.dataDir();
        boolean terminal = Terminal.onStdout() && !global.json() && !once;
        int left = once ? 1 : screens != null ? screens : terminal ? Integer.MAX_VALUE : 1;
        PrintWriter out = spec.commandLine().getOut();
        Map<String, Object> before = Json.read(RunningNode.status(dataDir));
        Thread restore = new Thread(() -> leave(out));
        if (terminal) {
            Runtime.getRuntime().addShutdownHook(restore);
            out.print(ENTER);
        }
        try {
            watch(dataDir, before, left, terminal, out);
        } finally {
            if (terminal) {
                Runtime.getRuntime().removeShutdownHook(restore);
                leave(out);
            }
        }
        return ExitCode.OK;
    }

    private void watch(Path dataDir, Map<String, Object> first, int screensLeft, boolean terminal, PrintWriter out)
            throws IOException, InterruptedException {
        Map<String, Object> before = first;
        long beforeNs = System.nanoTime();
        for (int left = screensLeft; left > 0; left--) {
            TimeUnit.MILLISECONDS.sleep(Math.round(intervalSeconds * 1_000));
            Map<String, Object> now = Json.read(RunningNode.status(dataDir));
            long nowNs = System.nanoTime();
            show(new TopSample(before, now, (nowNs - beforeNs) / 1e9), terminal, out);
            before = now;
            beforeNs = nowNs;
        }
    }

    private void show(TopSample sample, boolean terminal, PrintWriter out) {
        if (global.json()) {
            out.println(Json.write(sample.toMap()));
        } else if (terminal) {
            List<String> lines = TopScreen.of(sample, Terminal.colours(), Terminal.columns());
            out.print(HOME);
            lines.stream().limit(Terminal.lines() - 1L).forEach(line -> out.print(line + END_OF_LINE));
            out.print(REST_OF_SCREEN);
        } else {
            TopScreen.of(sample, false, Integer.MAX_VALUE).forEach(out::println);
        }
        out.flush();
    }

    private static void leave(PrintWriter out) {
        out.print(LEAVE);
        out.flush();
    }
}
