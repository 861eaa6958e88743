package conductor.bench;

import conductor.gateway.json.Json;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code conductor bench detection}: the engine's session detector over labelled counts, for a scorer of alarms. */
@Command(
        name = "detection",
        mixinStandardHelpOptions = true,
        description = {
            "Puts counts of sessions through detector v2 and writes the ticks on which a session is in alarm.",
            "The counts are CSV with the columns session, tick, chat, reactions, leaves, users, active and poll_open, a row for each session and 5 s;"
                    + " all sessions are taken for those of one event that run at the same time.",
            "Then it measures what a step costs, compiled and in processor time, beside a floor: reading the same counts and writing as many words."
        })
final class DetectionCommand implements Callable<Integer> {
    private static final double LEAST_RATE = 0.01;
    private static final double MOST_RATE = 10;

    @Option(names = "--ticks", required = true, paramLabel = "FILE", description = "The counts.")
    private Path ticks;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "Gets session,tick,type,severity, a row for each tick in alarm.")
    private Path out;

    @Option(
            names = "--false-alarms-per-hour",
            paramLabel = "X",
            defaultValue = "0.1",
            description = "False alarms wanted in an hour of a session, 0.01 to 10 (default: ${DEFAULT-VALUE}).")
    private double rate;

    @Option(
            names = "--activity-of-counts",
            description =
                    "Takes for active who acted within the last minute, as a node does, instead of the column active: the messages and reactions"
                            + " are dealt to people at random. Without it activity may be a second sign beside the counts; with it, it is the same sign.")
    private boolean activityOfCounts;

    @Mixin
    private OutputOption output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (!(rate >= LEAST_RATE && rate <= MOST_RATE)) {
            throw new ParameterException(
                    spec.commandLine(), "--false-alarms-per-hour must be from 0.01 to 10, was " + rate + ".");
        }
        try {
            Map<String, Object> figures = DetectionRun.run(ticks, rate, activityOfCounts, out);
            System.out.println(output.json() ? Json.write(figures) : table(figures));
            return 0;
        } catch (DetectionRun.BadCounts e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private static String table(Map<String, Object> figures) {
        String alarms = String.format(
                Locale.ROOT,
                "%,d sessions, %,.1f session-hours, %,d ticks: %,d of them in alarm, in %,d alarms",
                figures.get("sessions"),
                figures.get("session_hours"),
                figures.get("ticks"),
                figures.get("ticks_in_alarm"),
                figures.get("alarms"));
        if (!figures.containsKey("ns_per_step")) {
            return alarms;
        }
        return alarms
                + String.format(
                        Locale.ROOT,
                        "%na step: %s ns of processor time (floor, reading its counts and writing its words: %s ns), %,d bytes allocated in all steps;"
                                + " %,d bytes a session",
                        figures.get("ns_per_step"),
                        figures.get("ns_per_step_floor"),
                        figures.get("bytes_allocated"),
                        figures.get("state_bytes_per_session"));
    }
}
