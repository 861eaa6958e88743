package conductor.gateway.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What reading needs beside itself, on an own thread and connection so that it never holds reading up: dead letters are
 * written to their stream, and once a second the streams are looked at and the journalled position is mirrored to a group. What
 * fails is tried again; what Redis refuses keeps nothing else from being done.
 */
final class SourceChores implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(SourceChores.class);

    static final String DEAD_LETTER_STREAM = "conductor.dead-letter.v1";

    private static final String NO_CONNECTION = "Chores of reading have no connection";
    private static final long IDLE_NS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long LOOK_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long RETRY_NS = TimeUnit.MILLISECONDS.toNanos(500);

    private final RedisClient client;
    private final RedisURI address;
    private final DeadLetterWriter letters;
    private final GroupMirror mirror;
    private final StreamWatch watch;
    private final StreamLag lag;
    private final Supplier<SourceCursors> journalled;
    private final SourceStats stats;
    /** What does not work at the moment, and why. */
    private final Map<String, String> problems = new HashMap<>();

    private volatile boolean stopping;
    private StatefulRedisConnection<byte[], byte[]> connection;
    private long nextTryNs = System.nanoTime();
    private long nextLookNs = System.nanoTime();
    private long nextLettersNs = System.nanoTime();

    SourceChores(
            RedisClient client,
            SourceConfig config,
            DeadLetters deadLetters,
            OwedLetters owed,
            Supplier<SourceCursors> journalled,
            ReadProgress progress,
            SourceStats stats) {
        this.client = client;
        this.address = ReadConnection.address(config.redisUri());
        this.letters = new DeadLetterWriter(
                config, deadLetters, owed, () -> journalled.get().engineTimeMs(), stats);
        this.mirror = new GroupMirror(config.group(), stats);
        this.watch = new StreamWatch(progress, mirror, stats);
        this.lag = new StreamLag(stats);
        this.journalled = journalled;
        this.stats = stats;
    }

    /** Ends after the dead letters that wait were tried once more, if there is a connection for it and as long as Redis takes them. */
    void stop() {
        stopping = true;
    }

    @Override
    public void run() {
        while (!stopping) {
            if (System.nanoTime() - nextTryNs >= 0) {
                work();
            }
            LockSupport.parkNanos(IDLE_NS);
        }
        boolean going = true;
        while (going && connection != null && !letters.isIdle()) {
            going = work();
        }
        disconnect();
        if (letters.waiting() > 0) {
            LOG.warn(
                    "{} dead letters could not be written before the end; the next start writes them",
                    letters.waiting());
        }
    }

    /** Does what is due; false if something could not be done. */
    private boolean work() {
        boolean lookDue = System.nanoTime() - nextLookNs >= 0;
        boolean lettersDue = !letters.isIdle() && (stopping || System.nanoTime() - nextLettersNs >= 0);
        boolean done = true;
        if (!lookDue && !lettersDue) {
            return done;
        }
        try {
            connect();
            // First what only reads: it is done also while Redis takes no writes, and what it refuses keeps nothing
            // else up.
            if (lookDue) {
                nextLookNs = System.nanoTime() + LOOK_NS;
                SourceCursors cursors = journalled.get();
                attempt("Streams cannot be looked at", () -> watch.look(connection.sync(), cursors));
                attempt("What waits cannot be counted", () -> lag.count(connection.sync(), cursors));
                attempt("The position cannot be mirrored", () -> mirror.mirror(connection, cursors));
            }
            if (lettersDue) {
                done = attempt("Dead letters cannot be written, they wait", () -> letters.write(connection));
                nextLettersNs = System.nanoTime() + (done ? 0 : RETRY_NS);
            }
        } catch (RuntimeException e) {
            // Also when the client was closed meanwhile, because the source did not wait for the last try.
            failed(NO_CONNECTION, e);
            nextTryNs = System.nanoTime() + RETRY_NS;
            nextLookNs = nextTryNs;
            disconnect();
            done = false;
        }
        stats.set(SourceStats.Count.DEAD_LETTERS_WAITING, letters.waiting());
        return done;
    }

    /** Does one chore; false if Redis refused it. */
    private boolean attempt(String otherwise, Runnable chore) {
        try {
            chore.run();
            problems.remove(otherwise);
            return true;
        } catch (RedisCommandExecutionException refused) {
            failed(otherwise, refused);
            return false;
        }
    }

    /** Said once until it works again, or it is another problem. */
    private void failed(String what, RuntimeException e) {
        stats.add(SourceStats.Count.CHORE_FAILURES);
        String why = ReadConnection.rootMessage(e);
        if (!stopping && !why.equals(problems.put(what, why))) {
            LOG.warn("{}: {}", what, why);
        }
    }

    private void connect() {
        if (connection == null) {
            connection = client.connect(ByteArrayCodec.INSTANCE, address);
            mirror.reset(connection.sync());
            problems.remove(NO_CONNECTION);
        }
    }

    private void disconnect() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }
}
