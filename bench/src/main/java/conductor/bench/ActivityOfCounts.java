package conductor.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Activity as a node has it: people are active who acted within the last minute. The actions of a session are dealt to its people at random, some
 * of whom are keener than others; who leaves is drawn as well.
 */
final class ActivityOfCounts {
    private static final int CHAT = 0;
    private static final int REACTIONS = 1;
    private static final int LEAVES = 2;
    private static final int USERS = 3;
    private static final int ACTIVE = 4;
    private static final int MINUTE_TICKS = 12;
    /** Standard deviation of the logarithm of how keen people are. */
    private static final double KEENNESS_SPREAD = 0.9;

    private static final double MOST_KEEN = 8;

    private final SplittableRandom random;
    private final List<Integer> lastActed = new ArrayList<>();
    private final List<Double> keenness = new ArrayList<>();

    private ActivityOfCounts(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** Replaces the active people in a session's rows of chat, reactions, leaves, users, active and poll. */
    static void replaceIn(List<int[]> rows, long seed) {
        ActivityOfCounts people = new ActivityOfCounts(seed);
        for (int tick = 0; tick < rows.size(); tick++) {
            people.pass(rows.get(tick), tick);
        }
    }

    private void pass(int[] row, int tick) {
        for (int left = 0; left < row[LEAVES] && !lastActed.isEmpty(); left++) {
            removeAny();
        }
        while (lastActed.size() > row[USERS]) {
            removeAny();
        }
        while (lastActed.size() < row[USERS]) {
            lastActed.add(-MINUTE_TICKS);
            keenness.add(Math.min(MOST_KEEN, Math.exp(KEENNESS_SPREAD * random.nextGaussian())));
        }
        for (int acts = row[CHAT] + row[REACTIONS]; acts > 0 && !lastActed.isEmpty(); acts--) {
            lastActed.set(anyByKeenness(), tick);
        }
        row[ACTIVE] = (int)
                lastActed.stream().filter(last -> tick - last < MINUTE_TICKS).count();
    }

    private int anyByKeenness() {
        while (true) {
            int person = random.nextInt(lastActed.size());
            if (random.nextDouble() * MOST_KEEN < keenness.get(person)) {
                return person;
            }
        }
    }

    /** The last one takes the place of the one who goes. */
    private void removeAny() {
        int person = random.nextInt(lastActed.size());
        int last = lastActed.size() - 1;
        lastActed.set(person, lastActed.get(last));
        keenness.set(person, keenness.get(last));
        lastActed.remove(last);
        keenness.remove(last);
    }
}
