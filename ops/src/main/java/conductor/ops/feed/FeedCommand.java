package conductor.ops.feed;

import conductor.ops.config.ConfigError;
import conductor.ops.config.NodeConfig;
import conductor.ops.config.Settings;
import conductor.ops.console.Terminal;
import conductor.ops.env.Environment;
import conductor.ops.node.NodeFile;
import conductor.ops.node.RedisAddress;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code conductor feed}: puts recorded signals on the platform's streams as their real publisher would.
 *
 * <p>Exit codes: 0 fed, 1 failed or some rows could not be used, 2 arguments or files do not fit, 3 Redis not found or
 * not reachable, 130 stopped by Ctrl-C.
 */
@Command(
        name = "feed",
        description = "Puts recorded signals (CSV or NDJSON, gzip or plain) on the platform's streams.",
        footer = {
            "",
            "A file has the columns ts_millis,event_id,session_id,user_id,type,poll_id,choice,size; its event is"
                    + " evt_ and its name. Several files are merged by time. A file whose times are all whole minutes is spread"
                    + " over its minutes by a hash of the row ids.",
            "With --recorded-time, time marks go to conductor.time.v1: one for each recorded second; with --speed 0 only"
                    + " where an entry or the end of the tail needs one, which gives the same result. At other speeds silence longer"
                    + " than the tail is left out. Feeding the same again goes on where it was interrupted.",
            "Without --recorded-time entries carry the time of their arrival, and feeding again repeats them."
        },
        mixinStandardHelpOptions = true)
public final class FeedCommand implements Callable<Integer> {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Files, or folders: all their data files by name.")
    private List<Path> paths;

    @Option(names = "--recorded-time", description = "Write recorded times as stream ids, and time marks.")
    private boolean recordedTime;

    @Option(
            names = "--speed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Recorded seconds a second; 0 = as fast as it goes. Default: ${DEFAULT-VALUE}.")
    private double speed;

    @Option(
            names = "--fold",
            paramLabel = "START",
            arity = "0..1",
            parameterConsumer = FoldStart.class,
            description = "Start every session at one instant (default: the earliest row). Needs fresh streams.")
    private String fold;

    @Option(
            names = "--tail",
            paramLabel = "TIME",
            defaultValue = "31m",
            description =
                    "How long time goes on after the last entry, such as 90s, 31m or 2h. Default: ${DEFAULT-VALUE}.")
    private String tail;

    @Option(
            names = "--infer-presence",
            negatable = true,
            description = "A first action joins, 10 min of silence leave. Default: for files without a JOIN.")
    private Boolean inferPresence;

    @Option(names = "--no-spread", description = "Leave files with a minute clock as they are.")
    private boolean noSpread;

    @Option(names = "--strict", description = "Stop at the first row that cannot be used, before anything is written.")
    private boolean strict;

