package conductor.journal.sink;

import conductor.engine.codec.RewardRecordDecoder;
import conductor.engine.core.Arm;
import conductor.engine.core.Decision;
import conductor.engine.learn.Context;
import conductor.journal.json.Ids;

/** REWARD records as rows of {@code agent_performance}. */
final class PerformanceRows {
    private static final String AGENT = "engagement-conductor";
    private static final int CONTROL = 2;

    private final Ids ids;

    PerformanceRows(Ids ids) {
        this.ids = ids;
    }

    void write(CopyBuffer rows, RowSource source) {
        Decision d = source.decision();
        RewardRecordDecoder reward = source.reward();
        rows.row()
                .time(d.engineTimeMs)
                .text(source.text("id", json -> ids.write(json, "id", Ids.DECISION, d.decisionSeq)))
                .text(AGENT)
                .text(Arm.name(d.arm))
                .bool(reward.helped() != 0)
                .number(RowSource.ratio(reward.deltaPpm()))
                .number(RowSource.ratio(reward.rewardPpm()))
                .number(RowSource.ratio(reward.confidencePpm()))
                .text(source.session())
                .text(source.event())
                .text(reward.grp() == CONTROL ? "CONTROL" : "TREATED")
                .bool(reward.learned() != 0)
                .text(reward.context() < Context.COUNT ? Context.key(reward.context()) : null);
        evidence(rows, reward.alpha());
        evidence(rows, reward.beta());
        rows.bool(reward.counted() == 1)
                .integer(reward.usersBefore())
                .integer(reward.usersAfter())
                .text(source.engine())
                .bigint(d.seq);
    }

    /** Where the rules choose, nothing is believed of an arm: both are 0. */
    private static void evidence(CopyBuffer rows, double value) {
        if (value == 0) {
            rows.nothing();
        } else {
            rows.number(value);
        }
    }
}
