package conductor.gateway.edge;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What one request brings, and who waits for it. Its entries are answered by one thread. */
final class SignalRequest {
    final List<EdgeSignal> signals;
    /** Under which it is written once only, or null. */
    final OnceKey once;
    /** How many signals Redis has; with a key that was used before, those of the first time. */
    final CompletableFuture<Written> written = new CompletableFuture<>();

    private int entriesLeft;
    private boolean whole;
    private Written answer;

    SignalRequest(List<EdgeSignal> signals, OnceKey once) {
        this.signals = signals;
        this.once = once;
        this.answer = new Written(signals.size(), false);
    }

    /** One more entry has signals of this request. */
    void startsEntry() {
        entriesLeft++;
    }

    /** All its signals are in entries. */
    void isWhole() {
        whole = true;
        completeIfDone();
    }

    /** Redis has one of its entries. */
    void entryWritten() {
        entriesLeft--;
        completeIfDone();
    }

    /** Redis knew the key. */
    void knownAs(Written before) {
        answer = before;
    }

    private void completeIfDone() {
        if (whole && entriesLeft == 0) {
            written.complete(answer);
        }
    }

    void fail(NotWrittenException why) {
        written.completeExceptionally(why);
    }
}
