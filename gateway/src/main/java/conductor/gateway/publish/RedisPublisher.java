package conductor.gateway.publish;

import conductor.engine.core.Decision;
import conductor.gateway.Backoff;
import conductor.gateway.EgressInbox;
import conductor.gateway.owner.Fence;
import conductor.journal.json.SessionDirectory;
import conductor.journal.json.TemplateSets;
import io.lettuce.core.RedisException;
import io.lettuce.core.TransactionResult;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes committed records to Redis: entry and message of a record in one transaction, in order, each once. Run it
 * on a thread of its own.
 *
 * <p>Redis itself says how far it got: after every (re)connect the tops of the streams decide where to go on, and
 * nothing at or below a top is published again. So a message, a command above all, leaves at most once at any crash
 * of node or connection; a result that got lost on the way is for the engine to assume. Two batches are in hand:
 * while one is under way the next is rendered.
 *
 * <pre>
 *   feed ──► directory ──► seq ≤ top ──► (last 256: compare with Redis)
 *                     └──► seq > top ──► render ──► back ──► front ──MULTI/EXEC──► Redis ──► results ──► inbox
 * </pre>
 */
public final class RedisPublisher implements Runnable {
    /** The stream of scores; the other of {@link #streams()} has all other records. */
    public static final String SCORES = OutStream.SCORES.streamName();

    private static final Logger LOG = LoggerFactory.getLogger(RedisPublisher.class);
    private static final long RECONNECT_MIN_MS = 25;
    private static final int READS_PER_ROUND = 4_096;
    private static final long IDLE_NS = 1_000_000;
    private static final long LOOK_EVERY_NS = 1_000_000_000;

    private final PublisherConfig config;
    private final Fence fence;
    private final DecisionFeed feed;
    private final Runnable rewind;
    private final PublisherStats stats = new PublisherStats();
    private final StopSignal stop = new StopSignal();
    private final SessionDirectory directory = new SessionDirectory();
    private final StreamPosition decisions = new StreamPosition();
    private final StreamPosition scores = new StreamPosition();
    private final Decision decision = new Decision();
    private final EgressResults results;
    private final RecordRenderer renderer;
    private final Backoff backoff;
    private Batch front;
    private Batch back;
    private RedisLink link;
    private RedisLink.Sent sent;
    private RedisLink.Tops tops;
    private String serverRunId;
    private boolean outcomeUnknown;
    private boolean feedEmpty;
    private boolean differenceLogged;
    private volatile long idleRounds;

    /**
     * @param fence says whether this node may write; while it may not, nothing is written and all waits.
     * @param feed the committed records, from the first on; called by the publisher's thread only.
     * @param rewind makes {@code feed} begin at the first record again; called by the same thread, also at the start.
     * @param templates the template sets that decisions were made with.
     * @param inbox takes what became of commands (mode live).
     */
    public RedisPublisher(
            PublisherConfig config,
            Fence fence,
            DecisionFeed feed,
            Runnable rewind,
            TemplateSets templates,
            EgressInbox inbox) {
        this.config = config;
        this.fence = fence;
        this.feed = feed;
        this.rewind = rewind;
        this.results = new EgressResults(inbox, stats);
        this.renderer = new RecordRenderer(config.engineId(), directory, templates);
        this.backoff = new Backoff(RECONNECT_MIN_MS, config.reconnectMaxMs());
        this.front = new Batch(config.batchRecords());
        this.back = new Batch(config.batchRecords());
    }

    /** Names of the streams that it writes. */
    public static List<String> streams() {
        return List.of(OutStream.DECISIONS.streamName(), OutStream.SCORES.streamName());
    }

    /** What it is doing. */
    public PublisherStats stats() {
        return stats;
    }

    /** Asks the thread to finish the batch under way and end; it does within 1.5 s. */
    public void stop() {
        stop.request();
    }

    /**
     * Waits until every record committed before this call is published and its results are handed over.
     *
     * @return false if that took longer than {@code timeoutMs} or the publisher has ended.
     */
    public boolean drain(long timeoutMs) {
        long endNs = System.nanoTime() + timeoutMs * 1_000_000;
        long before = idleRounds;
        while (idleRounds - before < 2) {
            if (System.nanoTime() - endNs >= 0 || stop.requested() || stats.failure() != null) {
                return false;
            }
            LockSupport.parkNanos(IDLE_NS);
        }
        return true;
    }

