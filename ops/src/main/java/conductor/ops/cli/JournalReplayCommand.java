package conductor.ops.cli;

import conductor.gateway.json.Json;
import conductor.journal.JournalDirectory;
import conductor.journal.Replay;
import conductor.journal.ReplayResult;
import conductor.journal.WhatIf;
import conductor.journal.WhatIfResult;
import conductor.ops.config.WhatIfSettings;
import conductor.ops.console.Progress;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code conductor journal replay}: runs the journal through a new engine and says where it ends, or what would have been. */
@Command(
        name = "replay",
        description =
                "Runs the journal through a new engine, without writing, and prints where it ends; with --explain, what the"
                        + " engine knows of a session there and why; with --what-if, which decisions would have been"
                        + " others under other settings; with both, what of that session would be otherwise.")
final class JournalReplayCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global;

    @Option(
            names = "--until",
            paramLabel = "SEQ|TIME",
            converter = JournalPoint.Reader.class,
            description = "Last sequence to apply, or a time such as 2026-03-02T10:15:00Z (default: the end).")
    private JournalPoint until;

    @Option(
            names = "--explain",
            paramLabel = "SESSION",
            description = "Says what the engine knows of this session where the replay ends: score parts, baseline,"
                    + " findings, limits, arms, and the last records about it.")
    private String explain;

    @ArgGroup(exclusive = false)
    private WhatIfOptions whatIf;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (whatIf != null && whatIf.limit < 0) {
            throw new ParameterException(spec.commandLine(), "--limit must be 0 or more, but is " + whatIf.limit + ".");
        }
        try (JournalDirectory directory = JournalDirectory.openReadOnly(global.dataDir())) {
            if (explain != null && whatIf != null) {
                print(askAbout(directory));
            } else if (explain != null) {
                print(explain(directory));
            } else if (whatIf == null) {
                print(replay(directory));
            } else {
                print(ask(directory));
            }
        }
        spec.commandLine().getOut().flush();
        return ExitCode.OK;
    }

    private ReplayResult replay(JournalDirectory directory) {
        try (Progress progress = Progress.start("Replaying", -1)) {
            return Replay.run(directory, last(directory), decision -> {}, progress::update);
        }
    }

    private WhatIfReport ask(JournalDirectory directory) {
        WhatIfSettings asked = WhatIfSettings.of(whatIf.settings, directory.engineConfig());
        WhatIf.Question question = new WhatIf.Question(asked.config(), whatIf.allEvents ? asked.columns() : 0);
        NameBook names = new NameBook();
        try (Progress progress = Progress.start("Replaying", -1)) {
            WhatIfResult result = WhatIf.run(directory, question, last(directory), names::learn, progress::update);
            return new WhatIfReport(asked, whatIf.allEvents, result, names);
        }
    }

    private SessionExplanation explain(JournalDirectory directory) {
        SessionExplanation explanation = new SessionExplanation(directory, explain);
        try (Progress progress = Progress.start("Replaying", -1)) {
            return explanation.at(last(directory), progress::update);
        }
    }

    private WhatIfExplanation askAbout(JournalDirectory directory) {
        WhatIfSettings asked = WhatIfSettings.of(whatIf.settings, directory.engineConfig());
        WhatIfExplanation explanation = new WhatIfExplanation(directory, explain, asked, whatIf.allEvents);
        try (Progress progress = Progress.start("Replaying", -1)) {
            return explanation.at(last(directory), progress::update);
        }
    }

    private long last(JournalDirectory directory) {
        return until == null ? Replay.TO_THE_END : until.sequence(directory);
    }

    private void print(ReplayResult result) {
        Map<String, Object> map = new LinkedHashMap<>(JournalReading.figures(result));
        map.put("elapsed_ms", result.elapsedMs());
        map.put("records_per_s", Math.round(result.recordsPerSecond()));
        print(result, map, out -> map.forEach((name, value) -> out.printf("%-14s %s%n", name, value)));
    }

    private void print(WhatIfReport report) {
        print(report.journal(), report.toMap(), out -> report.print(out, whatIf.limit));
    }

    private void print(SessionExplanation explanation) {
        print(explanation.replay(), explanation.toMap(), explanation::print);
    }

    private void print(WhatIfExplanation explanation) {
        print(explanation.replay(), explanation.toMap(), explanation::print);
    }

    private void print(ReplayResult end, Map<String, Object> map, Consumer<PrintWriter> text) {
        sayWhereItEnds(end);
        PrintWriter out = spec.commandLine().getOut();
        if (global.json()) {
            out.println(Json.write(map));
        } else {
            text.accept(out);
        }
    }

    private void sayWhereItEnds(ReplayResult result) {
        if (until != null && until.isAfter(result)) {
            spec.commandLine().getErr().println("The journal ends at " + result.sequence() + ", before " + until + ".");
        }
    }
}
