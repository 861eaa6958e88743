package conductor.ops.cli;

import picocli.CommandLine.Option;

/** What {@code pause} and {@code resume} have in common. */
final class BrakeOptions {
    @Option(names = "--event", paramLabel = "ID", description = "This event only (default: all events).")
    private String event;

    @Option(
            names = "--actor",
            paramLabel = "NAME",
            description = "Who asks for it, for the record (default: the user's name).")
    private String actor;

    String event() {
        return event;
    }

    String actor() {
        return actor != null ? actor : "cli:" + System.getProperty("user.name", "unknown");
    }

    /** The event or all of them, for a sentence. */
    String subject() {
        return event == null ? "all events" : "event " + event;
    }
}
