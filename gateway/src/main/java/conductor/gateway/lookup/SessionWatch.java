package conductor.gateway.lookup;

import conductor.engine.core.Code;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.journal.json.RecordText;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * Reads the decisions of the journal beside everybody else and tells its listeners about sessions and their events. Work that
 * asks others (Redis, the database) is done on this thread: it can be slow and holds nobody up.
 */
public final class SessionWatch implements Runnable {
    private static final long IDLE_NS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int RECORDS_A_TURN = 8_192;

    private final Predicate<Decision> feed;
    private final List<SessionListener> listeners;
    private final Decision decision = new Decision();
    private volatile boolean stopping;

    /** @param feed fills in the next committed decision; false when there is none yet. */
    public SessionWatch(Predicate<Decision> feed, List<SessionListener> listeners) {
        this.feed = feed;
        this.listeners = List.copyOf(listeners);
    }

    /** Asks {@link #run()} to end. */
    public void stop() {
        stopping = true;
    }

    @Override
    public void run() {
        try {
            boolean caughtUp = false;
            while (!stopping) {
                int read = read();
                caughtUp |= read < RECORDS_A_TURN;
                if (caughtUp) {
                    work();
                }
                if (read == 0) {
                    LockSupport.parkNanos(IDLE_NS);
                }
            }
        } finally {
            listeners.forEach(SessionListener::stop);
        }
    }

    private void work() {
        for (SessionListener listener : listeners) {
            listener.work(System.nanoTime());
        }
    }

    private int read() {
        int read = 0;
        while (read < RECORDS_A_TURN && !stopping && feed.test(decision)) {
            tell();
            read++;
        }
        return read;
    }

    private void tell() {
        switch (decision.type) {
            case DecisionType.SESSION_OPENED -> {
                // Without a text nobody could be asked about it.
                if (decision.payloadLength > 0) {
                    byte[] id = text();
                    listeners.forEach(each -> each.opened(decision.subjectKey, id));
                }
            }
            case DecisionType.EVENT_RESOLVED -> {
                byte[] id = text();
                listeners.forEach(each -> each.resolved(decision.subjectKey, decision.scopeKey, id, decision.state));
            }
            case DecisionType.SESSION_CLOSED -> listeners.forEach(each -> each.closed(decision.subjectKey));
            case DecisionType.SETTINGS -> {
                if (RecordText.isCommanded(decision)) {
                    listeners.forEach(each -> each.settingsCommanded(decision.scopeKey));
                }
            }
            case DecisionType.INPUT_REFUSED -> {
                if (decision.code == Code.EVENT_TABLE_FULL) {
                    listeners.forEach(each -> each.settingsRefused(decision.scopeKey));
                }
            }
            default -> {
                // Nothing about a session's life.
            }
        }
    }

    private byte[] text() {
        byte[] id = new byte[decision.payloadLength];
        decision.payload.getBytes(0, id);
        return id;
    }
}
