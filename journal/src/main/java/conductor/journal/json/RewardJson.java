package conductor.journal.json;

import conductor.engine.codec.RewardRecordDecoder;
import conductor.engine.core.Decision;

/** What a decision led to (audience.md 2.3, 2.6), from a REWARD record. */
public final class RewardJson {
    /** {@code grp} of a decision that was carried out. */
    public static final int TREATED = 1;

    private final Ids ids;

    public RewardJson(Ids ids) {
        this.ids = ids;
    }

    /** Writes the members that the message and the stream record have in common. */
    public void members(JsonWriter json, RecordView view) {
        Decision d = view.decision();
        RewardRecordDecoder r = view.reward();
        long preDeviation = (long) r.prePpm() - d.expectedPpm;
        long postDeviation = (long) r.postPpm() - d.expectedPpm;
        ids.write(json, "intervention_id", Ids.INTERVENTION, view.interventionNumber());
        json.ppm("pre_engagement", r.prePpm())
                .ppm("post_engagement", r.postPpm())
                .ppm("expected_engagement", d.expectedPpm)
                .ppm("pre_deviation", preDeviation)
                .ppm("post_deviation", postDeviation)
                .bool("trend_reversed", Math.abs(postDeviation) < Math.abs(preDeviation))
                .ppm("reward", r.rewardPpm())
                .ppm("delta", r.deltaPpm());
        ids.write(json, "decision_id", Ids.DECISION, d.decisionSeq);
        json.bool("learned", r.learned() == 1);
    }

    /** Writes what the stream record says beyond that. */
    public void group(JsonWriter json, RecordView view) {
        json.text("group", isTreated(view) ? "TREATED" : "CONTROL")
                .bool("overlap", view.reward().overlap() == 1);
    }

    /** Whether something was done, and not withheld to see what happens without. */
    public static boolean isTreated(RecordView view) {
        return view.reward().grp() == TREATED;
    }
}
