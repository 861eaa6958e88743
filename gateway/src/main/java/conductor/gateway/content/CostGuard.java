package conductor.gateway.content;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.agrona.collections.Long2LongHashMap;
import org.agrona.collections.LongHashSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what models cost within limits an hour of UTC and a session, in micro-dollars (audience.md 7.2): what a call may cost
 * is reserved before it is made, and afterwards replaced by what it did cost. It begins at nothing with every start. Any thread.
 */
final class CostGuard {
    private static final Logger LOG = LoggerFactory.getLogger(CostGuard.class);

    /** No cost is negative. */
    private static final long UNKNOWN = -1;

    private final long hourMax;
    private final long sessionMax;
    private final LongSupplier clockMs;
    private final Long2LongHashMap sessions = new Long2LongHashMap(UNKNOWN);
    private final LongHashSet sessionsWarned = new LongHashSet();
    private long hour;
    private long spent;
    private long reserved;
    private boolean warned;

    /** @param clockMs the wall clock. */
    CostGuard(long hourMax, long sessionMax, LongSupplier clockMs) {
        this.hourMax = hourMax;
        this.sessionMax = sessionMax;
        this.clockMs = clockMs;
    }

    /** Reserves an estimate for a call; false when it would exceed a limit (to reach one is allowed). */
    synchronized boolean reserve(long session, long estimate) {
        turnHour();
        long ofSession = ofSession(session);
        if (spent + reserved + estimate > hourMax || ofSession + estimate > sessionMax) {
            return false;
        }
        reserved += estimate;
        sessions.put(session, ofSession + estimate);
        return true;
    }

    /** Replaces an estimate that was reserved by what the call cost. */
    synchronized void settle(long session, long estimate, long cost) {
        turnHour();
        reserved -= estimate;
        spent += cost;
        if (nearly(spent, hourMax) && !warned) {
            warned = true;
            LOG.warn("Models have cost {} micro-dollars in this hour, of at most {}", spent, hourMax);
        }
        // One that closed meanwhile stays forgotten.
        if (sessions.containsKey(session)) {
            settleSession(session, ofSession(session) - estimate + cost);
        }
    }

    private void settleSession(long session, long cost) {
        sessions.put(session, Math.max(0, cost));
        if (nearly(cost, sessionMax) && sessionsWarned.add(session)) {
            LOG.warn("Models have cost {} micro-dollars for one session, of at most {}", cost, sessionMax);
        }
    }

    /** Forgets a session that is over. */
    synchronized void forget(long session) {
        sessions.remove(session);
        sessionsWarned.remove(session);
    }

    /** Share of the hour's limit that is used. */
    synchronized double used() {
        turnHour();
        return hourMax == 0 ? 1 : (double) spent / hourMax;
    }

    /** Sessions that have cost something and are not over. */
    synchronized int sessions() {
        return sessions.size();
    }

    private long ofSession(long session) {
        long cost = sessions.get(session);
        return cost == UNKNOWN ? 0 : cost;
    }

    private static boolean nearly(long cost, long max) {
        return cost > 0 && cost >= max - max / 5;
    }

    private void turnHour() {
        long now = Math.floorDiv(clockMs.getAsLong(), TimeUnit.HOURS.toMillis(1));
        if (now != hour) {
            hour = now;
            spent = 0;
            warned = false;
        }
    }
}
