package conductor.journal;

/**
 * Figures of a recovery.
 *
 * @param firstSequence first sequence that was replayed: 0, or the one behind the snapshot.
 * @param signalsReplayed records read from the signals queue, genesis and ticks included.
 * @param decisionsRederived records that the decisions queue did not have and has now, scores included.
 * @param lastSequence sequence of the last signal applied.
 * @param elapsedMs how long it took.
 */
public record RecoveryReport(
        long firstSequence, long signalsReplayed, long decisionsRederived, long lastSequence, long elapsedMs) {}
