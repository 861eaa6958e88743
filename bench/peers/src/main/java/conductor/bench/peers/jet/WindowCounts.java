package conductor.bench.peers.jet;

import conductor.bench.peers.PeerScore;
import conductor.bench.peers.SignalFile;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The accumulator of a session: of five seconds at first, then of a window, to which those of five seconds are added
 * and from which they are taken again. Equal to an empty one when nothing is left, by which Jet knows that the session
 * may go.
 */
final class WindowCounts {
    private static final class User {
        private int signals;
        private int actions;

        @Override
        public boolean equals(Object other) {
            return other instanceof User user && signals == user.signals && actions == user.actions;
        }

        @Override
        public int hashCode() {
            return 31 * signals + actions;
        }
    }

    /** What a window comes to. */
    record Figures(double score, long signals, long users) {}

    private final int[] counts = new int[SignalFile.TYPES];
    private final Map<Integer, User> users = new HashMap<>();
    private int active;

    void add(Item item) {
        counts[item.type()]++;
        add(item.user(), 1, PeerScore.isActive(item.type()) ? 1 : 0);
    }

    private void add(Integer number, int signals, int actions) {
        User user = users.computeIfAbsent(number, n -> new User());
        active -= user.actions > 0 ? 1 : 0;
        user.signals += signals;
        user.actions += actions;
        active += user.actions > 0 ? 1 : 0;
        if (user.signals == 0) {
            users.remove(number);
        }
    }

    void combine(WindowCounts other) {
        for (int type = 0; type < counts.length; type++) {
            counts[type] += other.counts[type];
        }
        other.users.forEach((number, user) -> add(number, user.signals, user.actions));
    }

    void deduct(WindowCounts other) {
        for (int type = 0; type < counts.length; type++) {
            counts[type] -= other.counts[type];
        }
        other.users.forEach((number, user) -> add(number, -user.signals, -user.actions));
    }

    Figures figures() {
        double score = PeerScore.of(
                counts[SignalFile.CHAT],
                counts[SignalFile.REACTION],
                counts[SignalFile.POLL_VOTE],
                counts[SignalFile.LEAVE],
                users.size(),
                active);
        return new Figures(score, Arrays.stream(counts).sum(), users.size());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WindowCounts window
                && Arrays.equals(counts, window.counts)
                && users.equals(window.users);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(counts) + users.hashCode();
    }
}