    @Override
    public void run() {
        link = new RedisLink(config, fence, stop);
        try {
            while (!stop.requested() && !Thread.currentThread().isInterrupted()) {
                publishUntilBroken();
            }
        } catch (RuntimeException e) {
            stats.failed(e);
            LOG.error("The publisher has ended on an error of its own; nothing is published any more.", e);
        } finally {
            link.shutdown();
            stats.ended();
        }
    }

    private void publishUntilBroken() {
        try {
            connect();
            while (!stop.requested()) {
                round();
            }
            if (sent != null) {
                confirm();
                results.flush();
            }
        } catch (RedisException e) {
            outcomeUnknown |= sent != null;
            sent = null;
            link.close();
            if (stats.connected() || stats.lastError() == null) {
                LOG.warn("Publishing is held up ({}); it goes on by itself.", e.getMessage());
            }
            stats.down(e.getMessage());
            stop.pause(backoff.nextMs());
        }
    }

    private void connect() {
        String runId = link.open();
        boolean otherServer = !runId.equals(serverRunId);
        if (outcomeUnknown && otherServer) {
            announceAll(front);
        }
        resume(link.tops());
        serverRunId = runId;
        outcomeUnknown = false;
        backoff.reset();
        stats.up();
        LOG.info(
                "Publishing behind {} {} and {} {}.",
                OutStream.DECISIONS.streamName(),
                decisions.top(),
                OutStream.SCORES.streamName(),
                scores.top());
    }

    /** Goes on behind the given tops: reads again from the first record at the start and when Redis lost some. */
    private void resume(RedisLink.Tops now) {
        boolean first = tops == null;
        boolean lost = now.decisions() < decisions.top() || now.scores() < scores.top();
        if (lost) {
            LOG.warn(
                    "Redis lost records ({} of {}, {} of {}); they are written again, their messages are not.",
                    now.decisions(),
                    decisions.top(),
                    now.scores(),
                    scores.top());
        }
        tops = now;
        differenceLogged = false;
        decisions.resume(now.decisions());
        scores.resume(now.scores());
        stats.positions(now.decisions(), now.scores());
        if (first || lost) {
            startOver();
        } else {
            dropWritten(front);
            dropWritten(back);
        }
    }

    private void startOver() {
        front.clear();
        back.clear();
        directory.clear();
        decisions.rewind();
        scores.rewind();
        rewind.run();
    }

    /**
     * One turn of the loop: results out, records in, one batch sent or confirmed; waits a little if there was
     * nothing.
     */
    private void round() {
        boolean delivered = results.flush();
        if (sent == null && front.isEmpty()) {
            Batch filled = back;
            back = front;
            front = filled;
        }
        if (sent == null && !front.isEmpty()) {
            send();
        }
        int read = results.backlogged() ? 0 : fill();
        if (sent != null && (feedEmpty || back.isFull() || sent.exec().isDone())) {
            confirm();
        }
        if (feedEmpty && sent == null && front.isEmpty() && back.isEmpty()) {
            rest(delivered);
        } else if (read == 0 && !delivered) {
            LockSupport.parkNanos(IDLE_NS);
        }
    }

    private void rest(boolean delivered) {
        reportAhead(OutStream.DECISIONS, decisions);
        reportAhead(OutStream.SCORES, scores);
        stats.lag(0);
        if (System.nanoTime() - tops.atNs() > LOOK_EVERY_NS) {
            follow(link.tops());
        }
        if (delivered && results.flush()) {
            idleRounds++;
        }
        LockSupport.parkNanos(IDLE_NS);
    }

    private int fill() {
        int read = 0;
        feedEmpty = false;
        while (read < READS_PER_ROUND && !back.isFull()) {
            if (!feed.next(decision)) {
                feedEmpty = true;
                break;
            }
            read++;
            take();
        }
        return read;
    }

    private void take() {
        directory.apply(decision);
        StreamPosition position = position(OutStream.of(decision));
        long expected = position.read() + 1;
        if (!position.read(decision.seq)) {
            stats.alarm();
            LOG.error(
                    "Record {} of {} follows where {} should: the journal of decisions has a hole or a repeat.",
                    decision.seq,
                    OutStream.of(decision).streamName(),
                    expected);
        }
        if (decision.seq > position.top()) {
            back.add(renderer.render(decision));
        } else if (position.isCompared(decision.seq)) {
            compare(renderer.render(decision));
        }
    }

    private void send() {
        List<OutputRecord> records = front.records();
        long nowMs = redisNowMs();
        for (int i = 0; i < records.size(); i++) {
            OutputRecord record = records.get(i);
            record.fate(fate(record, nowMs));
        }
        sent = link.send(front);
    }

