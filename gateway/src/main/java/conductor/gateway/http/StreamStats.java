package conductor.gateway.http;

import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** What became of clients of the event stream since the start. */
final class StreamStats {
    private final LongAdder opened = new LongAdder();
    private final LongAdder resets = new LongAdder();
    private final LongAdder conflated = new LongAdder();
    private final LongAdder letGo = new LongAdder();
    private final LongAdder queued = new LongAdder();
    private final LongAccumulator queuedMost = new LongAccumulator(Math::max, 0);

    void opened() {
        opened.increment();
    }

    void reset() {
        resets.increment();
    }

    void conflated(int scores) {
        conflated.add(scores);
    }

    void letGo() {
        letGo.increment();
    }

    /**
     * Bytes were given to a connection, or it is done with them.
     *
     * @param bytes more, or less where it is negative.
     * @param ofClient what now waits for this client.
     */
    void queued(int bytes, int ofClient) {
        queued.add(bytes);
        queuedMost.accumulate(ofClient);
    }

    /** Bytes that wait for all clients. */
    long queuedSum() {
        return queued.sum();
    }

    /** The most that ever waited for one. */
    long queuedMost() {
        return queuedMost.get();
    }

    long openedSum() {
        return opened.sum();
    }

    long resetSum() {
        return resets.sum();
    }

    long conflatedSum() {
        return conflated.sum();
    }

    long letGoSum() {
        return letGo.sum();
    }
}
