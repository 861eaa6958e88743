package conductor.ops.cli;

import conductor.gateway.redis.DeadLetterStore;
import java.util.List;
import picocli.CommandLine.Option;

/** Which dead letters are meant, where they are not named one by one. */
final class DlqFilter {
    @Option(names = "--reason", paramLabel = "CODE", description = "Those with this reason, for example BAD_JSON.")
    private String reason;

    @Option(names = "--stream", paramLabel = "NAME", description = "Those of this stream.")
    private String stream;

    @Option(names = "--limit", paramLabel = "N", description = "The newest N at most (default: ${DEFAULT-VALUE}).")
    private int limit = 100;

    /** The letters that are meant, newest first. */
    List<DlqLetter> find(DeadLetterStore store) {
        return store.newest(letter -> matches(DlqLetter.of(letter)), Math.max(0, limit)).stream()
                .map(DlqLetter::of)
                .toList();
    }

    private boolean matches(DlqLetter letter) {
        return (reason == null || reason.equalsIgnoreCase(letter.text("reason")))
                && (stream == null || stream.equals(letter.text("stream")));
    }
}