    private OutputRecord.Fate fate(OutputRecord record, long nowMs) {
        if (record.channel() == null
                || record.seq() <= position(record.stream()).announced()) {
            return OutputRecord.Fate.QUIET;
        }
        if (!record.command()) {
            return OutputRecord.Fate.ANNOUNCED;
        }
        if (config.egress() != EgressMode.LIVE) {
            return OutputRecord.Fate.QUIET;
        }
        boolean stale = config.staleAfterMs() > 0 && nowMs - record.engineTimeMs() >= config.staleAfterMs();
        return stale ? OutputRecord.Fate.STALE : OutputRecord.Fate.ANNOUNCED;
    }

    private void confirm() {
        TransactionResult result = link.result(sent);
        boolean refused = result.wasDiscarded();
        if (!refused) {
            settle(result);
            front.clear();
        }
        RedisLink.Tops now = link.tops(sent);
        sent = null;
        if (refused) {
            stats.conflict();
            LOG.warn("Somebody else wrote to the output streams; comparing and going on behind it.");
            resume(now);
        } else {
            follow(now);
        }
    }

    /** Goes on if the streams are as we left them, else behind what is there now. */
    private void follow(RedisLink.Tops now) {
        if (now.decisions() == decisions.top() && now.scores() == scores.top()) {
            tops = now;
        } else {
            stats.conflict();
            resume(now);
        }
    }

    private void settle(TransactionResult result) {
        announceAll(front);
        Iterator<Object> answers = result.iterator();
        List<OutputRecord> records = front.records();
        for (int i = 0; i < records.size(); i++) {
            OutputRecord record = records.get(i);
            Object entry = answers.next();
            Object receivers = record.fate() == OutputRecord.Fate.ANNOUNCED ? answers.next() : null;
            if (record.command() && receivers != null) {
                results.sent(record.seq(), receivers instanceof Long count ? count : 0);
            }
            reportStale(record);
            if (entry instanceof Exception refused) {
                stats.alarm();
                LOG.error(
                        "Redis refused record {} of {}: {}",
                        record.seq(),
                        record.stream().streamName(),
                        refused.getMessage());
                throw new RedisException(refused.getMessage());
            }
            position(record.stream()).written(record.seq());
        }
        stats.positions(decisions.top(), scores.top());
        stats.published(records.size());
        stats.lag(Math.max(0, redisNowMs() - records.get(records.size() - 1).engineTimeMs()));
    }

    private void reportStale(OutputRecord record) {
        if (record.fate() == OutputRecord.Fate.STALE) {
            LOG.warn("The command of record {} came too late and was not sent.", record.seq());
            results.stale(record.seq());
        }
    }

    private void announceAll(Batch batch) {
        List<OutputRecord> records = batch.records();
        for (int i = 0; i < records.size(); i++) {
            position(records.get(i).stream()).announce(records.get(i).seq());
        }
    }

    /** Removes from a batch what Redis has, after comparing it. */
    private void dropWritten(Batch batch) {
        batch.records().removeIf(record -> {
            if (record.seq() > position(record.stream()).top()) {
                return false;
            }
            compare(record);
            reportStale(record);
            record.fate(OutputRecord.Fate.QUIET);
            stats.published(1);
            return true;
        });
    }

    private void compare(OutputRecord record) {
        byte[] there = link.entry(record.stream(), record.seq());
        if (there == null || Arrays.equals(there, record.entry())) {
            return;
        }
        stats.alarm();
        if (!differenceLogged) {
            differenceLogged = true;
            LOG.error(
                    "Redis holds another record {} in {} than the journal, and perhaps more: they stay as they are. Is"
                            + " an engine of another version, or with another journal, writing to the same Redis?",
                    record.seq(),
                    record.stream().streamName());
        }
    }

    private void reportAhead(OutStream stream, StreamPosition position) {
        if (position.foundAhead()) {
            stats.alarm();
            LOG.error(
                    "{} ends at {} but the journal at {}: records up to {} will not be published. Is this an old copy"
                            + " of the journal, or the Redis of another engine?",
                    stream.streamName(),
                    position.top(),
                    position.read(),
                    position.top());
        }
    }

    private StreamPosition position(OutStream stream) {
        return stream == OutStream.SCORES ? scores : decisions;
    }

    private long redisNowMs() {
        return tops.redisTimeMs() + (System.nanoTime() - tops.atNs()) / 1_000_000;
    }
}
