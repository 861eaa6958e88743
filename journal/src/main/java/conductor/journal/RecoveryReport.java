package conductor.journal;

/**
 * Figures of a recovery.
 *
 * @param signalsReplayed records read from the signals queue, genesis and ticks included.
 * @param decisionsRederived records that the decisions queue did not have and has now, scores included.
 * @param lastSequence sequence of the last signal applied.
 * @param elapsedMs how long it took.
 */
public record RecoveryReport(long signalsReplayed, long decisionsRederived, long lastSequence, long elapsedMs) {}
