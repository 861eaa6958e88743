package conductor.engine.ring;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.WaitStrategy;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits the more patiently the longer nothing comes: tries, yields, then parks, doubling from 50 microseconds to one
 * millisecond. Under load it never parks; idle it wakes a thousand times a second, which is about one per cent of a core.
 */
final class BackoffWaitStrategy implements WaitStrategy {
    private static final int TRIES = 100;
    private static final int YIELDS = 200;
    private static final long FIRST_PARK_NS = 50_000;
    private static final long LONGEST_PARK_NS = 1_000_000;

    @Override
    public long waitFor(long sequence, Sequence cursor, Sequence dependentSequence, SequenceBarrier barrier)
            throws AlertException {
        int tries = 0;
        long parkNs = FIRST_PARK_NS;
        long available = dependentSequence.get();
        while (available < sequence) {
            barrier.checkAlert();
            tries++;
            if (tries < TRIES) {
                Thread.onSpinWait();
            } else if (tries < YIELDS) {
                Thread.yield();
            } else {
                LockSupport.parkNanos(parkNs);
                parkNs = Math.min(LONGEST_PARK_NS, parkNs * 2);
            }
            available = dependentSequence.get();
        }
        return available;
    }

    @Override
    public void signalAllWhenBlocking() {
        // Nobody blocks on a lock.
    }
}
