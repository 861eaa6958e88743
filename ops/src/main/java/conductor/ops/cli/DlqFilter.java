package conductor.ops.cli;

import conductor.gateway.redis.DeadLetterStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** Which dead letters are meant, where they are not named one by one. */
final class DlqFilter {
    private static final int LISTED = 100;

    @Option(names = "--reason", paramLabel = "CODE", description = "Those with this reason, for example BAD_JSON.")
    private String reason;

    @Option(names = "--stream", paramLabel = "NAME", description = "Those of this stream.")
    private String stream;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "The newest N at most (default: 100 in a list, no limit with --all).")
    private Integer limit;

    /** The letters that are meant, newest first, {@value #LISTED} at most unless another limit was given. */
    List<DlqLetter> find(DeadLetterStore store) {
        int most = limit == null ? LISTED : Math.max(0, limit);
        return store.newest(letter -> matches(DlqLetter.of(letter)), most).stream()
                .map(DlqLetter::of)
                .toList();
    }

    /** Gives all letters that are meant to {@code action}, oldest first; the newest of them where a limit was given. */
    void each(DeadLetterStore store, Consumer<DlqLetter> action) {
        if (limit != null) {
            List<DlqLetter> oldestFirst = new ArrayList<>(find(store));
            Collections.reverse(oldestFirst);
            oldestFirst.forEach(action);
        } else {
            store.oldestFirst(stored -> {
                DlqLetter letter = DlqLetter.of(stored);
                if (matches(letter)) {
                    action.accept(letter);
                }
            });
        }
    }

    private boolean matches(DlqLetter letter) {
        return (reason == null || reason.equalsIgnoreCase(letter.text("reason")))
                && (stream == null || stream.equals(letter.text("stream")));
    }
}
