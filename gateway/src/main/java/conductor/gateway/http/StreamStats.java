package conductor.gateway.http;

import java.util.concurrent.atomic.LongAdder;

/** What became of clients of the event stream since the start. */
final class StreamStats {
    private final LongAdder opened = new LongAdder();
    private final LongAdder resets = new LongAdder();
    private final LongAdder conflated = new LongAdder();
    private final LongAdder letGo = new LongAdder();

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
