package conductor.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.engine.core.Signal;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nothing is allocated per record. What remains is the library's mapping of a new block every 64 MiB, about a kilobyte each:
 * far below a byte a record.
 */
class JournalAllocationTest {
    private static final int BATCH = 64;
    private static final int ROUNDS = 4_000;
    private static final double BOUND_PER_RECORD = 0.5;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir
    Path dataDir;

    private JournalDirectory directory;
    private ChronicleSignalJournal journal;
    private ChronicleDecisionLog log;
    private SignalReader signals;
    private DecisionReader decisions;
    private final Signal signal = Samples.signal(1);
    private final Decision score = Samples.decision(DecisionType.SCORE, 1, 1);
    private final Decision status = Samples.decision(DecisionType.STATUS, 1, 1);
    private final Signal readSignal = new Signal();
    private final Decision readDecision = new Decision();
    private Object kept;

    @Test
    void appendCommitAndReadAllocateNothingPerRecord() {
        assertThat(perRecord(false)).isLessThan(BOUND_PER_RECORD);
    }

    @Test
    void anAllocationPerRecordWouldBeSeen() {
        assertThat(perRecord(true)).isGreaterThan(BOUND_PER_RECORD);
    }

    private double perRecord(boolean allocate) {
        try (JournalDirectory opened = JournalDirectory.open(dataDir, Samples.config())) {
            directory = opened;
            journal = directory.openSignalJournal();
            log = directory.openDecisionLog();
            signals = directory.openSignalReader();
            decisions = directory.openDecisionReader();
            signals.next(readSignal);
            run(allocate);
            allocatedBytes();
            long before = allocatedBytes();
            run(allocate);
            return (allocatedBytes() - before) / (3.0 * BATCH * ROUNDS);
        }
    }

    private static long allocatedBytes() {
        return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    private void run(boolean allocate) {
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < BATCH; i++) {
                signal.sequence = journal.lastSequence() + 1;
                journal.append(signal);
                score.seq = log.lastScoreSeq() + 1;
                log.onDecision(score);
                status.seq = log.lastSeq() + 1;
                log.onDecision(status);
                if (allocate) {
                    kept = new long[2];
                }
            }
            journal.commit();
            log.commit();
            while (signals.next(readSignal) && decisions.next(readDecision)) {
                decisions.next(readDecision);
            }
        }
    }
}
