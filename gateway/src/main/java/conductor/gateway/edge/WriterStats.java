package conductor.gateway.edge;

import java.util.concurrent.atomic.LongAdder;

/** What a writer of signals has done since its start, in signals. From any thread. */
public final class WriterStats {
    private final LongAdder written = new LongAdder();
    private final LongAdder entries = new LongAdder();
    private final LongAdder shed = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder resent = new LongAdder();
    private final LongAdder givenUp = new LongAdder();

    void written(int signals) {
        written.add(signals);
        entries.increment();
    }

    void shed(int signals) {
        shed.add(signals);
    }

    void refused(int signals) {
        refused.add(signals);
    }

    void resent(int signals) {
        resent.add(signals);
    }

    void givenUp(int signals) {
        givenUp.add(signals);
    }

    /** That Redis has. */
    public long written() {
        return written.sum();
    }

    /** Entries that Redis has. */
    public long entries() {
        return entries.sum();
    }

    /** That were not written because Redis was away or too many were under way. */
    public long shed() {
        return shed.sum();
    }

    /** That Redis refused. */
    public long refused() {
        return refused.sum();
    }

    /** That were sent again after a connection broke. */
    public long resent() {
        return resent.sum();
    }

    /** That were tried for ten minutes in vain. */
    public long givenUp() {
        return givenUp.sum();
    }
}
