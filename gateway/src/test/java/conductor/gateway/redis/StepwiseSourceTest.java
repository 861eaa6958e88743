package conductor.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;

import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.SleepingWaitStrategy;
import conductor.engine.core.Code;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.ring.ClockMode;
import conductor.engine.ring.FailStop;
import conductor.engine.ring.SignalIngress;
import conductor.gateway.EgressInbox;
import conductor.gateway.lookup.LookUpInbox;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a read puts on the ring, one read at a time. */
class StepwiseSourceTest {
    private static final int RING = 64;
    private static final long START_MS = 1_772_446_500_000L;

    private final RingBuffer<Signal> ring =
            RingBuffer.createSingleProducer(Signal::new, RING, new SleepingWaitStrategy());
    private long serverMs = START_MS;
    private final EgressInbox inbox = new EgressInbox(RING);
    private boolean intakeOpen = true;
    private boolean openForResults = true;
    private Runnable whileReading = () -> {};

    private final StepwiseSource source = new StepwiseSource(
            SourceRig.config("redis://nowhere", ClockMode.REDIS, "$", 500, RING),
            new EmptyRedis(),
            new SignalIngress(ring, new FailStop()),
            inbox,
            new LookUpInbox(RING),
            SourceCursors.none(),
            new SeenStreams(),
            () -> 0,
            new Gate(),
            () -> false,
            () -> TimeUnit.MILLISECONDS.toNanos(serverMs));

    @Test
    void aReadUnderWayWhenIntakeClosesTellsNoTimeAndTheNextOneDoes() {
        assertThat(source.step()).isTrue();
        long positions = ring.getCursor();
        passSeconds(2);
        assertThat(ring.getCursor()).isEqualTo(positions + 1);

        whileReading = () -> intakeOpen = false;
        passSeconds(2);
        assertThat(intakeOpen).isFalse();
        assertThat(ring.getCursor()).isEqualTo(positions + 1);

        whileReading = () -> intakeOpen = true;
        passSeconds(2);
        assertThat(ring.getCursor()).isEqualTo(positions + 2);
        assertThat(ring.get(ring.getCursor()).type).isEqualTo(SignalType.TICK);
        assertThat(ring.get(ring.getCursor()).sourceTimeMs).isGreaterThan(START_MS + 5_000);
    }

    @Test
    void resultsWaitInTheirInboxWhileTheJournalHasNoRoomForThemEither() {
        assertThat(source.step()).isTrue();
        intakeOpen = false;
        openForResults = false;
        long before = ring.getCursor();
        inbox.offer(77, Code.SENT);
        passSeconds(2);
        source.takeResults();
        assertThat(inbox.peek()).isNotNull();
        assertThat(ring.getCursor()).isEqualTo(before);

        openForResults = true;
        source.takeResults();
        assertThat(inbox.peek()).isNull();
        assertThat(ring.getCursor()).isEqualTo(before + 1);
        assertThat(ring.get(before + 1).type).isEqualTo(SignalType.EGRESS_RESULT);
        assertThat(ring.get(before + 1).value1).isEqualTo(77);
    }

    private void passSeconds(int seconds) {
        serverMs += TimeUnit.SECONDS.toMillis(seconds);
        assertThat(source.step()).isTrue();
    }

    private final class Gate implements IntakeGate {
        @Override
        public boolean open() {
            return intakeOpen;
        }

        @Override
        public boolean openForResults() {
            return openForResults;
        }
    }

    /** A Redis without a stream. */
    private final class EmptyRedis implements StreamServer {
        @Override
        public long timeUs() {
            whileReading.run();
            return TimeUnit.MILLISECONDS.toMicros(serverMs);
        }

        @Override
        public String replicationId() {
            return "0123456789abcdef0123456789abcdef01234567";
        }

        @Override
        public String top(String stream) {
            return "0-0";
        }

        @Override
        public List<Entry> range(String stream, long ms, long seq, boolean inclusive, int count) {
            return List.of();
        }
    }
}
