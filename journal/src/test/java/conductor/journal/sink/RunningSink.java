package conductor.journal.sink;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.journal.DecisionReader;
import conductor.journal.json.TemplateSets;
import java.util.function.BooleanSupplier;

/** A sink on a thread of its own over the journal of a conference. */
final class RunningSink implements AutoCloseable {
    private static final long PATIENCE_MS = 120_000;
    /** What a stop may take: the sink's 3 s, and some for a busy machine. It is far below the time-outs of a connection. */
    static final long STOP_MS = 10_000;

    private final DecisionReader reader;
    private final DatabaseSink sink;
    private final Thread thread;
    private volatile boolean followed;

    RunningSink(Conference conference, SinkConfig config) {
        reader = conference.reader();
        sink = new DatabaseSink(config, reader::next, reader::toStart, TemplateSets.BUILT_IN, () -> !followed);
        thread = new Thread(sink, "sink");
        thread.start();
    }

    static SinkConfig config(Conference conference, DatabaseUrl url) {
        SinkConfig d = SinkConfig.defaults(url, conference.engineId());
        return new SinkConfig(url, d.engineId(), true, 200, d.batchBytes(), 50, 10, 300, d.retention());
    }

    SinkStats stats() {
        return sink.stats();
    }

    /** Waits until everything is written. */
    RunningSink drained() {
        await("everything to be written", () -> sink.drain(1_000));
        return this;
    }

    void await(String what, BooleanSupplier condition) {
        long endNs = System.nanoTime() + PATIENCE_MS * 1_000_000;
        while (!condition.getAsBoolean()) {
            assertThat(sink.stats().failure()).isNull();
            assertThat(System.nanoTime() - endNs)
                    .as(
                            "waited too long for %s; last error: %s",
                            what, sink.stats().lastError())
                    .isNegative();
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Another node takes the place of this one. */
    void follow() {
        followed = true;
    }

    boolean hasEnded() {
        return !thread.isAlive();
    }

    /** Stops it and says how long that took. */
    long stopsWithinMs() {
        long beganNs = System.nanoTime();
        close();
        return (System.nanoTime() - beganNs) / 1_000_000;
    }

    @Override
    public void close() {
        sink.stop();
        try {
            thread.join(PATIENCE_MS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        assertThat(thread.isAlive()).isFalse();
        reader.close();
    }
}
