package conductor.ops.simulate;

import conductor.gateway.json.Json;
import conductor.ops.cli.CommandFailure;
import conductor.ops.cli.ExitCode;
import conductor.ops.console.Launcher;
import conductor.ops.console.LogSetup;
import conductor.ops.feed.FeedException;
import conductor.ops.feed.Interruption;
import conductor.ops.node.NodeFile;
import conductor.ops.node.StoppedWhileStarting;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code conductor simulate day}: a conference day with a made-up audience, told as it happens. */
@Command(
        name = "day",
        description = {
            "Plays a conference day: people come, chat, react, vote and go by chance; the node watches them through a real"
                    + " Redis, and a stand-in for the platform carries out what it commands. The same seed gives the same day.",
            "Without --against it starts a node of its own, with an embedded Redis and PostgreSQL."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class DayCommand implements Callable<Integer> {
    private static final int MAX_ATTENDEES = 20_000;
    private static final int INTERRUPTED = 130;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "8",
            description = "Of what people do. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--speed",
            paramLabel = "N",
            defaultValue = "60",
            description = "Seconds of the day a second; 0 = as fast as it goes. Default: ${DEFAULT-VALUE}.")
    private double speed;

    @Option(
            names = "--attendees",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Of all rooms together, 10..20000. The script is made for ${DEFAULT-VALUE}.")
    private int attendees;

    @Option(
            names = "--date",
            paramLabel = "DATE",
            defaultValue = "2026-03-02",
            description = "The day; a node that has played one can play a later one. Default: ${DEFAULT-VALUE}.")
    private LocalDate date;

    @Option(
            names = "--approve",
            paramLabel = "SECONDS",
            description = "The organiser approves each suggestion after so long. Default: lets it expire.")
    private Integer approve;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Folder of the node's journal, to look at afterwards. Default: a temporary one.")
    private Path dataDir;

    @Option(names = "--without-database", description = "The own node does without a PostgreSQL.")
    private boolean withoutDatabase;

    @Option(
            names = "--against",
            paramLabel = "DIR",
            description = "Play into the node that runs on this folder (with --clock stream) instead of an own one.")
    private Path against;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "table|json",
            defaultValue = "table",
            description =
                    "Form of the result; with json the story is told on standard error. Default: ${DEFAULT-VALUE}.")
    private String output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        DayOptions options = options();
        LogSetup.warningsOnly();
        try (Interruption interruption = new Interruption()) {
            return play(options, interruption);
        } catch (FeedException e) {
            throw new CommandFailure(e.exitCode(), e.getMessage());
        } catch (StoppedWhileStarting e) {
            return INTERRUPTED;
        }
    }

    private int play(DayOptions options, Interruption interruption) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter told = json() ? spec.commandLine().getErr() : out;
        DayRun run = new DayRun(options, ScriptReader.shipped(), told, interruption::requested);
        Map<String, Object> day;
        if (against != null) {
            day = run.into(running());
        } else {
            told.println(
                    "Starting a node with a Redis " + (withoutDatabase ? "" : "and a PostgreSQL ") + "of its own ...");
            told.flush();
            try (OwnNode own = OwnNode.start(dataDir, !withoutDatabase, interruption::requested)) {
                day = run.into(own.file());
            }
        }
        if (json()) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("seed", seed);
            all.put("attendees", attendees);
            all.put("date", date.toString());
            all.putAll(day);
            out.println(Json.write(all));
        } else if (dataDir != null) {
            out.println("Look at it again: " + Launcher.command() + " journal replay --data-dir " + dataDir);
        }
        out.flush();
        return interruption.requested() ? INTERRUPTED : ExitCode.OK;
    }

    private NodeFile running() {
        try {
            return NodeFile.read(against)
                    .orElseThrow(() -> new CommandFailure(
                            ExitCode.NOT_REACHABLE,
                            "No node runs on " + against + ". Start one: " + Launcher.command()
                                    + " run --clock stream --redis-start-at 0 --http-port 0 --data-dir " + against
                                    + "."));
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.NOT_REACHABLE, NodeFile.unreadable(against, e));
        }
    }

    private boolean json() {
        return output.equals("json");
    }

    private DayOptions options() {
        require(speed >= 0 && !Double.isInfinite(speed), "--speed must be 0 or more, but is " + speed + ".");
        require(
                attendees >= 10 && attendees <= MAX_ATTENDEES,
                "--attendees must be 10 to " + MAX_ATTENDEES + ", but is " + attendees + ".");
        require(approve == null || approve >= 0, "--approve must be 0 or more, but is " + approve + ".");
        require(output.equals("table") || json(), "--output must be table or json, but is " + output + ".");
        require(
                against == null || dataDir == null && !withoutDatabase,
                "--against plays into a node that runs already: --data-dir and --without-database are for an own one.");
        return new DayOptions(
                seed,
                speed,
                attendees,
                date.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli(),
                approve == null ? OptionalInt.empty() : OptionalInt.of(approve));
    }

    private void require(boolean right, String otherwise) {
        if (!right) {
            throw new ParameterException(spec.commandLine(), otherwise);
        }
    }
}
