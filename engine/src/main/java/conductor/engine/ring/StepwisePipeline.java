package conductor.engine.ring;

import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import conductor.engine.core.Engine;
import conductor.engine.core.Signal;

/**
 * Hosts an engine as {@link EnginePipeline} does in the fused layout, with the same ring and the same handler, but without a thread: the
 * caller says when the engine handles what is in the ring. For simulations, where one thread does everything in an order of its own.
 */
public final class StepwisePipeline {
    private final RingBuffer<Signal> ring;
    private final Sequence handled = new Sequence();
    private final FusedHandler handler;
    private final SignalIngress ingress;
    private final FailStop failStop = new FailStop();
    private final EngineView view = new EngineView();
    private final int batchMax;

    /**
     * @param engine recovered up to the end of the journal.
     * @param config of the fused layout; its way of waiting is of no account, as nobody waits.
     */
    public StepwisePipeline(Engine engine, SignalJournal journal, DecisionLog decisionLog, PipelineConfig config) {
        this.ring = RingBuffer.createSingleProducer(new SignalSlots(config.ringSize()), config.ringSize());
        this.ingress = new SignalIngress(ring, failStop);
        this.batchMax = config.batchMax();
        Sequencer sequencer = new Sequencer(engine, config.clock(), config.checkpointEvery());
        LatencyRecorders latencies = new LatencyRecorders(config.clock(), config.batchMax());
        this.handler = new FusedHandler(
                ring, sequencer, journal, engine, decisionLog, view, failStop, latencies, config.batchMax());
        ring.addGatingSequences(handled);
        view.publish(new CommitFigures().ofAll(engine, 0));
    }

    /** What the engine's thread does before it waits for the first signal. */
    public void start() {
        try {
            handler.onStart();
        } catch (RuntimeException e) {
            failStop.handleOnStartException(e);
        }
    }

    /**
     * Handles what is in the ring, but no more than a batch.
     *
     * @return slots handled.
     */
    public int step() {
        long first = handled.get() + 1;
        long last = Math.min(ring.getCursor(), first + batchMax - 1);
        if (last < first) {
            return 0;
        }
        long at = first;
        try {
            handler.onBatchStart(last - first + 1, ring.getCursor() - first + 1);
            for (; at <= last; at++) {
                handler.onEvent(ring.get(at), at, at == last);
            }
        } catch (RuntimeException e) {
            failStop.handleEventException(e, at, ring.get(at));
        }
        handled.set(last);
        return (int) (last - first + 1);
    }

    /** The producer's end. */
    public SignalIngress ingress() {
        return ingress;
    }

    /** The figures of the last commit. */
    public EngineView view() {
        return view;
    }

    /** Whether and why the engine has stopped. */
    public FailStop failStop() {
        return failStop;
    }
}
