package conductor.bench.simulate;

import conductor.engine.core.Code;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionState;
import conductor.engine.core.DecisionType;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.ring.DecisionLog;
import conductor.engine.ring.SignalJournal;
import conductor.engine.state.Hashing;
import conductor.engine.wire.DecisionCodec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** Both journals as the engine sees them, with a bug between. */
final class PlantedPorts {
    private final Mutation mutation;
    private final SignalJournal journal;
    private final DecisionLog log;
    private final SimClock clock;
    private final long processSalt;

    PlantedPorts(Mutation mutation, SignalJournal journal, DecisionLog log, SimClock clock, long processSalt) {
        this.mutation = mutation;
        this.journal = journal;
        this.log = log;
        this.clock = clock;
        this.processSalt = processSalt;
    }

    /** The journal with the bug; the journal itself where the bug is elsewhere. */
    SignalJournal journal() {
        return switch (mutation) {
            case DECISION_BEFORE_INPUT -> new Committed(() -> {});
            case WALL_CLOCK_IN_A_RULE -> new WallClock();
            case TIMER_BEHIND_INPUT -> new HeldTick();
            default -> journal;
        };
    }

    /** The log with the bug. */
    DecisionLog log() {
        return switch (mutation) {
            case DECISION_BEFORE_INPUT -> new CommitsInputs();
            case HASH_ORDER -> new HashOrder();
            case APPROVAL_TWICE -> new SecondApproval();
            default -> log;
        };
    }

    private class Committed implements SignalJournal {
        private final Runnable commit;

        Committed(Runnable commit) {
            this.commit = commit;
        }

        @Override
        public void append(Signal signal) {
            journal.append(signal);
        }

        @Override
        public void commit() {
            commit.run();
        }
    }

    private final class WallClock extends Committed {
        WallClock() {
            super(journal::commit);
        }

        @Override
        public void append(Signal signal) {
            super.append(signal);
            if (signal.type == SignalType.CHAT && clock.nanos() / 1_000_000 % 100 == 0) {
                signal.actorKey = 0;
            }
        }
    }

    private final class HeldTick implements SignalJournal {
        private final Signal held = new Signal();
        private boolean holding;

        @Override
        public void append(Signal signal) {
            if (holding && signal.engineTimeMs == held.engineTimeMs && signal.type != SignalType.TICK) {
                long first = held.sequence;
                long second = signal.sequence;
                signal.sequence = first;
                journal.append(signal);
                signal.sequence = second;
                held.sequence = second;
                release();
            } else {
                release();
                if (signal.type == SignalType.TICK) {
                    held.copyFrom(signal);
                    holding = true;
                } else {
                    journal.append(signal);
                }
            }
        }

        private void release() {
            if (holding) {
                journal.append(held);
                holding = false;
            }
        }

        @Override
        public void commit() {
            release();
            journal.commit();
        }
    }

    private class Passing implements DecisionLog {
        @Override
        public void onDecision(Decision decision) {
            log.onDecision(decision);
        }

        @Override
        public void commit() {
            log.commit();
        }
    }

    private final class CommitsInputs extends Passing {
        @Override
        public void commit() {
            super.commit();
            journal.commit();
        }
    }

    /** Gathers scores that one signal caused and hands them on in an order of its own, under the same numbers. */
    private final class HashOrder extends Passing {
        private final DecisionCodec codec = new DecisionCodec();
        private final List<Decision> gathered = new ArrayList<>();

        @Override
        public void onDecision(Decision decision) {
            boolean score = decision.type == DecisionType.SCORE;
            if (!gathered.isEmpty() && (!score || gathered.get(0).causeSequence != decision.causeSequence)) {
                release();
            }
            if (score) {
                gathered.add(copy(decision));
            } else {
                super.onDecision(decision);
            }
        }

        private Decision copy(Decision decision) {
            UnsafeBuffer bytes = new UnsafeBuffer(new byte[DecisionCodec.MAX_LENGTH]);
            codec.encode(decision, bytes, 0);
            Decision copy = new Decision();
            codec.decode(bytes, 0, copy);
            return copy;
        }

        private void release() {
            if (gathered.isEmpty()) {
                return;
            }
            long first = gathered.get(0).seq;
            gathered.sort(Comparator.comparingLong(score -> Hashing.pair(score.subjectKey, processSalt)));
            for (int i = 0; i < gathered.size(); i++) {
                gathered.get(i).seq = first + i;
                super.onDecision(gathered.get(i));
            }
            gathered.clear();
        }

        @Override
        public void commit() {
            release();
            super.commit();
        }
    }

    /** Puts the publication of a decision again where the engine refuses to approve it a second time. */
    private final class SecondApproval extends Passing {
        private final DecisionCodec codec = new DecisionCodec();
        private final UnsafeBuffer published = new UnsafeBuffer(new byte[DecisionCodec.MAX_LENGTH]);
        private boolean any;

        @Override
        public void onDecision(Decision decision) {
            boolean refused = decision.type == DecisionType.COMMAND_RESULT
                    && decision.state == SignalType.APPROVE
                    && (decision.code == Code.WRONG_STATE || decision.code == Code.ALREADY);
            if (decision.type == DecisionType.DECISION && decision.state == DecisionState.PUBLISHED) {
                codec.encode(decision, published, 0);
                any = true;
            }
            if (refused && any) {
                Decision again = new Decision();
                codec.decode(published, 0, again);
                again.seq = decision.seq;
                again.causeSequence = decision.causeSequence;
                again.engineTimeMs = decision.engineTimeMs;
                super.onDecision(again);
            } else {
                super.onDecision(decision);
            }
        }
    }
}
