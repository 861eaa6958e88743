package conductor.gateway.edge;

import conductor.gateway.edge.NotWrittenException.Reason;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** What is written in one step: an entry of the stream, or all entries of a request that has a key. One thread. */
final class SignalEntry {
    private final List<byte[]> data;
    private final int signals;
    private final List<SignalRequest> requests;
    private final OnceKey once;
    private final long firstTriedNs = System.nanoTime();
    private CompletableFuture<byte[]> answer;

    /**
     * @param data the entries' field.
     * @param signals in all of them.
     * @param requests whose signals they are.
     * @param once the key, or null.
     */
    SignalEntry(List<byte[]> data, int signals, List<SignalRequest> requests, OnceKey once) {
        this.data = data;
        this.signals = signals;
        this.requests = requests;
        this.once = once;
    }

    List<byte[]> data() {
        return data;
    }

    int signals() {
        return signals;
    }

    OnceKey once() {
        return once;
    }

    long firstTriedNs() {
        return firstTriedNs;
    }

    /** It was sent, and is answered by this: what Redis has kept under the key, null if it was written. */
    void sent(CompletableFuture<byte[]> future) {
        answer = future;
    }

    boolean isAnswered() {
        return answer.isDone();
    }

    byte[] answer() throws ExecutionException {
        try {
            return answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("an answer that is there is not waited for", e);
        }
    }

    /** @param known what Redis has kept under the key, null if it was written now. */
    void written(byte[] known) {
        for (SignalRequest request : requests) {
            if (known != null) {
                Written before = once.known(known);
                if (before == null) {
                    request.fail(new NotWrittenException(
                            Reason.KEY_CONFLICT, "the same key was used for something else within the last 24 hours"));
                    continue;
                }
                request.knownAs(before);
            }
            request.entryWritten();
        }
    }

    void fail(NotWrittenException why) {
        requests.forEach(request -> request.failPart(why));
    }
}
