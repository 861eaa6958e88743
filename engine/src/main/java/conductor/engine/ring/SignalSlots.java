package conductor.engine.ring;

import com.lmax.disruptor.EventFactory;
import conductor.engine.core.Signal;

/**
 * Makes the slots of a ring close together: the fields of all slots, then the payloads of all slots. Few signals have a payload,
 * and with 2 KiB between two slots every slot would be a cache miss on a page of its own, for both threads.
 */
public final class SignalSlots implements EventFactory<Signal> {
    private final byte[] payloads;
    private int made;

    /** @param ringSize slots of the ring that this factory fills. */
    public SignalSlots(int ringSize) {
        this.payloads = new byte[ringSize * Signal.PAYLOAD_CAPACITY];
    }

    @Override
    public Signal newInstance() {
        return new Signal(payloads, made++ * Signal.PAYLOAD_CAPACITY);
    }
}
