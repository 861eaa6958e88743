package conductor.engine.ring;

import conductor.engine.core.Signal;
import conductor.engine.core.Steps;

/** What one stage hands to the next in the chained layout: a journalled record and the slip of paper that goes with it. */
final class StageSlot {
    final Signal signal = new Signal();
    final Steps steps = new Steps();

    /** No timer that the third stage sets at this record or a later one falls due before this. */
    long soonestTimerMs;
    /** After this record the third stage has no timer due before this: what the first stage relies on. */
    long quietUntilMs;

    /** Whether the record is the last of a batch: then the third stage commits, and the figures below count. */
    boolean lastOfBatch;

    int records;
    /** When work on the batch began, by {@link System#nanoTime}. */
    long startNs;

    final CommitFigures figures = new CommitFigures();
}
