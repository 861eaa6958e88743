package conductor.journal.sink;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.Decision;
import conductor.engine.wire.DecisionCodec;
import conductor.journal.CauseReader;
import conductor.journal.Causes;
import conductor.journal.DecisionReader;
import conductor.journal.JournalDirectory;
import conductor.journal.RecordFeed;
import conductor.journal.RecordPosition;
import conductor.journal.json.TemplateSets;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.UnsafeBuffer;

/** A sink on a thread of its own over the journal of a conference. */
final class RunningSink implements AutoCloseable {
    private static final long PATIENCE_MS = 120_000;
    /** What a stop may take: the sink's 3 s, and much for a busy machine. It is far below the time-outs of a patient connection. */
    static final long STOP_MS = 60_000;

    private final AutoCloseable reader;
    private final DatabaseSink sink;
    private final Thread thread;
    private volatile boolean followed;

    RunningSink(Conference conference, SinkConfig config) {
        this(conference.directory(), config);
    }

    /** Over a journal that somebody else has written. */
    RunningSink(JournalDirectory journal, SinkConfig config) {
        this(journal.openDecisionReader(), journal.openCauseReader(), config);
    }

    private RunningSink(DecisionReader records, CauseReader causes, SinkConfig config) {
        this(
                () -> {
                    records.close();
                    causes.close();
                },
                records,
                causes,
                config);
    }

    private RunningSink(AutoCloseable reader, RecordFeed feed, Causes causes, SinkConfig config) {
        this.reader = reader;
        sink = new DatabaseSink(config, feed, causes, TemplateSets.BUILT_IN, () -> !followed);
        thread = new Thread(sink, "sink");
        thread.start();
    }

    /** Of records that no journal has; more may be added while it runs. */
    static RunningSink of(List<Decision> records, SinkConfig config) {
        return new RunningSink(() -> {}, new InMemory(records), Causes.NONE, config);
    }

    private static final class InMemory implements RecordFeed {
        private final List<Decision> records;
        private int next;

        InMemory(List<Decision> records) {
            this.records = records;
        }

        @Override
        public boolean next(Decision d) {
            if (next >= records.size()) {
                return false;
            }
            copy(records.get(next++), d);
            return true;
        }

        @Override
        public RecordPosition goOnBehind(RecordPosition dealtWith) {
            next = 0;
            return RecordPosition.START;
        }
    }

    private static void copy(Decision from, Decision to) {
        UnsafeBuffer bytes = new UnsafeBuffer(new byte[DecisionCodec.MAX_LENGTH]);
        DecisionCodec codec = new DecisionCodec();
        codec.encode(from, bytes, 0);
        codec.decode(bytes, 0, to);
    }

    static SinkConfig config(Conference conference, DatabaseUrl url) {
        return config(conference.engineId(), url);
    }

    static SinkConfig config(int engineId, DatabaseUrl url) {
        SinkConfig d = SinkConfig.defaults(url, engineId);
        return new SinkConfig(url, d.engineId(), true, 200, d.batchBytes(), 50, 10, 300, d.retention());
    }

    SinkStats stats() {
        return sink.stats();
    }

    /** Waits until everything is written. */
    RunningSink drained() {
        await("everything to be written", () -> sink.drain(10_000));
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
        try {
            reader.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
