package conductor.ops.cli;

import picocli.CommandLine.Option;

/** Who gives a command, mixed into the commands that have a sender. */
final class ActorOption {
    @Option(
            names = "--actor",
            paramLabel = "NAME",
            description = "Who asks for it, for the record (default: the user's name).")
    private String actor;

    String actor() {
        return actor != null ? actor : "cli:" + System.getProperty("user.name", "unknown");
    }
}
