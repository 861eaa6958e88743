package conductor.ops.node;

import conductor.gateway.owner.Ownership;
import conductor.gateway.redis.IntakeGate;
import conductor.ops.recovery.Outside;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets nothing in until Redis, which did not answer when the node started, has said how far records have left the node. Where that is
 * further than the journal goes, the journal's newest end was lost: only a start goes on behind that, so the node ends to be started again.
 */
final class LateNumbers implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(LateNumbers.class);
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Ownership ownership;
    private final Supplier<Outside> look;
    private final Function<Outside, String> problem;
    private final Consumer<String> failed;
    private String told;
    private volatile boolean settled;
    private volatile boolean stopping;

    /**
     * @param problem what is wrong where the end was lost, null where it was not.
     * @param failed is told the problem.
     */
    LateNumbers(
            Ownership ownership, Supplier<Outside> look, Function<Outside, String> problem, Consumer<String> failed) {
        this.ownership = ownership;
        this.look = look;
        this.problem = problem;
        this.failed = failed;
    }

    /** A gate that is closed until it is known that nothing was lost, and then as another one. */
    IntakeGate before(IntakeGate gate) {
        return new IntakeGate() {
            @Override
            public boolean open() {
                return settled && gate.open();
            }

            @Override
            public boolean openForResults() {
                return settled && gate.openForResults();
            }
        };
    }

    void stop() {
        stopping = true;
    }

    @Override
    public void run() {
        while (!stopping) {
            // Nobody else goes on with the streams once they are this node's.
            Outside outside = ownership.state() == Ownership.State.OWNED ? look.get() : null;
            if (outside != null && outside.tops() != null) {
                String sentence = problem.apply(outside);
                if (sentence == null) {
                    settled = true;
                } else {
                    failed.accept(sentence);
                }
                return;
            }
            if (outside != null && !outside.redisNote().equals(told)) {
                told = outside.redisNote();
                LOG.warn("How far records have left the node is not known, and nothing is taken in: Redis {}.", told);
            }
            LockSupport.parkNanos(LOOK_NS);
        }
    }
}
