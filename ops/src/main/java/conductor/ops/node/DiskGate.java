package conductor.ops.node;

import conductor.gateway.redis.IntakeGate;
import conductor.journal.SpaceGuard;

/** Lets in what the journal's disk has room for. */
record DiskGate(SpaceGuard guard) implements IntakeGate {
    @Override
    public boolean open() {
        return guard.open();
    }

    @Override
    public boolean openForResults() {
        return guard.openForResults();
    }
}
