package conductor.gateway.content;

import conductor.engine.core.ContentMethod;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionState;
import conductor.engine.core.DecisionType;
import conductor.gateway.content.ContentStats.Result;
import conductor.gateway.lookup.LookUp;
import conductor.gateway.lookup.LookUpInbox;
import conductor.journal.json.RecordView;
import conductor.journal.json.SessionDirectory;
import conductor.journal.json.TemplateSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.agrona.collections.Long2LongHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the decisions of the journal beside everybody else, has content made for those that wait (proposals, and what was
 * approved automatically and not published in the same step) and hands it on, or word that there is none, as an input of the
 * engine. It works on a few threads of its own; when those are busy the template is used at once.
 *
 * <pre>
 *  journal ──► decisions that wait ──► threads ──► provider ──► inbox ──► ring
 * </pre>
 */
public final class ContentWorker implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(ContentWorker.class);
    /** Decisions that are older are not worked on, in engine time. */
    static final long OLD_MS = 30_000;

    private static final long IDLE_NS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long STOP_MS = 1_000;
    private static final int RECORDS_A_TURN = 8_192;
    private static final long UNKNOWN = -1;
    private static final byte[] NONE = {};

    private final Predicate<Decision> feed;
    private final LongSupplier engineTimeMs;
    private final ContentProvider provider;
    private final LookUpInbox inbox;
    private final ContentStats stats;
    private final long waitMs;
    private final ThreadPoolExecutor threads;
    private final Decision decision = new Decision();
    private final RecordView view = new RecordView(new SessionDirectory());
    private final Long2LongHashMap openedMs = new Long2LongHashMap(UNKNOWN);
    private final Map<Long, ContentRequest> waiting = new LinkedHashMap<>();
    private long step;
    private boolean caughtUp;
    private volatile boolean stopping;

    /**
     * @param feed fills in the next committed decision; false when there is none yet.
     * @param engineTimeMs the engine's time now.
     * @param provider makes the content; closed when the worker ends.
     * @param inbox takes what becomes an input of the engine.
     * @param waitMs how long an automatic decision waits for its content.
     * @param threadCount calls that may be under way at once; as many may wait.
     */
    public ContentWorker(
            Predicate<Decision> feed,
            LongSupplier engineTimeMs,
            ContentProvider provider,
            LookUpInbox inbox,
            ContentStats stats,
            long waitMs,
            int threadCount) {
        this.feed = feed;
        this.engineTimeMs = engineTimeMs;
        this.provider = provider;
        this.inbox = inbox;
        this.stats = stats;
        this.waitMs = waitMs;
        this.threads = new ThreadPoolExecutor(
                threadCount, threadCount, 0, TimeUnit.MILLISECONDS, new ArrayBlockingQueue<>(threadCount), work -> {
                    Thread thread = new Thread(work, "content-call");
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /** Asks {@link #run()} to end; calls that are under way are broken off. */
    public void stop() {
        stopping = true;
        threads.shutdownNow();
    }

    @Override
    public void run() {
        try {
            while (!stopping) {
                turn();
            }
            threads.awaitTermination(STOP_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            stats.failed(e.toString());
            LOG.error("No content is asked for any more; the templates are used until the node is started again.", e);
        } finally {
            threads.shutdownNow();
            provider.close();
        }
    }

    private void turn() {
        int read = 0;
        while (read < RECORDS_A_TURN && !stopping && feed.test(decision)) {
            note(decision);
            read++;
        }
        if (read < RECORDS_A_TURN) {
            caughtUp = true;
            submitAll();
            LockSupport.parkNanos(IDLE_NS);
        }
    }

    /** What a step of the engine gave is judged when all of it is there: what it published itself waits for nothing. */
    private void note(Decision d) {
        if (d.causeSequence != step && caughtUp) {
            submitAll();
        }
        step = d.causeSequence;
        switch (d.type) {
            case DecisionType.SESSION_OPENED -> openedMs.put(d.subjectKey, d.engineTimeMs);
            case DecisionType.SESSION_CLOSED -> {
                openedMs.remove(d.subjectKey);
                provider.closed(d.subjectKey);
            }
            case DecisionType.DECISION -> {
                if (waits(d)) {
                    waiting.put(d.decisionSeq, request(d));
                } else {
                    waiting.remove(d.decisionSeq);
                }
            }
            default -> {
                // Nothing about content.
            }
        }
    }

    private boolean waits(Decision d) {
        return (d.state == DecisionState.PROPOSED || d.state == DecisionState.AUTO_APPROVED)
                && d.arm != 0
                && engineTimeMs.getAsLong() - d.engineTimeMs <= OLD_MS;
    }

    private ContentRequest request(Decision d) {
        view.wrap(d);
        long opened = openedMs.get(d.subjectKey);
        return new ContentRequest(
                d.decisionSeq,
                d.subjectKey,
                d.arm,
                d.anomalyClass,
                d.severity,
                d.scorePpm,
                d.expectedPpm,
                d.chatCount,
                d.reactionCount,
                d.activeUsers,
                d.totalUsers,
                d.participationPpm,
                opened == UNKNOWN ? 0 : TimeUnit.MILLISECONDS.toMinutes(d.engineTimeMs - opened),
                TemplateSet.language(view.templateLanguage()));
    }

    private void submitAll() {
        waiting.values().forEach(this::submit);
        waiting.clear();
    }

    private void submit(ContentRequest request) {
        long beganNs = System.nanoTime();
        try {
            threads.execute(() -> work(request, beganNs));
        } catch (RejectedExecutionException e) {
            stats.count(Result.POOL_FULL);
            handOn(request, new ContentProvider.Made(ContentMethod.TEMPLATE, NONE, 0), beganNs);
        }
    }

    private void work(ContentRequest request, long beganNs) {
        try {
            handOn(request, provider.make(request, waitMs - msSince(beganNs)), beganNs);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("Content for decision {} could not be made; its template is used.", request.decision(), e);
            handOn(request, new ContentProvider.Made(ContentMethod.TEMPLATE, NONE, 0), beganNs);
        }
    }

    private void handOn(ContentRequest request, ContentProvider.Made made, long beganNs) {
        LookUp.Content content = new LookUp.Content(
                request.decision(), made.method(), made.costMicros(), msSince(beganNs), made.content());
        while (!inbox.offer(content) && !stopping) {
            LockSupport.parkNanos(IDLE_NS);
        }
    }

    private static long msSince(long beganNs) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNs);
    }
}
