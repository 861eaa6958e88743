package conductor.gateway.publish;

import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.gateway.EgressInbox;
import conductor.journal.KillPoint;
import conductor.journal.RecordFeed;
import conductor.journal.RecordPosition;
import conductor.journal.json.SessionDirectory;
import conductor.journal.json.TemplateSets;
import io.lettuce.core.RedisException;
import io.lettuce.core.TransactionResult;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What {@link RedisPublisher} does on a connection, turn by turn: where to go on after it connected, what leaves next, what an answer
 * means. Knows neither threads nor pauses nor the clock of this machine. One thread.
 */
final class Publishing {
    private static final Logger LOG = LoggerFactory.getLogger(Publishing.class);
    private static final int READS_PER_ROUND = 4_096;
    private static final long LOOK_EVERY_NS = 1_000_000_000;

    private final PublisherConfig config;
    private final OutputLink link;
    private final RecordFeed feed;
    private final LongSupplier nanoTime;
    private final PublisherStats stats;
    private final SessionDirectory directory = new SessionDirectory();
    private final StreamPosition decisions = new StreamPosition();
    private final StreamPosition scores = new StreamPosition();
    private final Decision decision = new Decision();
    private final EgressResults results;
    private final RecordRenderer renderer;
    private Batch front;
    private Batch back;
    private OutputLink.Sent sent;
    private OutputLink.Tops tops;
    private String serverRunId;
    private boolean outcomeUnknown;
    private boolean feedEmpty;
    private boolean differenceLogged;
    private long idleRounds;
    private long quietUntilMs;

    /**
     * @param feed the committed records.
     * @param inbox takes what became of commands (mode live).
     * @param nanoTime a clock that never goes back.
     */
    Publishing(
            PublisherConfig config,
            OutputLink link,
            RecordFeed feed,
            TemplateSets templates,
            EgressInbox inbox,
            PublisherStats stats,
            LongSupplier nanoTime) {
        this.config = config;
        this.link = link;
        this.feed = feed;
        this.stats = stats;
        this.nanoTime = nanoTime;
        this.results = new EgressResults(inbox, stats);
        this.renderer = new RecordRenderer(config.engineId(), directory, templates);
        this.front = new Batch(config.batchRecords());
        this.back = new Batch(config.batchRecords());
    }

    /** Rounds so far that found nothing to do and nothing left to hand over. */
    long idleRounds() {
        return idleRounds;
    }

    /** Connects and finds out where to go on. */
    void connect() {
        String runId = link.open();
        boolean otherServer = !runId.equals(serverRunId);
        OutputLink.Tops now = link.tops();
        if (outcomeUnknown && (otherServer || hasLost(now))) {
            announceAll(front);
        }
        resume(now);
        serverRunId = runId;
        outcomeUnknown = false;
        stats.up();
        LOG.info(
                "Publishing behind {} {} and {} {}.",
                OutStream.DECISIONS.streamName(),
                decisions.top(),
                OutStream.SCORES.streamName(),
                scores.top());
    }

    /** Goes on behind the given tops: reads again from there at the start and when Redis lost some. */
    private void resume(OutputLink.Tops now) {
        boolean first = tops == null;
        boolean lost = hasLost(now);
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

    /** Ends well: waits for the answer that is under way and hands over its results. */
    void finish() {
        if (sent != null) {
            confirm();
            results.flush();
        }
    }

    /** The connection broke: what became of the batch under way is not known until the next one is made. */
    void broken() {
        outcomeUnknown |= sent != null;
        sent = null;
        link.close();
    }

    private boolean hasLost(OutputLink.Tops now) {
        return now.decisions() < decisions.top() || now.scores() < scores.top();
    }

    private void startOver() {
        front.clear();
        back.clear();
        directory.clear();
        quietUntilMs = 0;
        RecordPosition begin = feed.goOnBehind(new RecordPosition(decisions.comparedAfter(), scores.comparedAfter()));
        decisions.begin(begin.seq() + 1);
        scores.begin(begin.scoreSeq() + 1);
    }

    /**
     * One turn of the loop: results out, records in, one batch sent or confirmed.
     *
     * @return whether there was nothing to do, so that it is time to wait a little.
     */
    boolean round() {
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
        if (sent != null && (feedEmpty || back.isFull() || sent.done())) {
            confirm();
        }
        if (feedEmpty && sent == null && front.isEmpty() && back.isEmpty()) {
            rest(delivered);
            return true;
        }
        return read == 0 && !delivered;
    }

    private void rest(boolean delivered) {
        reportAhead(OutStream.DECISIONS, decisions);
        reportAhead(OutStream.SCORES, scores);
        stats.lag(0);
        stats.positions(decisions.settled(), scores.settled());
        if (nanoTime.getAsLong() - tops.atNs() > LOOK_EVERY_NS) {
            follow(link.tops());
        }
        if (delivered && results.flush()) {
            idleRounds++;
        }
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
        if (decision.type == DecisionType.RESTORED) {
            quietUntilMs = Math.max(quietUntilMs, decision.causeTimeMs);
        }
        if (feed.recalls()) {
            return;
        }
        if (decision.type == DecisionType.RESTORED) {
            decisions.begin(decision.seq);
            scores.begin(decision.anomalySeq + 1);
        }
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
        return stale || isPerhapsSent(record) ? OutputRecord.Fate.STALE : OutputRecord.Fate.ANNOUNCED;
    }

    /** Whether it may have been sent under another number, before the end of the journal was lost. */
    private boolean isPerhapsSent(OutputRecord record) {
        return record.engineTimeMs() <= quietUntilMs;
    }

    private void confirm() {
        TransactionResult result = link.result(sent);
        KillPoint.PUBLISH_ANSWERED.pass();
        boolean refused = result.wasDiscarded();
        if (!refused) {
            settle(result);
            front.clear();
        }
        OutputLink.Tops now = link.tops(sent);
        KillPoint.PUBLISH_SETTLED.pass();
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
    private void follow(OutputLink.Tops now) {
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
            LOG.warn(
                    "The command of record {} {} and was not sent.",
                    record.seq(),
                    isPerhapsSent(record)
                            ? "may have been carried out before the end of the journal was lost"
                            : "came too late");
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
        return tops.redisTimeMs() + (nanoTime.getAsLong() - tops.atNs()) / 1_000_000;
    }
}
