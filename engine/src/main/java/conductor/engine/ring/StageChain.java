package conductor.engine.ring;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.TimeoutException;
import com.lmax.disruptor.dsl.Disruptor;
import com.lmax.disruptor.dsl.ProducerType;
import conductor.engine.core.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Second and third stage of the chained layout, each on a thread of its own, behind a ring of {@link StageSlot}. Filled by one
 * thread ({@link ChainedHandler}) in batches: {@link #claim} slots, then {@link #handOn} all of them.
 */
final class StageChain {
    /** A slip has room for the steps of a full tick, about 100 KiB: so few slots, and enough to ride out a stage's pause. */
    private static final int MOST_SLOTS = 256;

    private static final long PARK_NS = 10_000;

    private final Disruptor<StageSlot> disruptor;
    private final RingBuffer<StageSlot> ring;
    private final SequenceBarrier end;
    private final Sequence dueMs;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean closed;
    private long firstClaimed = -1;
    private long claimed = -1;

    StageChain(
            Engine engine,
            DecisionLog decisionLog,
            EngineView view,
            FailStop failStop,
            LatencyRecorders latencies,
            PipelineConfig config) {
        this.dueMs = new Sequence(engine.decisioningDueMs());
        this.disruptor = new Disruptor<>(
                StageSlot::new,
                Math.min(MOST_SLOTS, config.ringSize()),
                this::thread,
                ProducerType.SINGLE,
                config.waitProfile().strategy());
        DecisioningHandler decisioning = new DecisioningHandler(engine, decisionLog, view, failStop, latencies, dueMs);
        disruptor.setDefaultExceptionHandler(failStop.ofStages());
        disruptor.handleEventsWith(new DetectionHandler(engine, failStop)).then(decisioning);
        this.ring = disruptor.getRingBuffer();
        this.end = disruptor.after(decisioning).asSequenceBarrier();
    }

    private Thread thread(Runnable stage) {
        Thread thread = new Thread(stage, threads.isEmpty() ? "engine-detection" : "engine-decisioning");
        threads.add(thread);
        return thread;
    }

    void start() {
        disruptor.start();
    }

    /** The threads of the stages, once started. */
    List<Thread> threads() {
        return threads;
    }

    /** Largest batch that can be claimed while another is handled. */
    int batchMax(int wanted) {
        return Math.min(wanted, ring.getBufferSize() / 2);
    }

    /** The next slot to fill, once one is free; null when the chain is closed instead. */
    StageSlot claim() {
        while (!ring.hasAvailableCapacity(1)) {
            if (closed) {
                return null;
            }
            LockSupport.parkNanos(PARK_NS);
        }
        claimed = ring.next();
        if (firstClaimed < 0) {
            firstClaimed = claimed;
        }
        return ring.get(claimed);
    }

    /** Hands all claimed slots to the stages. */
    void handOn() {
        ring.publish(firstClaimed, claimed);
        firstClaimed = -1;
    }

    StageSlot get(long slot) {
        return ring.get(slot);
    }

    /** Number of the slot that was claimed last. */
    long claimed() {
        return claimed;
    }

    /** Number of the last slot that all stages have handled. */
    long handled() {
        return end.getCursor();
    }

    /** Due time of decisioning's earliest timer, as of the last handled slot or later. */
    long dueMs() {
        return dueMs.get();
    }

    /** Waits until all that was handed on is handled, or passed over after a failure, or until the chain is closed. */
    void awaitHandled() {
        try {
            end.waitFor(ring.getCursor());
        } catch (AlertException e) {
            // Closed: nothing is claimed any more.
        } catch (TimeoutException e) {
            throw new IllegalStateException("the stages do not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the stages were to finish", e);
        }
    }

    /** Whether all that was handed on is handled. */
    boolean drained() {
        return handled() == ring.getCursor();
    }

    boolean closed() {
        return closed;
    }

    /** Ends both threads; what was not handled stays so. */
    void close() {
        closed = true;
        end.alert();
        disruptor.halt();
    }
}
