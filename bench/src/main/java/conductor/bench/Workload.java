package conductor.bench;

import conductor.engine.core.KeyHash;
import conductor.engine.core.NameKind;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import conductor.engine.state.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Signals of a busy platform, made before the clock runs: sessions drawn by Zipf's law (exponent 1) over shuffled ids, about
 * six signals a user and minute, 55 % chat, 25 % reactions, 10 % votes, 6 % joins, 4 % leaves, 50,000 signals a second of
 * stream time unless said otherwise. Seeded: the same arguments give the same signals.
 */
public final class Workload {
    /** Stream time of the first signal, milliseconds. */
    public static final long START_MS = 1_772_446_500_000L;

    private static final int PER_SECOND = 50_000;
    private static final int USERS_PER_SIGNAL_PER_SECOND = 10;

    private final int sessions;
    private final int perSecond;
    private final int[] session;
    private final int[] user;
    private final byte[] type;
    private final long[] sessionKey;
    private final UnsafeBuffer text = new UnsafeBuffer(new byte[16]);

    /**
     * @param sessions how many sessions there are.
     * @param signals how many signals are made.
     * @param seed of the random numbers.
     */
    public Workload(int sessions, int signals, long seed) {
        this(sessions, signals, seed, PER_SECOND);
    }

    /**
     * The same at another rate, with as many more users.
     *
     * @param perSecond signals a second of stream time.
     */
    Workload(int sessions, int signals, long seed, int perSecond) {
        this.sessions = sessions;
        this.perSecond = perSecond;
        this.session = new int[signals];
        this.user = new int[signals];
        this.type = new byte[signals];
        this.sessionKey = new long[sessions];
        KeyHash hash = new KeyHash(seed, ~seed);
        for (int s = 0; s < sessions; s++) {
            sessionKey[s] = hash.hash(text, 0, putName(s));
        }
        fill(new SplittableRandom(seed));
    }

    private void fill(SplittableRandom random) {
        double[] cumulative = new double[sessions];
        double sum = 0;
        for (int rank = 0; rank < sessions; rank++) {
            sum += 1.0 / (rank + 1);
            cumulative[rank] = sum;
        }
        int[] shuffled = shuffled(random);
        for (int i = 0; i < session.length; i++) {
            int rank = Math.min(sessions - 1, rank(cumulative, random.nextDouble() * sum));
            double share = 1.0 / (rank + 1) / sum;
            int users = Math.max(1, (int) (share * perSecond * USERS_PER_SIGNAL_PER_SECOND));
            session[i] = shuffled[rank];
            user[i] = random.nextInt(users);
            type[i] = (byte) type(random.nextInt(100));
        }
    }

    private int[] shuffled(SplittableRandom random) {
        int[] order = new int[sessions];
        for (int i = 0; i < sessions; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    private static int rank(double[] cumulative, double at) {
        int found = Arrays.binarySearch(cumulative, at);
        return found < 0 ? -found - 1 : found;
    }

    private static int type(int percent) {
        if (percent < 55) {
            return SignalType.CHAT;
        }
        if (percent < 80) {
            return SignalType.REACTION;
        }
        if (percent < 90) {
            return SignalType.POLL_VOTE;
        }
        return percent < 96 ? SignalType.JOIN : SignalType.LEAVE;
    }

    /** Sessions that there are. */
    public int sessions() {
        return sessions;
    }

    /** Signals that there are. */
    public int size() {
        return session.length;
    }

    /** Fills a ring slot with signal {@code i}. */
    public void fill(int i, Signal signal) {
        signal.type = type[i];
        signal.source = source(type[i]);
        signal.sourceTimeMs = START_MS + i * 1_000L / perSecond;
        signal.sourceSeq = i;
        signal.subjectKey = sessionKey[session[i]];
        signal.actorKey = Hashing.pair(signal.subjectKey, user[i] + 1);
        signal.value1 = type[i] == SignalType.POLL_VOTE ? signal.subjectKey ^ 1 : 0;
    }

    /** Fills a ring slot with the definition of session {@code s}. */
    public void define(int s, Signal signal) {
        signal.type = SignalType.DEFINE;
        signal.sourceTimeMs = START_MS;
        signal.subjectKey = sessionKey[s];
        signal.value1 = NameKind.SUBJECT;
        int length = putName(s);
        signal.payload.putBytes(0, text, 0, length);
        signal.payloadLength = length;
    }

    private int putName(int s) {
        byte[] name = ("ses_" + s).getBytes(StandardCharsets.UTF_8);
        text.putBytes(0, name);
        return name.length;
    }

    private static int source(int type) {
        return switch (type) {
            case SignalType.CHAT -> SourceId.CHAT;
            case SignalType.REACTION -> SourceId.REACTION;
            case SignalType.POLL_VOTE -> SourceId.POLL_VOTE;
            default -> SourceId.PRESENCE;
        };
    }
}
