package conductor.bench.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Makes the workload on which engines are compared: sessions drawn by Zipf's law (exponent 1) over shuffled numbers,
 * users who send about six signals a minute each, 55 % chat, 25 % reactions, 10 % votes, 6 % joins, 4 % leaves, 50,000
 * signals a second of event time and none on a whole second. Seeded: the same arguments give the same file.
 */
public final class SignalGenerator {
    /** Event time of the beginning, a multiple of five seconds. */
    static final long START_MS = 1_772_446_500_000L;

    private static final int PER_SECOND = 50_000;
    private static final int USERS_PER_SIGNAL_PER_SECOND = 10;
    private static final int MS_BETWEEN_SECONDS = 999;

    private final int sessions;
    private final double[] cumulative;
    private final int[] number;
    private final int[] firstUser;
    private final SplittableRandom random;

    private SignalGenerator(int sessions, long seed) {
        this.sessions = sessions;
        this.random = new SplittableRandom(seed);
        this.cumulative = new double[sessions];
        double sum = 0;
        for (int rank = 0; rank < sessions; rank++) {
            sum += 1.0 / (rank + 1);
            cumulative[rank] = sum;
        }
        this.number = shuffled();
        this.firstUser = new int[sessions + 1];
        for (int rank = 0; rank < sessions; rank++) {
            firstUser[rank + 1] = firstUser[rank] + users(rank);
        }
    }

    /** Writes the file. */
    public static void write(Path path, int sessions, int signals, long seed) throws IOException {
        SignalGenerator generator = new SignalGenerator(sessions, seed);
        try (SignalFileWriter out = new SignalFileWriter(path, sessions, signals)) {
            for (int i = 0; i < signals; i++) {
                generator.add(i, out);
            }
        }
    }

    private int[] shuffled() {
        int[] order = new int[sessions];
        for (int i = 0; i < sessions; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    /** So many that each sends about six signals a minute. */
    private int users(int rank) {
        double share = 1.0 / (rank + 1) / cumulative[sessions - 1];
        return Math.max(1, (int) (share * PER_SECOND * USERS_PER_SIGNAL_PER_SECOND));
    }

    private void add(int i, SignalFileWriter out) throws IOException {
        double at = random.nextDouble() * cumulative[sessions - 1];
        int found = Arrays.binarySearch(cumulative, at);
        int rank = Math.min(sessions - 1, found < 0 ? -found - 1 : found);
        int user = firstUser[rank] + random.nextInt(firstUser[rank + 1] - firstUser[rank]);
        long ms = 1_000L * (i / PER_SECOND) + 1 + (long) (i % PER_SECOND) * MS_BETWEEN_SECONDS / PER_SECOND;
        out.add(START_MS + ms, number[rank], user, type(random.nextInt(100)));
    }

    private static int type(int percent) {
        if (percent < 55) {
            return SignalFile.CHAT;
        }
        if (percent < 80) {
            return SignalFile.REACTION;
        }
        if (percent < 90) {
            return SignalFile.POLL_VOTE;
        }
        return percent < 96 ? SignalFile.JOIN : SignalFile.LEAVE;
    }
}
