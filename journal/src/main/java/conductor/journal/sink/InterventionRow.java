package conductor.journal.sink;

import conductor.engine.codec.RewardRecordDecoder;
import conductor.journal.json.JsonWriter;

/** What is known of one intervention within a batch: the newest state, and what earlier ones said that later ones leave out. */
final class InterventionRow {
    static final int NO_CONFIDENCE = -1;

    long proposedMs;
    byte[] decisionId;
    byte[] interventionId;
    byte[] anomalyId;
    byte[] session;
    byte[] event;
    String kind;
    String type;
    /** In millionths, or {@link #NO_CONFIDENCE}. */
    int confidencePpm = NO_CONFIDENCE;

    String state;
    /** Why it is in its state; null where there is nothing to say. */
    String code;

    /** People who were connected when it was published; null before that. */
    Integer reached;

    /** What its content cost, in millionths of a dollar; null where no record says it. */
    Long costMicros;

    String mode;
    byte[] reasoning;
    byte[] explanation;
    byte[] content;
    String contentMethod;
    Boolean automatic;
    byte[] actor;
    long expiresMs;
    long publishedMs;
    long executedMs;
    long measuredMs;
    /** Whether the platform carried it out; null as long as nobody knows, and for ever where it was withheld. */
    Boolean executed;

    Boolean assumed;
    byte[] result;
    String error;
    Boolean overlap;
    private boolean rewarded;
    private int rewardPpm;
    private int prePpm;
    private int postPpm;
    private int deltaPpm;
    long seq;

    /** Takes over what it led to. */
    void reward(RewardRecordDecoder reward) {
        rewarded = true;
        rewardPpm = reward.rewardPpm();
        prePpm = reward.prePpm();
        postPpm = reward.postPpm();
        deltaPpm = reward.deltaPpm();
        overlap = reward.overlap() != 0;
    }

    void write(CopyBuffer rows, byte[] engine, JsonWriter json) {
        rows.row()
                .time(proposedMs)
                .text(decisionId)
                .text(interventionId)
                .text(anomalyId)
                .text(session)
                .text(event)
                .text(kind)
                .text(type);
        if (confidencePpm == NO_CONFIDENCE) {
            rows.nothing();
        } else {
            rows.number(RowSource.ratio(confidencePpm));
        }
        rows.text(state)
                .text(mode)
                .text(reasoning)
                .json(explanation)
                .json(content)
                .text(contentMethod)
                .bool(automatic)
                .text(actor)
                .time(expiresMs)
                .time(publishedMs)
                .time(executedMs)
                .time(measuredMs)
                .bool(executed)
                .bool(executed)
                .json(outcome(json))
                .text(code)
                .integer(reached)
                .bigint(costMicros)
                .text(engine)
                .bigint(seq);
    }

    /** The members that are known; those that an earlier batch told stay in the table. Null where there are none. */
    private byte[] outcome(JsonWriter json) {
        if (executed == null && overlap == null) {
            return null;
        }
        json.clear().beginObject();
        if (executed != null) {
            json.bool("executed", executed).bool("success", executed);
            if (result != null) {
                json.name("result").part(result);
            }
            json.text("error", error).bool("assumed", assumed);
        }
        if (rewarded) {
            json.ppm("reward", rewardPpm)
                    .ppm("pre_engagement", prePpm)
                    .ppm("post_engagement", postPpm)
                    .ppm("engagement_delta", deltaPpm);
        }
        if (overlap != null) {
            json.bool("overlap", overlap);
        }
        return Storable.json(json.endObject().toBytes());
    }
}
