package conductor.bench;

import conductor.engine.core.Signal;
import conductor.engine.ring.SignalJournal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Binds the sending and the handling thread to a core each, by the system's {@code taskset}. */
final class Pinning {
    private static final long TIMEOUT_S = 5;

    private final int producerCore;
    private final int consumerCore;

    private Pinning(int producerCore, int consumerCore) {
        this.producerCore = producerCore;
        this.consumerCore = consumerCore;
    }

    /** Binds nothing. */
    static Pinning none() {
        return new Pinning(-1, -1);
    }

    static Pinning to(int producerCore, int consumerCore) {
        return new Pinning(producerCore, consumerCore);
    }

    /** To be called by the thread that sends. */
    void pinProducer() {
        pin(producerCore);
    }

    /** To be called by the thread that handles. */
    void pinConsumer() {
        pin(consumerCore);
    }

    /** A journal whose writer is bound by its first record. */
    SignalJournal onFirst(SignalJournal journal) {
        if (consumerCore < 0) {
            return journal;
        }
        return new SignalJournal() {
            private boolean bound;

            @Override
            public void append(Signal signal) {
                if (!bound) {
                    bound = true;
                    pinConsumer();
                }
                journal.append(signal);
            }

            @Override
            public void commit() {
                journal.commit();
            }
        };
    }

    /**
     * @throws IllegalStateException if the system refuses, or has no {@code taskset}.
     */
    private static void pin(int core) {
        if (core < 0) {
            return;
        }
        try {
            String thread =
                    Path.of("/proc/thread-self").toRealPath().getFileName().toString();
            Process taskset = new ProcessBuilder(List.of("taskset", "-cp", String.valueOf(core), thread))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!taskset.waitFor(TIMEOUT_S, TimeUnit.SECONDS) || taskset.exitValue() != 0) {
                throw new IllegalStateException("taskset could not bind a thread to core " + core);
            }
        } catch (IOException e) {
            throw new IllegalStateException(
                    "binding threads needs Linux and its command taskset: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
