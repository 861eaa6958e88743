package conductor.ops.simulate;

import conductor.gateway.json.Json;
import conductor.ops.cli.CommandFailure;
import conductor.ops.cli.ExitCode;
import conductor.ops.console.Launcher;
import conductor.ops.console.LogSetup;
import conductor.ops.feed.FeedException;
import conductor.ops.node.StopSignals;
import conductor.ops.node.StoppedWhileStarting;
import conductor.ops.node.Version;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code conductor demo}: everything in one process, and a conference day to look at, until a signal stops it. */
@Command(
        name = "demo",
        description = {
            "Shows everything at work: a node with a Redis and a PostgreSQL of its own, a gateway with the page to look at, a made-up audience,"
                    + " and a stand-in for the platform that carries out what the node commands. A conference day is played; while a"
                    + " suggestion waits for a person it is played in real time, so that there is time to press Approve.",
            "Ctrl-C stops it, and the same command goes on where it stopped."
        },
        sortOptions = false,
        usageHelpAutoWidth = true,
        mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
    /** With this seed the day goes as its script expects. */
    private static final long USUAL_SEED = 8;

    private static final double SPEED_MOST = 600;

    @Option(
            names = "--speed",
            paramLabel = "N",
            defaultValue = "60",
            description = "Seconds of the day a second, 1..600, while nobody is asked. Default: ${DEFAULT-VALUE}.")
    private double speed;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Of what people do, for a demo that begins. Default: " + USUAL_SEED + ".")
    private Long seed;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            defaultValue = "conductor-demo",
            description = "Folder of the demo, kept from run to run. Default: ${DEFAULT-VALUE} here.")
    private Path dataDir;

    @Option(names = "--fresh", description = "Removes what earlier runs left in the folder, and begins anew.")
    private boolean fresh;

    @Option(
            names = "--gateway-port",
            paramLabel = "PORT",
            description = "Port of the page, 0 = any free one. Default: 8080, or a free one if that is taken.")
    private Integer port;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "table|json",
            defaultValue = "table",
            description =
                    "With json the address is one JSON object, and the story is told on standard error. Default: ${DEFAULT-VALUE}.")
    private String output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        requireRight();
        LogSetup.warningsOnly();
        Path folder = dataDir.toAbsolutePath().normalize();
        long played = DemoFolder.prepare(folder, seed, USUAL_SEED, fresh);
        StopSignals signals = StopSignals.install();
        PrintWriter told =
                json() ? spec.commandLine().getErr() : spec.commandLine().getOut();
        told.println("Starting a node with a Redis and a PostgreSQL of its own ...");
        told.flush();
        OwnNode own;
        try {
            own = OwnNode.start(folder, true, signals::asked);
        } catch (StoppedWhileStarting e) {
            return ExitCode.OK;
        }
        boolean failed;
        try (own) {
            BooleanSupplier stop = () -> signals.asked() || own.hasFailed();
            show(own, folder, new DemoOptions(played, speed), told, stop);
            failed = own.hasFailed();
            if (failed) {
                StopSignals.startDeadline();
            } else {
                told.println("Stopping; the same command goes on here.");
                told.flush();
            }
        } catch (FeedException e) {
            throw new CommandFailure(e.exitCode(), e.getMessage());
        }
        if (!own.hasLetGo()) {
            LogSetup.stop();
            Runtime.getRuntime().halt(ExitCode.FAILURE);
        }
        return failed ? ExitCode.FAILURE : ExitCode.OK;
    }

    private void show(OwnNode own, Path folder, DemoOptions options, PrintWriter told, BooleanSupplier stop) {
        try (DemoGateway gateway = DemoGateway.start(folder, own.file(), port, stop);
                DemoRun run = new DemoRun(options, own, told, stop)) {
            if (gateway.portTaken() > 0) {
                told.println("Port " + gateway.portTaken() + " is taken: the page is at another one.");
            }
            PrintWriter out = spec.commandLine().getOut();
            if (json()) {
                Map<String, Object> all = new LinkedHashMap<>();
                all.put("url", gateway.url());
                all.put("data_dir", folder.toString());
                all.put("node_url", own.file().httpUrl());
                all.put("redis_uri", own.file().redisUri());
                all.put("goes_on_at", run.goesOnAt());
                out.println(Json.write(all));
            } else {
                banner(gateway, own, folder, run).forEach(out::println);
            }
            out.flush();
            run.play();
        }
    }

    private List<String> banner(DemoGateway gateway, OwnNode own, Path folder, DemoRun run) {
        String there = " --data-dir " + folder;
        List<String> lines = new ArrayList<>();
        lines.add("Engagement Conductor " + Version.text() + ": a conference day, " + Math.round(speed)
                + " seconds of it a second");
        lines.add("  page       " + gateway.url() + "   open it: there is something to approve within a minute");
        lines.add("  node       " + own.file().httpUrl() + "/status");
        lines.add("  data       " + folder + "   kept; --fresh begins anew");
        lines.add("  day        "
                + (run.goesOnAt() == null ? "begins, as the rooms open" : "goes on at " + run.goesOnAt()));
        lines.add("Try next, in another terminal:");
        lines.add("  " + Launcher.command() + " top" + there);
        lines.add("  " + Launcher.command() + " report event " + run.event() + there);
        lines.add("  " + Launcher.command() + " journal verify" + there);
        lines.add("Ctrl-C stops it; the same command goes on where it stopped.");
        return lines;
    }

    private boolean json() {
        return output.equals("json");
    }

    private void requireRight() {
        require(speed >= 1 && speed <= SPEED_MOST, "--speed must be 1 to 600, but is " + speed + ".");
        require(output.equals("table") || json(), "--output must be table or json, but is " + output + ".");
        require(port == null || port >= 0 && port <= 65_535, "--gateway-port must be 0 to 65535, but is " + port + ".");
    }

    private void require(boolean right, String otherwise) {
        if (!right) {
            throw new ParameterException(spec.commandLine(), otherwise);
        }
    }
}