    @Option(
            names = "--redis",
            paramLabel = "URL",
            description = "The Redis. Default: that of the running node, else the setting (REDIS_URL).")
    private String redis;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Folder of the node whose Redis is used. Default: the setting, conductor-data here.")
    private String dataDir;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration file. Default: the one that CONDUCTOR_CONFIG_FILE names.")
    private Path configFile;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "table|json",
            defaultValue = "table",
            description = "Form of the output; JSON is one object on standard output. Default: ${DEFAULT-VALUE}.")
    private String output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        FeedOptions options = options();
        try (Interruption interruption = new Interruption()) {
            return feed(options, interruption, err);
        } catch (FeedException e) {
            err.println("feed: " + e.getMessage());
            return e.exitCode();
        } catch (ConfigError e) {
            err.println("feed: " + e.getMessage());
            return FeedException.USAGE;
        } finally {
            err.flush();
        }
    }

    private int feed(FeedOptions options, Interruption interruption, PrintWriter err) {
        Settings settings =
                Settings.load(dataDir == null ? Map.of() : Map.of("data-dir", dataDir), Environment.here(), configFile);
        Path folder = NodeConfig.dataDir(settings);
        RedisURI uri = redis(settings, folder);
        Recording recording = Recording.load(options, note -> err.println("feed: " + note));
        try (StreamWriter writer = new StreamWriter(uri)) {
            FeedMarker marker = FeedMarker.check(writer, recording, options);
            PlayingNode.check(uri, folder, marker, recording, options);
            if (options.recordedTime()) {
                warnOfForeignContent(marker, err);
                FeedMarker.write(writer, recording);
            }
            Feeder feeder = new Feeder(recording, options, writer, marker, interruption::requested);
            FeedResult result;
            try (FeedProgress progress = FeedProgress.on(err, Terminal.onStderr(), recording.order().length)) {
                result = feeder.play(progress, note -> err.println("feed: " + note));
            } catch (FeedException e) {
                throw new FeedException(e.exitCode(), e.getMessage() + " " + howToGoOn(options), e);
            }
            return report(result, options, err);
        }
    }

    private RedisURI redis(Settings settings, Path folder) {
        try {
            return RedisAddress.find(redis, settings, folder)
                    .map(RedisURI::create)
                    .orElseThrow(() -> new FeedException(FeedException.NOT_REACHABLE, RedisAddress.unknown(folder)));
        } catch (IllegalArgumentException e) {
            throw new FeedException(
                    FeedException.USAGE, "That is not a Redis address; it looks like redis://host:6379.", e);
        } catch (IOException e) {
            throw new FeedException(
                    FeedException.NOT_REACHABLE, NodeFile.unreadable(folder, e) + " Name a Redis with --redis.", e);
        }
    }

    private int report(FeedResult result, FeedOptions options, PrintWriter err) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(output.equals("json") ? result.toJson() : result.toText());
        out.flush();
        if (result.bad().total() > 0) {
            err.println("feed: " + result.bad().total() + " rows were left out: "
                    + result.bad().counts());
            result.bad().examples().forEach(row -> err.println("feed: " + row));
        }
        if (result.interrupted()) {
            err.println("feed: stopped before the end. " + howToGoOn(options));
            return FeedException.INTERRUPTED;
        }
        return result.bad().total() > 0 ? FeedException.FAILED : 0;
    }

    private static String howToGoOn(FeedOptions options) {
        return options.recordedTime()
                ? "Run the same command again to go on from there: what is on the streams is not written twice."
                : "What is on the streams stays there; running the command again begins at the start and repeats it.";
    }

    private static void warnOfForeignContent(FeedMarker marker, PrintWriter err) {
        if (!marker.foreignContent().isEmpty()) {
            err.println("feed: the streams hold entries of something else (" + marker.foreignContent()
                    + "); rows at or below a stream's last id count as already there and are not written.");
        }
    }

    private FeedOptions options() {
        if (!(speed >= 0) || Double.isInfinite(speed)) {
            throw new ParameterException(spec.commandLine(), "--speed must be 0 or more, but is " + speed + ".");
        }
        if (!output.equals("table") && !output.equals("json")) {
            throw new ParameterException(spec.commandLine(), "--output must be table or json, but is " + output + ".");
        }
        return new FeedOptions(
                paths,
                recordedTime,
                speed,
                fold != null,
                fold == null ? OptionalLong.empty() : FoldStart.parse(fold),
                tailMs(),
                Optional.ofNullable(inferPresence),
                !noSpread,
                strict);
    }

    private long tailMs() {
        Matcher duration = DURATION.matcher(tail);
        if (!duration.matches()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--tail must be a number with ms, s, m or h, such as 31m, but is " + tail + ".");
        }
        long amount = Long.parseLong(duration.group(1));
        return switch (duration.group(2)) {
            case "ms" -> amount;
            case "s" -> amount * 1_000;
            case "m" -> amount * 60_000;
            default -> amount * 3_600_000;
        };
    }
}
