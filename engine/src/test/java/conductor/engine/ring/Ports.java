package conductor.engine.ring;

import conductor.engine.core.Decision;
import conductor.engine.core.Signal;
import conductor.engine.support.Recorded;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Both journals in memory. What is in the open batch and what is committed are kept apart, as on a disk. */
final class Ports {
    /** What happened, in order: {@code append 3}, {@code say 1}, {@code commit signals 2}, {@code commit decisions 1}. */
    final List<String> timeline = Collections.synchronizedList(new ArrayList<>());

    final List<Signal> committedSignals = Collections.synchronizedList(new ArrayList<>());
    final List<Recorded> committedDecisions = Collections.synchronizedList(new ArrayList<>());

    /** Runs before each append, with its sequence. */
    Hook beforeAppend = sequence -> {};

    Hook beforeDecisionsCommit = size -> {};

    final SignalJournal journal = new Signals();
    final DecisionLog decisions = new Decisions();

    interface Hook {
        void run(long number);
    }

    private final class Signals implements SignalJournal {
        private final List<Signal> batch = new ArrayList<>();

        @Override
        public void append(Signal signal) {
            beforeAppend.run(signal.sequence);
            Signal copy = new Signal();
            copy.copyFrom(signal);
            batch.add(copy);
            timeline.add("append " + signal.sequence);
        }

        @Override
        public void commit() {
            timeline.add("commit signals " + batch.size());
            committedSignals.addAll(batch);
            batch.clear();
        }
    }

    private final class Decisions implements DecisionLog {
        private final List<Recorded> batch = new ArrayList<>();

        @Override
        public void onDecision(Decision decision) {
            batch.add(new Recorded(decision));
            timeline.add("say " + decision.seq);
        }

        @Override
        public void commit() {
            beforeDecisionsCommit.run(batch.size());
            timeline.add("commit decisions " + batch.size());
            committedDecisions.addAll(batch);
            batch.clear();
        }
    }
}
