package conductor.journal;

import java.nio.file.Path;
import java.util.List;

/**
 * What a recovery did.
 *
 * @param snapshot the file it began with, null for the journal's beginning.
 * @param passedOver what is wrong with newer ones, a sentence each.
 * @param firstSequence first sequence that was replayed: 0, or the one behind the snapshot.
 * @param signalsReplayed records read from the signals queue, genesis and ticks included.
 * @param decisionsRederived records that the decisions queue did not have and has now, scores included.
 * @param lastSequence sequence of the last signal applied.
 * @param elapsedMs how long it took.
 */
public record RecoveryReport(
        Path snapshot,
        List<String> passedOver,
        long firstSequence,
        long signalsReplayed,
        long decisionsRederived,
        long lastSequence,
        long elapsedMs) {}
