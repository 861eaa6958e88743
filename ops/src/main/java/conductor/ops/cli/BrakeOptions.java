package conductor.ops.cli;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code pause} and {@code resume} have in common. */
final class BrakeOptions {
    @Option(names = "--event", paramLabel = "ID", description = "This event only (default: all events).")
    private String event;

    @Mixin
    private ActorOption sender;

    String event() {
        return event;
    }

    String actor() {
        return sender.actor();
    }

    /** The event or all of them, for a sentence. */
    String subject() {
        return event == null ? "all events" : "event " + event;
    }
}
