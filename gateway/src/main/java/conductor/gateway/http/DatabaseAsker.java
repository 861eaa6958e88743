package conductor.gateway.http;

import conductor.journal.history.HistoryStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the database on threads that may wait, as many as it has connections; a few more requests wait for them, the others are sent away. */
final class DatabaseAsker {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseAsker.class);
    private static final int WAITING_MAX = 64;
    private static final int RETRY_DATABASE_S = 30;

    private final HistoryStore store;
    private final WorkerExecutor workers;
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile boolean answers = true;

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

    /** Whether it answered when it was asked last. */
    boolean answers() {
        return answers;
    }

    /** Fails with DATABASE_DOWN where it cannot be asked. */
    <T> Future<T> ask(Question<T> question) {
        if (store == null) {
            return Future.failedFuture(Problem.later(
                    ProblemCode.DATABASE_DOWN,
                    "This gateway knows no database: the node's own is not running, DATABASE_URL names none, or db.enabled is off.",
                    RETRY_DATABASE_S));
        }
        if (waiting.incrementAndGet() > WAITING_MAX) {
            waiting.decrementAndGet();
            return Future.failedFuture(
                    Problem.later(ProblemCode.OVERLOADED, "Too many requests wait for the database.", 2));
        }
        return workers.executeBlocking(() -> answer(question), false).onComplete(done -> waiting.decrementAndGet());
    }

    private <T> T answer(Question<T> question) {
        try {
            T answer = question.ask(store);
            answers = true;
            return answer;
        } catch (SQLException e) {
            if (answers) {
                LOG.warn("The database does not answer: {}", e.getMessage());
            }
            answers = false;
            throw Problem.later(
                    ProblemCode.DATABASE_DOWN,
                    "The database does not answer, or has not the tables yet.",
                    RETRY_DATABASE_S);
        }
    }
}
