package conductor.engine.audience;

import conductor.engine.codec.MessageHeaderEncoder;
import conductor.engine.codec.RewardRecordEncoder;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionEmitter;
import conductor.engine.core.DecisionType;
import conductor.engine.core.TimerKind;
import conductor.engine.learn.ArmStatistics;
import conductor.engine.learn.Reward;

/** What an intervention, or its absence, led to, and what is learned from it (audience.md 6.6, 6.7). */
final class Measurement {
    private static final short TREATED = 1;
    private static final short CONTROL = 2;

    private final DecisionEmitter out;
    private final DecisionTable decisions;
    private final ArmStatistics statistics;
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final RewardRecordEncoder encoder = new RewardRecordEncoder();

    Measurement(DecisionEmitter out, DecisionTable decisions, ArmStatistics statistics) {
        this.out = out;
        this.decisions = decisions;
        this.statistics = statistics;
    }

    /** The platform could not carry out an intervention. */
    void failed(int context, int arm) {
        statistics.failure(context, arm);
    }

    /**
     * Compares the score after an intervention with that before, learns where that is allowed, and says so.
     *
     * @param postPpm score now.
     * @param users connected now.
     */
    void take(int row, long eventKey, long nowMs, int postPpm, int users, int confidencePpm) {
        int rewardPpm = Reward.ppm(decisions.prePpm(row), postPpm);
        boolean manual = decisions.has(row, DecisionTable.MANUAL);
        boolean control = decisions.has(row, DecisionTable.CONTROL);
        boolean overlap = decisions.has(row, DecisionTable.OVERLAP);
        boolean learned = !manual && !control && !overlap;
        int context = decisions.context(row);
        int arm = decisions.arm(row);
        if (learned) {
            statistics.reward(context, arm, rewardPpm);
        }
        Decision d = out.begin(DecisionType.REWARD, nowMs, eventKey, decisions.sessionKey(row), TimerKind.MEASUREMENT);
        decisions.recall(row, d);
        d.previous = 0;
        d.scorePpm = postPpm;
        d.totalUsers = users;
        encoder.wrapAndApplyHeader(d.payload, 0, header)
                .interventionSeq(decisions.interventionSeq(row))
                .executedAtMs(decisions.executedMs(row))
                .alpha(manual ? 0 : statistics.alpha(context, arm))
                .beta(manual ? 0 : statistics.beta(context, arm))
                .prePpm(decisions.prePpm(row))
                .postPpm(postPpm)
                .deltaPpm(postPpm - decisions.prePpm(row))
                .rewardPpm(rewardPpm)
                .confidencePpm(confidencePpm)
                .usersBefore(decisions.usersBefore(row))
                .usersAfter(users)
                .context((short) context)
                .grp(control ? CONTROL : TREATED)
                .overlap(flag(overlap))
                .learned(flag(learned))
                .helped(flag(Reward.helped(rewardPpm)))
                .counted(flag(!overlap && decisions.has(row, DecisionTable.COULD_BE_WITHHELD)))
                .autoApproved(flag(decisions.has(row, DecisionTable.AUTOMATIC)))
                .reserved((short) 0);
        d.payloadLength = MessageHeaderEncoder.ENCODED_LENGTH + RewardRecordEncoder.BLOCK_LENGTH;
        out.emit();
    }

    private static short flag(boolean set) {
        return (short) (set ? 1 : 0);
    }
}
