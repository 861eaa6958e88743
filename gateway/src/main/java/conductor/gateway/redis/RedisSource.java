package conductor.gateway.redis;

import conductor.engine.ring.ClockMode;
import conductor.engine.ring.SignalIngress;
import conductor.gateway.Backoff;
import conductor.gateway.EgressInbox;
import conductor.gateway.lookup.LookUpInbox;
import conductor.journal.KillPoint;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the platform's streams and puts their entries on the ring in the order (millisecond, stream rank, id), each as
 * exactly one signal. This is the body of the ingest thread, the only producer of the ring.
 *
 * <pre>
 *   connect ─► positions ─► ┌─► send TIME + XREAD ─► wait (results, idle time) ─► fronts ─► release ─► time ─┐
 *      ▲                    │                           ▲      (backlog: send the next) ─┘                    │
 *      │                    └─────────────────────────────────────────────────────────────────────────────────┘
 *      └── back-off ◄── any failure: what was half read is forgotten, what is held stays
 * </pre>
 *
 * <p>What may go when is {@link Merge}'s business: see there and {@link StreamState}. With {@link ClockMode#REDIS} the
 * answer of TIME that was sent before XREAD bounds what a drained stream can still show; with {@link ClockMode#STREAM}
 * the newest time mark does.
 */
public final class RedisSource implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(RedisSource.class);

    private static final long BLOCK_MS = 1_000;
    /** Distance that idle time keeps from the Redis clock, for entries that are on their way to us. */
    private static final long GUARD_MS = 25;
    /** Up to this wait for a held entry's millisecond to pass, this thread waits; beyond it Redis does. */
    private static final long SHORT_WAIT_MS = 2;

    private static final long RETRY_MIN_MS = 50;
    private static final long RETRY_MAX_MS = 5_000;
    private static final long FULL_PARK_NS = 50_000;
    private static final long SLICE_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final SourceConfig config;
    private final SignalIngress ingress;
    private final Supplier<SourceCursors> journalled;
    private final IntakeGate intake;
    private final SourceStats stats;
    private final DeadLetters deadLetters;
    private final OwedLetters owedLetters;
    private final ReadProgress progress = new ReadProgress();
    private final SourceReader reader;
    private final RedisClock clock;
    private final Backoff backoff = new Backoff(RETRY_MIN_MS, RETRY_MAX_MS);
    private final AtomicLong arrivedBytes = new AtomicLong();
    private final Patience patience = new Patience(arrivedBytes, this::isStopping);
    private final SourceStreams streams;
    private final boolean live;
    private boolean reading;
    /** Whether the next round's read is under way. */
    private boolean readingAhead;

    private volatile Throwable choresFailure;
    private long clockSteps;
    private volatile boolean stopping;

    /**
     * @param config what and how to read.
     * @param ingress the ring; this thread becomes its only producer.
     * @param inbox results of egress, which become signals.
     * @param lookUps what look-ups found, which becomes signals too.
     * @param start positions of the recovered engine.
     * @param seen what was applied last, by the journal; this thread's from now on.
     * @param nextDueMs time at which the engine has something to do, kept up to date by its thread.
     * @param journalled positions that are durable, for the group that operators see; asked by another thread.
     * @param intake whether anything may be taken in.
     */
    public RedisSource(
            SourceConfig config,
            SignalIngress ingress,
            EgressInbox inbox,
            LookUpInbox lookUps,
            SourceCursors start,
            SeenStreams seen,
            LongSupplier nextDueMs,
            Supplier<SourceCursors> journalled,
            IntakeGate intake) {
        this(
                config,
                ingress,
                inbox,
                lookUps,
                start,
                seen,
                nextDueMs,
                journalled,
                intake,
                new RedisClock(start.engineTimeMs()));
    }

    RedisSource(
            SourceConfig config,
            SignalIngress ingress,
            EgressInbox inbox,
            LookUpInbox lookUps,
            SourceCursors start,
            SeenStreams seen,
            LongSupplier nextDueMs,
            Supplier<SourceCursors> journalled,
            IntakeGate intake,
            RedisClock clock) {
        this.clock = clock;
        this.intake = intake;
        this.config = config;
        this.stats = new SourceStats(config::reads);
        this.deadLetters = new DeadLetters(stats);
        this.ingress = ingress;
        this.journalled = journalled;
        this.owedLetters = new OwedLetters(seen);
        this.live = config.clock() == ClockMode.REDIS;
        this.reader = new SourceReader(
                config,
                ingress,
                inbox,
                lookUps,
                start,
                seen,
                nextDueMs,
                intake,
                clock,
                this::waitForRing,
                stats,
                deadLetters,
                progress);
        this.streams = reader.streams();
    }

    /** Figures for metrics. */
    public SourceStats stats() {
        return stats;
    }

    /** Asks {@link #run()} to end, which it does within 1.5 s. */
    public void stop() {
        stopping = true;
    }

    @Override
    public void run() {
        RedisClient client = ReadConnection.client();
        // Of its own, because bytes for the chores are no sign of life of a read.
        RedisClient readClient = ReadConnection.counting(client, arrivedBytes);
        SourceChores chores = new SourceChores(client, config, deadLetters, owedLetters, journalled, progress, stats);
        Thread choresThread = new Thread(chores, "ingest-chores");
        choresThread.setDaemon(true);
        choresThread.setUncaughtExceptionHandler((self, error) -> choresFailure = error);
        choresThread.start();
        try {
            while (!isStopping()) {
                connectAndRead(readClient);
            }
        } finally {
            chores.stop();
            join(choresThread);
            ReadConnection.end(readClient, client);
            stats.down(ingress.stopped() ? "the engine has stopped" : "stopped");
        }
        if (choresFailure != null) {
            throw new IllegalStateException("what reading needs beside itself has failed", choresFailure);
        }
    }

    private void connectAndRead(RedisClient client) {
        RedisURI address = ReadConnection.address(config.redisUri());
        try (ReadConnection connection = ReadConnection.open(client, address, this::isStopping)) {
            reading = false;
            readingAhead = false;
            if (!reader.position(new StartPositions(connection.plain(), patience))) {
                return;
            }
            while (!isStopping()) {
                if (waitUntilOpen()) {
                    round(connection);
                    backoff.reset();
                    if (!readingAhead
                            && progress.isAsked()
                            && !reader.checkEpochs(new StartPositions(connection.plain(), patience))) {
                        return;
                    }
                }
            }
        } catch (SourceDown | RedisException e) {
            if (isStopping()) {
                return;
            }
            String problem = ReadConnection.rootMessage(e);
            if (!problem.equals(stats.problem())) {
                LOG.warn("Redis cannot be read, trying again: {}", problem);
            }
            stats.down(problem);
            waitForRetry();
        }
    }

    /** One read and what follows from it; where there is more, the next read is sent before what came is released. */
    private void round(ReadConnection connection) throws SourceDown {
        long blockMs = -1;
        boolean idle = false;
        if (!readingAhead) {
            boolean backlog = streams.backlog(config.count());
            long heldMs = streams.merge().firstHeldMs();
            boolean held = heldMs != Long.MAX_VALUE;
            if (live && held && !backlog) {
                waitFor(heldMs);
            }
            blockMs = backlog ? -1 : live && held ? heldMs - clock.timeMs(System.nanoTime()) : BLOCK_MS;
            blockMs = blockMs <= SHORT_WAIT_MS ? -1 : Math.min(blockMs, BLOCK_MS);
            idle = live && !held && !backlog;
            send(connection, reader.prepare(), blockMs);
        }
        readingAhead = false;
        if (!await(connection, blockMs, idle)) {
            return;
        }
        noteReading();
        if (progress.isAsked()) {
            // Perhaps of a stream that was made anew. Applied before its new position, it would hide that from the next
            // start.
            reader.rollback();
            return;
        }
        connection.answeredTime(clock);
        tellSteps();
        KillPoint.SOURCE_ANSWERED.pass();
        reader.taken();
        List<StreamState> ahead = reader.prepareAhead();
        if (!ahead.isEmpty()) {
            send(connection, ahead, -1);
            readingAhead = true;
        }
        if (reader.released()) {
            KillPoint.SOURCE_RELEASED.pass();
            publishStats();
        }
    }

    private void send(ReadConnection connection, List<StreamState> asked, long blockMs) {
        connection.send(asked, config.count(), blockMs, live, new XReadOutput(streams.all()));
    }

    /** Only a read that was answered shows that reading is possible: connecting and looking need other rights. */
    private void noteReading() {
        if (!reading) {
            reading = true;
            stats.up();
            LOG.info("reading {} streams of Redis", streams.all().length);
        }
    }

    /** Waits for the answer, doing small things meanwhile; false if the node stops first. */
    private boolean await(ReadConnection connection, long blockMs, boolean idle) throws SourceDown {
        patience.begin(blockMs);
        while (!connection.finished()) {
            if (isStopping()) {
                return false;
            }
            if (patience.isOver()) {
                fail(connection, "Redis did not answer a read within " + Patience.ANSWER_MS + " ms");
            }
            LockSupport.parkNanos(SLICE_NS);
            reader.emitInboxes();
            if (idle && !connection.finished()) {
                reader.tellTime(clock.timeMs(System.nanoTime()) - GUARD_MS);
            }
        }
        if (connection.failure() != null) {
            fail(connection, "Redis refused or lost a read: " + connection.failure());
        }
        reader.emitInboxes();
        return true;
    }

    /** Closes first, so that nothing is written into the queues any more, then forgets what was half read. */
    private void fail(ReadConnection connection, String why) throws SourceDown {
        connection.close();
        reader.rollback();
        throw new SourceDown(why);
    }

    private void publishStats() {
        long heldMs = streams.merge().firstHeldMs();
        boolean waits = heldMs != Long.MAX_VALUE || streams.backlog(config.count());
        stats.set(SourceStats.Count.HELD, streams.held());
        stats.set(
                SourceStats.Count.LAG_MS,
                waits ? Math.max(0, reader.nowMs() - streams.merge().completeMs()) : 0);
        stats.set(SourceStats.Count.REDIS_TIME_MS, clock.answeredMs());
        if (live) {
            stats.set(SourceStats.Count.HOST_AHEAD_MS, System.currentTimeMillis() - clock.serverMs(System.nanoTime()));
            stats.set(SourceStats.Count.CLOCK_AHEAD_MS, clock.aheadMs());
            stats.set(SourceStats.Count.CLOCK_FORWARD_MS, clock.forwardMs());
            stats.set(SourceStats.Count.CLOCK_STEPS, clock.steps());
        }
    }

    private void tellSteps() {
        if (clock.steps() != clockSteps) {
            clockSteps = clock.steps();
            LOG.warn(
                    "the clock of Redis was set: it shows {}, time is {} ms; the last step forward was {} ms",
                    clock.serverMs(System.nanoTime()),
                    clock.answeredMs(),
                    clock.forwardMs());
        }
    }

    /**
     * Waits until the clock has passed {@code heldMs} if that is soon, so that the next read can release what is held.
     */
    private void waitFor(long heldMs) {
        long waitNs = clock.untilNs(heldMs + 1, System.nanoTime());
        if (waitNs > 0 && waitNs <= TimeUnit.MILLISECONDS.toNanos(SHORT_WAIT_MS)) {
            LockSupport.parkNanos(waitNs);
            reader.emitInboxes();
        }
    }

    /** Takes nothing in while it may not; results of what was done before are journalled as long as they may be. */
    private boolean waitUntilOpen() {
        while (!intake.open() && !isStopping()) {
            noteReading();
            LockSupport.parkNanos(SLICE_NS);
            reader.emitInboxes();
        }
        return !isStopping();
    }

    private void waitForRetry() {
        long untilNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(backoff.nextMs());
        while (System.nanoTime() - untilNs < 0 && !isStopping()) {
            LockSupport.parkNanos(SLICE_NS);
            reader.emitInboxes();
        }
    }

    private boolean waitForRing() {
        if (isStopping()) {
            return false;
        }
        LockSupport.parkNanos(FULL_PARK_NS);
        return true;
    }

    private boolean isStopping() {
        return stopping
                || choresFailure != null
                || ingress.stopped()
                || Thread.currentThread().isInterrupted();
    }

    private static void join(Thread thread) {
        try {
            thread.join(500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
