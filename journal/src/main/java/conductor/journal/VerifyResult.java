package conductor.journal;

import java.util.Map;

/**
 * What a verification found.
 *
 * @param records records of the signals queue that were read, genesis included.
 * @param byType how many of each signal type.
 * @param bySource how many of each stream; {@code internal} for what the node itself made.
 * @param decisionsCompared records of the decisions queue (scores included) that equal those of the replay.
 * @param decisionsMissing records that follow from the signals and are not in the queue yet; a node that was killed adds them
 *     at its next start, one that runs is about to.
 * @param replay where the replay ended; null when it could not be finished.
 * @param firstProblem null when everything is right.
 */
public record VerifyResult(
        long records,
        Map<String, Long> byType,
        Map<String, Long> bySource,
        long decisionsCompared,
        long decisionsMissing,
        ReplayResult replay,
        Problem firstProblem) {

    /** Whether nothing is wrong. */
    public boolean ok() {
        return firstProblem == null;
    }

    /**
     * Something wrong.
     *
     * @param queue in which queue.
     * @param position where in it.
     * @param code stable code, see {@link JournalException}.
     * @param what a sentence.
     */
    public record Problem(String queue, String position, String code, String what) {
        static Problem of(JournalCorruptException e) {
            return new Problem(e.queue(), e.position(), e.code(), e.getMessage());
        }
    }
}
