package conductor.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import com.lmax.disruptor.BlockingWaitStrategy;
import com.lmax.disruptor.RingBuffer;
import com.sun.management.ThreadMXBean;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.ring.SignalSlots;
import conductor.engine.state.Hashing;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("one-jdk")
class ConductorHandlerTest {
    private static final int SIGNALS = 60_000;
    private static final int SESSIONS = 50;

    private final PeerTally tally = new PeerTally();
    private final RingBuffer<Signal> ring =
            RingBuffer.createSingleProducer(new SignalSlots(64), 64, new BlockingWaitStrategy());
    private final ConductorHandler handler = new ConductorHandler(
            ring,
            new SessionPages(SESSIONS, tally),
            new PairTable(1 << 16),
            null,
            0,
            new PeerClock(PeerClock.Mode.RATE, () -> {}, () -> {}));
    private final SplittableRandom random = new SplittableRandom(3);
    private long sequence;
    private long timeMs = 1_000_001;

    @Test
    void aSignalAllocatesNothing() {
        // Two minutes, until pairs leave the window and come again.
        handle(SIGNALS);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long scores = tally.scores();
        long before = threads.getCurrentThreadAllocatedBytes();
        handle(SIGNALS);
        long after = threads.getCurrentThreadAllocatedBytes();
        assertThat(after - before).isZero();
        assertThat(tally.scores()).isGreaterThan(scores);
    }

    @Test
    void noSessionWaitsLongerForItsScoreThanHalfThePeriod() {
        handle(SIGNALS - 100);
        long scores = tally.scores();
        timeMs = (timeMs / PeerScore.EVERY_MS + 1) * PeerScore.EVERY_MS + 1;
        handle((int) (PeerScore.EVERY_MS / 2 / 2) + 100);
        assertThat(tally.scores() - scores).isEqualTo(SESSIONS);
    }

    /** One signal every two milliseconds. */
    private void handle(int signals) {
        for (int i = 0; i < signals; i++) {
            Signal signal = ring.get(sequence).clear();
            signal.type = random.nextBoolean() ? SignalType.CHAT : SignalType.LEAVE;
            signal.sourceTimeMs = timeMs;
            signal.subjectKey = Hashing.mix(1 + random.nextInt(SESSIONS));
            signal.actorKey = Hashing.mix(1_000 + random.nextInt(200));
            handler.onEvent(signal, sequence, i == signals - 1);
            sequence++;
            timeMs += 2;
        }
    }
}
