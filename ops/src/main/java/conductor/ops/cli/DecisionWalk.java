package conductor.ops.cli;

import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.journal.Cat;
import conductor.journal.CatFilter;
import conductor.journal.DecisionMarks;
import conductor.journal.JournalDirectory;
import conductor.ops.console.Progress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** One walk through all decisions that a journal holds now, with progress on standard error; notes the events on the way. */
final class DecisionWalk {
    private static final int PROGRESS_MASK = 0x3fff;
    private static final int EVENTS_SHOWN = 10;

    private final JournalDirectory directory;
    /** Ids by key, in the order in which they were seen first. */
    private final Map<Long, String> events = new LinkedHashMap<>();

    private long records;
    private long lastMs;

    DecisionWalk(JournalDirectory directory) {
        this.directory = directory;
    }

    /** Shows every decision once, in order; the object is used again after each call. */
    void show(Consumer<Decision> to) {
        DecisionMarks end = directory.decisionMarks();
        long total = end.seq() + end.scoreSeq();
        try (Progress progress = Progress.start("Reading", total)) {
            Cat.decisions(directory, CatFilter.ALL, decision -> {
                if (decision.type == DecisionType.EVENT_RESOLVED && decision.payloadLength > 0) {
                    events.put(
                            decision.scopeKey, decision.payload.getStringWithoutLengthUtf8(0, decision.payloadLength));
                }
                lastMs = decision.engineTimeMs;
                to.accept(decision);
                if ((++records & PROGRESS_MASK) == 0) {
                    progress.update(records, total);
                }
                return true;
            });
        }
    }

    /** Engine time of the last decision in ms. */
    long lastMs() {
        return lastMs;
    }

    /**
     * Insists that the journal speaks of an event.
     *
     * @throws CommandFailure naming events that it does speak of.
     */
    void requireEvent(String event) {
        if (events.containsKey(directory.keyOf(event))) {
            return;
        }
        String others = events.isEmpty()
                ? "No session in it has been told its event yet."
                : "It has "
                        + events.values().stream()
                                .limit(EVENTS_SHOWN)
                                .map(Printable::text)
                                .collect(Collectors.joining(", "))
                        + (events.size() > EVENTS_SHOWN ? " and " + (events.size() - EVENTS_SHOWN) + " more." : ".");
        throw new CommandFailure(
                ExitCode.FAILURE, "The journal knows no event " + Printable.text(event) + ". " + others);
    }
}
