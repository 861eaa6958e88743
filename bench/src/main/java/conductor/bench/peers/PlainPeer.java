package conductor.bench.peers;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * The baseline: what a good developer writes in a day with the collections at hand. Each session keeps the signals of
 * its window in a deque, and how many of them each user has in a map; scoring walks all sessions and takes out what has
 * left the window.
 */
final class PlainPeer implements PeerEngine {
    private record Seen(long timeMs, int user, int type) {}

    private static final class User {
        private int signals;
        private int actions;
    }

    private static final class Session {
        private final ArrayDeque<Seen> window = new ArrayDeque<>();
        private final Map<Integer, User> users = new HashMap<>();
        private final int[] counts = new int[SignalFile.TYPES];
        private int active;
        private double lastScore = Double.NaN;

        void add(Seen seen) {
            window.addLast(seen);
            counts[seen.type]++;
            User user = users.computeIfAbsent(seen.user, number -> new User());
            user.signals++;
            if (PeerScore.isActive(seen.type) && user.actions++ == 0) {
                active++;
            }
        }

        void removeUntil(long startMs) {
            while (!window.isEmpty() && window.peekFirst().timeMs < startMs) {
                Seen seen = window.removeFirst();
                counts[seen.type]--;
                User user = users.get(seen.user);
                if (PeerScore.isActive(seen.type) && --user.actions == 0) {
                    active--;
                }
                if (--user.signals == 0) {
                    users.remove(seen.user);
                }
            }
        }

        void score(PeerTally tally) {
            double score = PeerScore.of(
                    counts[SignalFile.CHAT],
                    counts[SignalFile.REACTION],
                    counts[SignalFile.POLL_VOTE],
                    counts[SignalFile.LEAVE],
                    users.size(),
                    active);
            tally.add(score, PeerScore.isDrop(score, lastScore), window.size(), users.size());
            lastScore = score;
        }
    }

    private final Map<Integer, Session> sessions = new HashMap<>();
    private final PeerTally tally = new PeerTally();

    @Override
    public PeerCheck run(SignalFile signals, PeerClock clock) {
        ServiceTimes times = clock.serviceTimes();
        clock.began();
        long nextTickMs = (signals.timeMs(0) / PeerScore.EVERY_MS + 1) * PeerScore.EVERY_MS;
        long beforeNs = System.nanoTime();
        for (int i = 0; i < signals.size(); i++) {
            long timeMs = signals.timeMs(i);
            while (timeMs >= nextTickMs) {
                timedTick(nextTickMs, clock);
                nextTickMs += PeerScore.EVERY_MS;
            }
            sessions.computeIfAbsent(signals.session(i), number -> new Session())
                    .add(new Seen(timeMs, signals.user(i), signals.type(i)));
            if (times != null) {
                long nowNs = System.nanoTime();
                times.add(nowNs - beforeNs);
                beforeNs = nowNs;
            }
        }
        timedTick(nextTickMs, clock);
        clock.ended();
        return tally.check();
    }

    private void timedTick(long nowMs, PeerClock clock) {
        clock.tickBegins();
        for (Session session : sessions.values()) {
            session.removeUntil(nowMs - PeerScore.WINDOW_MS);
            if (!session.window.isEmpty()) {
                session.score(tally);
            }
        }
        clock.tickEnds();
    }
}
