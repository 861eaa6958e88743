package conductor.ops.cli;

import java.util.List;
import picocli.CommandLine.Option;

/** Options of {@code journal replay} that ask what would have been. */
final class WhatIfOptions {
    @Option(
            names = "--what-if",
            required = true,
            paramLabel = "KEY=VALUE",
            description = "Says which decisions would have been others under this setting, for example"
                    + " decisioning.auto-approve-threshold=0.60. May be given more than once.")
    List<String> settings;

    @Option(
            names = "--what-if-all-events",
            description = "Also for events that have settings of their own, in which they differ from the defaults.")
    boolean allEvents;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "Differences to list (default: ${DEFAULT-VALUE}). JSON has all of them.")
    int limit;
}
