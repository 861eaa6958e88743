package conductor.ops.node;

import conductor.gateway.owner.Owner;
import conductor.journal.JournalCorruptException;
import conductor.ops.console.Launcher;
import conductor.ops.recovery.Reached;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a node says when a part of it has ended on an error. The cause goes to the log with its stack. */
final class FailureText {
    private static final Logger LOG = LoggerFactory.getLogger(FailureText.class);

    /** What to do about two nodes on one Redis. */
    static final String ONE_OWNER =
            "Only one node at a time writes a Redis. Stop that one first, give this one another REDIS_URL, or start this one with"
                    + " --take-over, which puts the other out.";

    private FailureText() {}

    static String ofEngine(long sequence, Throwable cause) {
        if (cause instanceof InternalError) {
            return ofDisk(sequence, cause);
        }
        String sentence = "The engine stopped at sequence " + sequence + " (" + cause
                + "). Nothing from there on was applied or published; Redis keeps the entries. This is a bug: look at it with"
                + " `" + Launcher.command() + " journal cat --from " + Math.max(0, sequence - 10)
                + "`, keep the data folder for the report,"
                + " and start again with a version that has it fixed.";
        LOG.error("{}", sentence, cause);
        return sentence;
    }

    static String ofOwner(Owner other) {
        String sentence = "Another node has taken the streams of this Redis: " + other.text()
                + ". This node publishes nothing more and stops. What it journalled since then is not in Redis; rows of the second in"
                + " which it did not know yet may be in the database. "
                + ONE_OWNER;
        LOG.error("{}", sentence);
        return sentence;
    }

    /** A write through a mapping that the disk refuses is no exception of its own but this error of the virtual machine. */
    private static String ofDisk(long sequence, Throwable cause) {
        String sentence = "The disk under the journal refused a write at sequence " + sequence + " (" + cause
                + "): it is full, or it fails. Redis keeps the entries. Make room or mend it, and start again: what was torn is voided"
                + " and read from Redis anew. journal.free-space-guard stops intake before a disk is full.";
        LOG.error("{}", sentence, cause);
        return sentence;
    }

    static String ofStuckEngine() {
        String sentence =
                "The engine did not end because the disk of the journal does not take its writes. The process ends without"
                        + " closing the journal; the next start recovers from it.";
        LOG.error("{}", sentence);
        return sentence;
    }

    static String ofLostEnd(long decisions, long scores, Reached reached) {
        String sentence =
                "The journal's newest end was lost, as Redis, which did not answer at the start, says now: it goes to record "
                        + decisions + " and score " + scores + ", what has left the node to " + reached.decisions()
                        + " and "
                        + reached.scores()
                        + ". Nothing was read since. Start the node again: it goes on behind those numbers.";
        LOG.error("{}", sentence);
        return sentence;
    }

    static String ofThread(String name, Throwable cause) {
        if (cause instanceof JournalCorruptException) {
            // Several threads read the same: its sentence says it all, a stack each would hide it.
            String sentence = cause.getMessage() + " The node stops (" + name + ").";
            LOG.error("{}", sentence);
            return sentence;
        }
        String sentence = "The " + name + " thread ended on an error (" + cause
                + "). The node stops; what was journalled is safe. Start it again, and report the error if it comes back.";
        LOG.error("{}", sentence, cause);
        return sentence;
    }
}
