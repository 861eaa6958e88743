package conductor.gateway.edge;

import conductor.engine.core.SourceId;
import conductor.gateway.batch.SignalBatchWriter;
import conductor.gateway.edge.NotWrittenException.Reason;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what clients send to {@code conductor.signals.v1}, many signals an entry, and says of each request when Redis has it. One
 * thread writes, under numbers that rise (docs/wire.md): when the connection breaks, everything that was not answered is written
 * again in the same order, and the node drops what it has. While answers are awaited, what comes meanwhile is collected, so entries grow with the load.
 *
 * <p>Bounded: what is under way above a number of signals, or while Redis is away, is refused at once and not written.
 */
public final class SignalWriter implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(SignalWriter.class);

    private static final byte[] STREAM = SourceId.stream(SourceId.SIGNALS).getBytes(StandardCharsets.US_ASCII);
    private static final int SIGNALS_AN_ENTRY = 100;
    private static final int ENTRIES_UNDER_WAY = 32;
    private static final long ANSWER_MS = 5_000;
    /** After this long an entry is given up: longer than the node remembers, it might count twice. */
    private static final long GIVE_UP_NS = TimeUnit.MINUTES.toNanos(10);

    private static final long IDLE_PARK_NS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long RETRY_FIRST_MS = 50;
    private static final long RETRY_MOST_MS = 2_000;

    private final EdgeLink link;
    private final int waitingMax;
    private final SignalBatchWriter batch =
            new SignalBatchWriter(ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE), 0, SIGNALS_AN_ENTRY);
    private final Queue<SignalRequest> requests = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final ArrayDeque<SignalEntry> unanswered = new ArrayDeque<>();
    private final List<SignalRequest> inEntry = new ArrayList<>();
    private final WriterStats stats = new WriterStats();
    private StatefulRedisConnection<byte[], byte[]> connection;
    private SignalSender sender;
    private volatile Thread thread;
    private volatile boolean connected;
    private volatile boolean stopping;

    /** @param waitingMax signals that may be under way. */
    public SignalWriter(EdgeLink link, int waitingMax) {
        this.link = link;
        this.waitingMax = waitingMax;
    }

    /** Figures. */
    public WriterStats stats() {
        return stats;
    }

    /** Whether Redis answers. */
    public boolean connected() {
        return connected;
    }

    /** Signals under way. */
    public int waiting() {
        return waiting.get();
    }

    /**
     * Writes signals; from any thread.
     *
     * @param once key under which they are written once only, or null.
     * @return completes when Redis has all of them, or with a {@link NotWrittenException}.
     */
    public CompletableFuture<Written> write(List<EdgeSignal> signals, OnceKey once) {
        SignalRequest request = new SignalRequest(signals, once);
        if (!connected || stopping) {
            stats.shed(signals.size());
            request.fail(new NotWrittenException(Reason.REDIS_DOWN, "Redis does not answer; nothing was written"));
        } else if (waiting.addAndGet(signals.size()) > waitingMax) {
            waiting.addAndGet(-signals.size());
            stats.shed(signals.size());
            request.fail(new NotWrittenException(
                    Reason.OVERLOADED, "more than " + waitingMax + " signals are under way; nothing was written"));
        } else {
            requests.add(request);
            LockSupport.unpark(thread);
        }
        return request.written.orTimeout(ANSWER_MS, TimeUnit.MILLISECONDS).exceptionally(SignalWriter::unsureIfLate);
    }

    private static Written unsureIfLate(Throwable failure) {
        NotWrittenException why = failure instanceof NotWrittenException known
                ? known
                : new NotWrittenException(
                        Reason.UNSURE,
                        "Redis did not answer within " + ANSWER_MS
                                + " ms; the signals may have been written all the same");
        throw new CompletionException(why);
    }

    @Override
    public void run() {
        thread = Thread.currentThread();
        try {
            while (!stopping) {
                if (connection == null && !connect()) {
                    continue;
                }
                turn();
            }
            finish();
        } finally {
            disconnect();
            failQueued();
        }
    }

    /** One round: entries out, answers in. */
    private void turn() {
        try {
            if (!connection.isOpen()) {
                throw new RedisException("the connection was closed");
            }
            boolean sent = encode();
            boolean settled = settle();
            if (!sent && !settled && requests.isEmpty()) {
                LockSupport.parkNanos(this, IDLE_PARK_NS);
            } else if (unanswered.size() >= ENTRIES_UNDER_WAY) {
                LockSupport.parkNanos(this, IDLE_PARK_NS);
            }
        } catch (RedisException e) {
            LOG.warn("Redis at {} was lost while writing signals: {}", link.shown(), e.getMessage());
            disconnect();
            failQueued();
        }
    }

    /** Lets what is under way be answered. */
    private void finish() {
        long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ANSWER_MS);
        while (connection != null && (!requests.isEmpty() || !unanswered.isEmpty()) && System.nanoTime() < endNs) {
            turn();
        }
    }

    private boolean connect() {
        for (long waitMs = RETRY_FIRST_MS; !stopping; waitMs = Math.min(RETRY_MOST_MS, 2 * waitMs)) {
            try {
                connection = link.connect();
                connection.setAutoFlushCommands(false);
                sender = new SignalSender(connection.async(), () -> LockSupport.unpark(thread));
                resend();
                connected = true;
                LOG.info("Writing signals to Redis at {}.", link.shown());
                return true;
            } catch (RedisException e) {
                LOG.debug("Redis cannot be reached", e);
                disconnect();
                failQueued();
                LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(waitMs));
            }
        }
        return false;
    }

    private void disconnect() {
        connected = false;
        if (connection != null) {
            connection.closeAsync();
            connection = null;
        }
    }

    /** What was not answered may be there or not; the node tells by its numbers. */
    private void resend() {
        long nowNs = System.nanoTime();
        for (Iterator<SignalEntry> all = unanswered.iterator(); all.hasNext(); ) {
            SignalEntry entry = all.next();
            if (nowNs - entry.firstTriedNs() > GIVE_UP_NS) {
                all.remove();
                resolved(entry);
                stats.givenUp(entry.signals());
                entry.fail(new NotWrittenException(Reason.UNSURE, "Redis was away for more than ten minutes"));
            } else {
                stats.resent(entry.signals());
                sender.send(STREAM, entry);
            }
        }
        connection.flushCommands();
    }

    /** Puts requests into entries and sends them; whether there were any. */
    private boolean encode() {
        boolean any = false;
        while (unanswered.size() < ENTRIES_UNDER_WAY) {
            SignalRequest request = requests.poll();
            if (request == null) {
                break;
            }
            any = true;
            if (request.once == null) {
                encode(request);
            } else {
                endEntry();
                encodeOnce(request);
            }
        }
        endEntry();
        if (any) {
            connection.flushCommands();
        }
        return any;
    }

    private void encode(SignalRequest request) {
        boolean counted = false;
        for (EdgeSignal signal : request.signals) {
            if (!add(signal)) {
                endEntry();
                add(signal);
                counted = false;
            }
            if (!counted) {
                request.startsEntry();
                inEntry.add(request);
                counted = true;
            }
        }
        request.isWhole();
    }

    /** All of it in one step of Redis, with its key. */
    private void encodeOnce(SignalRequest request) {
        List<byte[]> data = new ArrayList<>();
        for (EdgeSignal signal : request.signals) {
            if (!add(signal)) {
                data.add(batch.take());
                add(signal);
            }
        }
        data.add(batch.take());
        request.startsEntry();
        send(new SignalEntry(data, request.signals.size(), List.of(request), request.once));
        request.isWhole();
    }

    private boolean add(EdgeSignal signal) {
        return batch.add(signal.type(), signal.session(), signal.actor(), signal.event(), signal.poll());
    }

    private void endEntry() {
        if (batch.signals() > 0) {
            int signals = batch.signals();
            send(new SignalEntry(List.of(batch.take()), signals, List.copyOf(inEntry), null));
            inEntry.clear();
        }
    }

    private void send(SignalEntry entry) {
        unanswered.add(entry);
        sender.send(STREAM, entry);
    }

    /** Takes the answers that are there, in order; whether there were any. */
    private boolean settle() {
        boolean any = false;
        while (!unanswered.isEmpty() && unanswered.peek().isAnswered()) {
            SignalEntry entry = unanswered.peek();
            try {
                byte[] known = entry.answer();
                resolved(unanswered.poll());
                stats.written(entry.signals());
                entry.written(known);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof RedisCommandExecutionException refused)) {
                    throw new RedisException(e.getCause());
                }
                // It is not there, so its numbers stay unused.
                resolved(unanswered.poll());
                stats.refused(entry.signals());
                entry.fail(
                        new NotWrittenException(Reason.REDIS_REFUSED, "Redis takes nothing: " + refused.getMessage()));
            }
            any = true;
        }
        return any;
    }

    /** To be said before the answer is: whoever has it finds the figures right. */
    private void resolved(SignalEntry entry) {
        waiting.addAndGet(-entry.signals());
    }

    /** What no number was given to was certainly not written. */
    private void failQueued() {
        for (SignalRequest request = requests.poll(); request != null; request = requests.poll()) {
            waiting.addAndGet(-request.signals.size());
            stats.shed(request.signals.size());
            request.fail(new NotWrittenException(Reason.REDIS_DOWN, "Redis does not answer; nothing was written"));
        }
    }

    /** Asks {@link #run()} to end, when what is under way was answered. */
    public void stop() {
        stopping = true;
        LockSupport.unpark(thread);
    }
}
