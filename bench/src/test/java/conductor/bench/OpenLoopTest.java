package conductor.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.lmax.disruptor.RingBuffer;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.ring.FailStop;
import conductor.engine.ring.SignalIngress;
import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("one-jdk")
class OpenLoopTest {
    private static final int RING_SIZE = 1024;
    private static final int PER_SECOND = 5_000;
    private static final int PLAN_MS = 100;
    private static final int SIGNALS = PER_SECOND * PLAN_MS / 1_000;
    private static final long PLAN_NS = TimeUnit.MILLISECONDS.toNanos(PLAN_MS);

    /** Handles nothing before all was sent, and then all at once: a stall as long as the plan. */
    private static final class Stalled implements OpenLoop.Target {
        private final RingBuffer<Signal> ring = RingBuffer.createSingleProducer(Signal::new, RING_SIZE);
        private final SignalIngress ingress = new SignalIngress(ring, new FailStop());
        private final LatencyProbe probe = new LatencyProbe(RING_SIZE);
        private final boolean deciding;
        private long handled = -1;

        /** @param deciding whether each signal is decided about twice: by the tick before it, and by itself. */
        Stalled(boolean deciding) {
            this.deciding = deciding;
        }

        @Override
        public SignalIngress ingress() {
            return ingress;
        }

        @Override
        public LatencyProbe probe() {
            return probe;
        }

        @Override
        public boolean drained() {
            Signal tick = new Signal().clear();
            tick.type = SignalType.TICK;
            while (handled < ring.getCursor()) {
                if (deciding) {
                    probe.applied(tick);
                    probe.decided();
                }
                probe.applied(ring.get(++handled));
                if (deciding) {
                    probe.decided();
                }
            }
            probe.committed();
            return true;
        }

        @Override
        public void requireRunning() {
            // It has no thread that could fail.
        }
    }

    private static OpenLoop.Step run(Stalled target) {
        OpenLoop loop = new OpenLoop(target, (number, slot) -> slot.type = SignalType.CHAT, 0);
        return loop.run(PER_SECOND, 1, PLAN_MS);
    }

    @Test
    void aStallIsChargedToEverythingThatWaitedBehindIt() {
        OpenLoop.Step step = run(new Stalled(false));

        assertThat(step.signals().getTotalCount()).isEqualTo(SIGNALS);
        // The first waited for the whole plan, the one in the middle for half of it; taken when they got on the ring,
        // none had waited.
        assertThat(step.signals().getMaxValue()).isGreaterThan(PLAN_NS * 9 / 10);
        assertThat(step.signals().getValueAtPercentile(50)).isGreaterThan(PLAN_NS * 4 / 10);
        assertThat(step.decisions().getTotalCount()).isZero();
    }

    @Test
    void whatATickDecidesBelongsToTheSignalThatBroughtItsTime() {
        OpenLoop.Step step = run(new Stalled(true));

        assertThat(step.decisions().getTotalCount()).isEqualTo(2 * SIGNALS);
        assertThat(step.decisions().getMaxValue()).isEqualTo(step.signals().getMaxValue());
        assertThat(step.decisions().getMinNonZeroValue())
                .isEqualTo(step.signals().getMinNonZeroValue());
        assertThat(step.decisions().getMean()).isCloseTo(step.signals().getMean(), within(1));
    }

    private static Offset<Double> within(double ns) {
        return Offset.offset(ns);
    }
}
