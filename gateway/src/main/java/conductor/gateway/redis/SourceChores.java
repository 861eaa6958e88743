package conductor.gateway.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What reading needs beside itself, on an own thread and connection so that it never holds reading up: dead letters are
 * written to their stream, and once a second the streams are looked at and the journalled position is mirrored to a group. Both are tried again after
 * a failure.
 */
final class SourceChores implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(SourceChores.class);

    static final String DEAD_LETTER_STREAM = "conductor.dead-letter.v1";

    private static final byte[] DEAD_LETTER_KEY = DEAD_LETTER_STREAM.getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DATA = {'d', 'a', 't', 'a'};
    private static final long DEAD_LETTERS_KEPT = 10_000;
    private static final long IDLE_NS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long MIRROR_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long RETRY_NS = TimeUnit.MILLISECONDS.toNanos(500);

    private final RedisClient client;
    private final RedisURI address;
    private final DeadLetters deadLetters;
    private final GroupMirror mirror;
    private final StreamWatch watch;
    private final StreamLag lag;
    private final Supplier<SourceCursors> journalled;
    private final SourceStats stats;
    private final DeadLetterLog log = new DeadLetterLog();
    private String problem;
    private volatile boolean stopping;
    private StatefulRedisConnection<byte[], byte[]> connection;
    private long nextTryNs = System.nanoTime();
    private long nextMirrorNs = System.nanoTime();

    SourceChores(
            RedisClient client,
            SourceConfig config,
            DeadLetters deadLetters,
            Supplier<SourceCursors> journalled,
            ReadProgress progress,
            SourceStats stats) {
        this.client = client;
        this.address = ReadConnection.address(config.redisUri());
        this.deadLetters = deadLetters;
        this.mirror = new GroupMirror(config.group(), stats);
        this.watch = new StreamWatch(progress, mirror, stats);
        this.lag = new StreamLag(stats);
        this.journalled = journalled;
        this.stats = stats;
    }

    /** Ends after the dead letters that wait were tried once more, if there is a connection for it. */
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
        if (connection != null) {
            work();
        }
        disconnect();
        if (deadLetters.size() > 0) {
            LOG.warn("{} dead letters could not be written before the end; the journal has them", deadLetters.size());
        }
    }

    private void work() {
        boolean mirrorDue = System.nanoTime() - nextMirrorNs >= 0;
        if (deadLetters.peek() == null && !mirrorDue) {
            return;
        }
        try {
            connect();
            writeDeadLetters();
            problem = null;
            if (mirrorDue) {
                SourceCursors cursors = journalled.get();
                // First what only reads, so that it is done also while Redis takes no writes.
                watch.look(connection.sync(), cursors);
                mirror.mirror(connection, cursors);
                lag.count(connection.sync(), cursors);
                nextMirrorNs = System.nanoTime() + MIRROR_NS;
            }
        } catch (RedisException | IllegalStateException e) {
            // IllegalStateException: the client was closed meanwhile, because the source did not wait for the last try.
            stats.add(SourceStats.Count.CHORE_FAILURES);
            failed(e);
            nextTryNs = System.nanoTime() + RETRY_NS;
            nextMirrorNs = nextTryNs;
            disconnect();
        }
        stats.set(SourceStats.Count.DEAD_LETTERS_WAITING, deadLetters.size());
    }

    /** Said once until it works again, or it is another problem. */
    private void failed(RuntimeException e) {
        String why = ReadConnection.rootMessage(e);
        if (!stopping && deadLetters.peek() != null && !why.equals(problem)) {
            problem = why;
            LOG.warn("Dead letters cannot be written to {}, they wait: {}", DEAD_LETTER_STREAM, why);
        }
    }

    private void connect() {
        if (connection == null) {
            connection = client.connect(ByteArrayCodec.INSTANCE, address);
            mirror.reset(connection.sync());
        }
    }

    private void disconnect() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }

    private void writeDeadLetters() {
        XAddArgs trimmed = XAddArgs.Builder.maxlen(DEAD_LETTERS_KEPT).approximateTrimming();
        for (DeadLetters.DeadLetter letter = deadLetters.peek(); letter != null; letter = deadLetters.peek()) {
            byte[] json = DeadLetterText.json(letter).getBytes(StandardCharsets.UTF_8);
            connection.sync().xadd(DEAD_LETTER_KEY, trimmed, DATA, json);
            deadLetters.remove();
            log.note(letter);
            stats.add(SourceStats.Count.DEAD_LETTERS_WRITTEN);
        }
    }
}
