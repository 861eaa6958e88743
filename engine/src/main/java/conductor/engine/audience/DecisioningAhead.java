package conductor.engine.audience;

import conductor.engine.core.Steps;

/** Brings near what the third stage remembers of all sessions that were scored, together instead of one after the other. */
final class DecisioningAhead {
    private final AgentTable agents;
    private final EventTallies tallies;
    /** What was read ahead; without meaning, kept so that the reads are not optimised away. */
    private long touched;

    DecisioningAhead(AgentTable agents, EventTallies tallies) {
        this.agents = agents;
        this.tallies = tallies;
    }

    void touch(Steps steps) {
        long sum = 0;
        for (int i = 0; i < steps.size(); i++) {
            if (steps.kind[i] == Steps.EVALUATED) {
                sum ^= agents.status(steps.slot[i]) ^ agents.pending(steps.slot[i]);
            }
            if (countsInATally(steps, i)) {
                sum ^= tallies.touchIndex(steps.subjectKey[i]);
            }
        }
        for (int i = 0; i < steps.size(); i++) {
            if (countsInATally(steps, i)) {
                sum ^= tallies.touchRow(steps.subjectKey[i]);
            }
        }
        touched = sum;
    }

    /** Whether a step is a score that counts in a tally: one of a session whose event is known. */
    private static boolean countsInATally(Steps steps, int i) {
        return steps.kind[i] == Steps.EVALUATED && steps.scopeKey[i] != 0;
    }
}
