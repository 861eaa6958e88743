package conductor.gateway.http;

import conductor.journal.history.HistoryStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the database on threads that may wait, as many as it has connections; a few more requests wait for them, the others are sent away. */
final class DatabaseAsker {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseAsker.class);
    private static final int WAITING_MAX = 64;
    private static final int RETRY_DATABASE_S = 30;
    private static final long PROBE_NS = TimeUnit.SECONDS.toNanos(1);
    /** SQLSTATE of a statement that took too long, and class of those about values. */
    private static final String CANCELLED = "57014";

    private static final String BAD_VALUE = "22";

    private final HistoryStore store;
    private final WorkerExecutor workers;
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile boolean answers = true;
    /** When a database that does not answer may be tried again. */
    private final AtomicLong askAgainNs = new AtomicLong(System.nanoTime());

    /** @param store null where there is no database. */
    DatabaseAsker(Vertx vertx, HistoryStore store) {
        this.store = store;
        this.workers = vertx.createSharedWorkerExecutor("history", HistoryStore.CONNECTIONS);
    }

    /** What is asked. */
    interface Question<T> {
        T ask(HistoryStore store) throws SQLException;
    }

    /** Whether there is a database at all. */
    boolean present() {
        return store != null;
    }

    /** Fails with DATABASE_DOWN where it cannot be asked. */
    <T> Future<T> ask(Question<T> question) {
        if (store == null) {
            return Future.failedFuture(Problem.later(
                    ProblemCode.DATABASE_DOWN,
                    "This gateway knows no database: the node's own is not running, DATABASE_URL names none, or db.enabled is off.",
                    RETRY_DATABASE_S));
        }
        if (!answers) {
            probe();
            return Future.failedFuture(down());
        }
        if (waiting.incrementAndGet() > WAITING_MAX) {
            waiting.decrementAndGet();
            return Future.failedFuture(
                    Problem.later(ProblemCode.OVERLOADED, "Too many requests wait for the database.", 2));
        }
        return workers.executeBlocking(() -> answer(question), false).onComplete(done -> waiting.decrementAndGet());
    }

    /** Finds out whether it is back, once a second at most; nobody waits for that. */
    private void probe() {
        long nowNs = System.nanoTime();
        long nextNs = askAgainNs.get();
        if (nowNs - nextNs >= 0 && askAgainNs.compareAndSet(nextNs, nowNs + PROBE_NS)) {
            workers.executeBlocking(() -> answer(HistoryStore::isThere), false)
                    .onFailure(refused -> LOG.debug("The database is not back yet", refused));
        }
    }

    private static Problem down() {
        return Problem.later(
                ProblemCode.DATABASE_DOWN,
                "The database does not answer, or has not the tables yet.",
                RETRY_DATABASE_S);
    }

    private static Problem refused(SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        if (state.equals(CANCELLED)) {
            return Problem.later(
                    ProblemCode.OVERLOADED,
                    "The database takes too long for this. Ask for less, or later.",
                    RETRY_DATABASE_S);
        }
        return state.startsWith(BAD_VALUE)
                ? Problem.of(ProblemCode.INVALID, "An id or a cursor is none that a row can have.")
                : null;
    }

    private <T> T answer(Question<T> question) {
        try {
            T answer = question.ask(store);
            answers = true;
            return answer;
        } catch (SQLException e) {
            Problem refused = refused(e);
            if (refused != null) {
                throw refused;
            }
            if (answers) {
                LOG.warn("The database does not answer: {}", e.getMessage());
            }
            answers = false;
            throw down();
        }
    }
}
