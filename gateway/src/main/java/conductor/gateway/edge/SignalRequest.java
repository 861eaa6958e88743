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

    private int entries;
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
        entries++;
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

    /** Nothing of it was written. */
    void fail(NotWrittenException why) {
        written.completeExceptionally(why);
    }

    /** One of its entries was not written; of others that is not known. */
    void failPart(NotWrittenException why) {
        fail(
                entries == 1
                        ? why
                        : new NotWrittenException(
                                NotWrittenException.Reason.UNSURE,
                                why.getMessage() + "; part of the batch may have been written"));
    }
}
