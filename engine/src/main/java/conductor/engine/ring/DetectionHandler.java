package conductor.engine.ring;

import com.lmax.disruptor.EventHandler;
import conductor.engine.core.Engine;

/** The second thread of the chained layout. */
final class DetectionHandler implements EventHandler<StageSlot> {
    private final Engine engine;
    private final FailStop failStop;

    DetectionHandler(Engine engine, FailStop failStop) {
        this.engine = engine;
        this.failStop = failStop;
    }

    @Override
    public void onEvent(StageSlot slot, long sequence, boolean endOfBatch) {
        if (failStop.failed()) {
            return;
        }
        engine.detect(slot.steps);
        if (slot.lastOfBatch) {
            slot.figures.ofDetection(engine);
        }
    }
}
