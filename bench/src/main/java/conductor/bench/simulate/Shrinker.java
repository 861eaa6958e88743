package conductor.bench.simulate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Leaves out steps of a failing scenario for as long as it fails by the same invariant: faults first, one kind after the other, then pieces
 * that get smaller and smaller (Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002).
 */
final class Shrinker {
    private final Mutation mutation;
    private final Path folder;
    private final int runsMax;
    private final String invariant;
    private int runs;

    /**
     * @param folder for snapshots.
     * @param runsMax attempts after which it stops with what it has.
     * @param invariant that must stay broken.
     */
    Shrinker(Mutation mutation, Path folder, int runsMax, String invariant) {
        this.mutation = mutation;
        this.folder = folder;
        this.runsMax = runsMax;
        this.invariant = invariant;
    }

    /** A scenario with fewer steps, or the same one. */
    Scenario shrink(Scenario failing) {
        Scenario best = failing;
        for (StepKind kind : StepKind.values()) {
            List<Step> without =
                    best.steps().stream().filter(step -> step.kind() != kind).toList();
            if (without.size() < best.steps().size() && fails(best.with(without))) {
                best = best.with(without);
            }
        }
        for (int piece = Math.max(1, best.steps().size() / 2); runs < runsMax; ) {
            Scenario smaller = withoutPieces(best, piece);
            boolean shrunk = smaller.steps().size() < best.steps().size();
            best = smaller;
            if (!shrunk && piece == 1) {
                return best;
            }
            piece = shrunk ? Math.min(piece, Math.max(1, best.steps().size() / 2)) : Math.max(1, piece / 2);
        }
        return best;
    }

    private Scenario withoutPieces(Scenario failing, int piece) {
        Scenario best = failing;
        for (int from = best.steps().size() - piece; from > -piece && runs < runsMax; from -= piece) {
            int begin = Math.max(0, from);
            List<Step> left = new ArrayList<>(best.steps());
            left.subList(begin, Math.min(left.size(), from + piece)).clear();
            if (fails(best.with(left))) {
                best = best.with(left);
            }
        }
        return best;
    }

    private boolean fails(Scenario scenario) {
        runs++;
        Run.Outcome outcome = Run.of(scenario, mutation, folder);
        return outcome.failed() && outcome.violation().invariant().equals(invariant);
    }
}
