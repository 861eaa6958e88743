package conductor.ops.embedded;

import conductor.ops.embedded.EmbeddedServerException.Code;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps an embedded PostgreSQL running on a thread of its own, so that nobody waits for it: one that dies is started again with its
 * data, and one that cannot be started is tried again, unless there is none for this machine.
 */
public final class PostgresKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresKeeper.class);
    private static final long LOOK_MS = 1_000;
    private static final long RETRY_MS = 30_000;
    private static final long STOP_TIMEOUT_MS = 20_000;

    /** Gets to know how it goes, on the keeper's thread. */
    public interface Listener {
        /** It takes connections. Comes again after every start; the URL is the same unless its port was taken meanwhile. */
        void ready(String jdbcUrl);

        /** It is not there, for the reason in this sentence. */
        void missing(String sentence);
    }

    private final Function<Path, EmbeddedPostgres> start;
    private final Path postgresDir;
    private final Listener listener;
    private final long retryMs;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread = new Thread(this::keep, "postgres-keeper");
    private EmbeddedPostgres postgres;
    private boolean ready;

    private PostgresKeeper(Path postgresDir, Function<Path, EmbeddedPostgres> start, long retryMs, Listener listener) {
        this.postgresDir = postgresDir;
        this.start = start;
        this.retryMs = retryMs;
        this.listener = listener;
        thread.setDaemon(true);
    }

    /** Begins to keep the PostgreSQL of a folder, and returns at once. */
    public static PostgresKeeper begin(Path postgresDir, Listener listener) {
        return begin(postgresDir, EmbeddedPostgres::start, RETRY_MS, listener);
    }

    /** Like the other, with another way to start one and another pause between attempts. */
    static PostgresKeeper begin(
            Path postgresDir, Function<Path, EmbeddedPostgres> start, long retryMs, Listener listener) {
        PostgresKeeper keeper = new PostgresKeeper(postgresDir, start, retryMs, listener);
        keeper.thread.start();
        return keeper;
    }

    private void keep() {
        try {
            do {
                if (!ready || !postgres.isRunning()) {
                    startAgain();
                }
            } while (!stopping.await(ready ? LOOK_MS : retryMs, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            LOG.debug("Interrupted, as by close()", e);
        } catch (Throwable e) {
            LOG.error("The embedded PostgreSQL is no longer looked after", e);
            listener.missing("The embedded PostgreSQL is no longer looked after (" + e + "). Start the node again.");
        }
    }

    private void startAgain() throws InterruptedException {
        ready = false;
        if (postgres != null && !postgres.isRunning()) {
            listener.missing("The embedded PostgreSQL (pid " + postgres.pid() + ") has ended and is started again.");
            postgres = null;
        }
        try {
            postgres = start.apply(postgresDir);
            LOG.info(
                    "The embedded PostgreSQL runs in {} (pid {}{})",
                    postgresDir,
                    postgres.pid(),
                    postgres.adopted() ? ", adopted from a node that was killed" : "");
            listener.ready(postgres.jdbcUrl());
            ready = true;
        } catch (RuntimeException e) {
            if (stopping.getCount() == 0) {
                return;
            }
            boolean expected = e instanceof EmbeddedServerException;
            if (!expected) {
                LOG.error("The embedded PostgreSQL cannot be started", e);
            }
            boolean hopeless = expected && ((EmbeddedServerException) e).code() == Code.BINARY;
            String why = expected ? e.getMessage() : "The embedded PostgreSQL cannot be started (" + e + ").";
            listener.missing(why + (hopeless ? "" : " It is tried again every " + retryMs / 1_000 + " s."));
            if (hopeless) {
                stopping.await();
            }
        }
    }

    /** Breaks off a start that is under way, and stops the server in order. */
    @Override
    public void close() {
        stopping.countDown();
        thread.interrupt();
        try {
            thread.join(STOP_TIMEOUT_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            throw new IllegalStateException("the start of the embedded PostgreSQL does not end");
        }
        if (postgres != null) {
            postgres.close();
        }
    }
}
