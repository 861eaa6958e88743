package conductor.bench.peers.flink;

import conductor.bench.peers.PeerScore;
import conductor.bench.peers.SignalFile;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.apache.flink.api.java.tuple.Tuple4;
import org.apache.flink.util.Collector;

/**
 * The window of a session as twelve panes, the open one among them: signals by type, and users and active users by the
 * pane in which they were last so. A user counts in that pane only, so what leaves the window with a pane is known
 * without looking at users.
 */
final class SessionPanes {
    private static final int USERS = SignalFile.TYPES;
    private static final int ACTIVE = USERS + 1;
    private static final int FIGURES = ACTIVE + 1;

    private static final class User {
        private int seen = Integer.MIN_VALUE;
        private int active = Integer.MIN_VALUE;
    }

    private final int[][] panes = new int[PeerScore.PANES][FIGURES];
    private final int[] sums = new int[FIGURES];
    private final Map<Integer, User> users = new HashMap<>();
    private int pane;
    private double lastScore = Double.NaN;
    private boolean timerSet;

    SessionPanes(int pane) {
        this.pane = pane;
    }

    /** The pane that is open. */
    int pane() {
        return pane;
    }

    boolean timerSet() {
        return timerSet;
    }

    void timerSet(boolean set) {
        timerSet = set;
    }

    /** Whether the window holds no signal. */
    boolean isEmpty() {
        return signals() == 0;
    }

    void add(Integer number, int type) {
        count(pane, type, 1);
        User user = users.computeIfAbsent(number, n -> new User());
        user.seen = move(user.seen, USERS);
        if (PeerScore.isActive(type)) {
            user.active = move(user.active, ACTIVE);
        }
    }

    private int move(int from, int figure) {
        if (from != pane) {
            if (from > pane - PeerScore.PANES) {
                count(from, figure, -1);
            }
            count(pane, figure, 1);
        }
        return pane;
    }

    private void count(int at, int figure, int by) {
        panes[at % PeerScore.PANES][figure] += by;
        sums[figure] += by;
    }

    /** Ends panes: scores at the end of each, then lets go of the one that leaves the window. */
    void closeUntil(int next, Collector<Tuple4<Double, Boolean, Long, Long>> out) {
        while (pane < next && !isEmpty()) {
            score(out);
            pane++;
            int[] leaving = panes[pane % PeerScore.PANES];
            for (int figure = 0; figure < FIGURES; figure++) {
                sums[figure] -= leaving[figure];
                leaving[figure] = 0;
            }
            if (pane % PeerScore.PANES == 0) {
                forgetUsers();
            }
        }
        pane = Math.max(pane, next);
    }

    private void forgetUsers() {
        Iterator<User> all = users.values().iterator();
        while (all.hasNext()) {
            if (all.next().seen <= pane - PeerScore.PANES) {
                all.remove();
            }
        }
    }

    private void score(Collector<Tuple4<Double, Boolean, Long, Long>> out) {
        double score = PeerScore.of(
                sums[SignalFile.CHAT],
                sums[SignalFile.REACTION],
                sums[SignalFile.POLL_VOTE],
                sums[SignalFile.LEAVE],
                sums[USERS],
                sums[ACTIVE]);
        out.collect(Tuple4.of(score, PeerScore.isDrop(score, lastScore), signals(), (long) sums[USERS]));
        lastScore = score;
    }

    private long signals() {
        long all = 0;
        for (int type = 0; type < SignalFile.TYPES; type++) {
            all += sums[type];
        }
        return all;
    }
}
