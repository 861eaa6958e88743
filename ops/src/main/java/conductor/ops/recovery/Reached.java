package conductor.ops.recovery;

import conductor.gateway.publish.RedisPublisher;
import conductor.gateway.redis.StreamTops;
import conductor.journal.LostEnd;
import conductor.journal.sink.SinkProgress;
import java.util.Locale;

/**
 * How far records of an engine have left the node, as Redis and the database say. Where that is further than its journal, the journal's
 * newest end was lost, and the numbers up to there are not used again.
 *
 * @param decisions number of the last record that has left, scores not counted; 0 where none is known.
 * @param scores number of the last score that has left.
 * @param presentMs the clock of Redis, 0 where it did not say.
 * @param stranger why Redis' streams do not count: they are not this engine's; null where they do.
 */
public record Reached(long decisions, long scores, long presentMs, String stranger) {
    /**
     * Puts together what both say.
     *
     * @param tops null where Redis did not say.
     * @param rows null where the database did not say.
     * @param engineName the engine, 8 hex digits.
     */
    static Reached of(StreamTops tops, SinkProgress rows, String engineName) {
        long decisions = rows == null ? 0 : rows.seq();
        long scores = rows == null ? 0 : rows.scoreSeq();
        if (tops == null) {
            return new Reached(decisions, scores, 0, null);
        }
        for (String stream : RedisPublisher.streams()) {
            String stranger = stranger(stream, tops.output(stream), engineName);
            if (stranger != null) {
                return new Reached(decisions, scores, tops.timeMs(), stranger);
            }
        }
        return new Reached(
                Math.max(decisions, tops.output(RedisPublisher.DECISIONS).top()),
                Math.max(scores, tops.output(RedisPublisher.SCORES).top()),
                tops.timeMs(),
                null);
    }

    /** An end without an entry is nobody's; its numbers are used all the same. */
    private static String stranger(String stream, StreamTops.Output end, String engineName) {
        if (end.writer() != null && !end.writer().equals(engineName)) {
            return stream + " has records of engine " + end.writer();
        }
        return end.top() > LostEnd.NUMBERS_MAX
                ? stream + " ends at " + end.top() + ", which is no record's number"
                : null;
    }

    /** Whether a journal that ends with these numbers has lost its end. */
    public boolean isBeyond(long lastDecision, long lastScore) {
        return decisions > lastDecision || scores > lastScore;
    }

    /** Says of a journal that has lost its end how it goes on. */
    public String text(long lastDecision, long lastScore, boolean live) {
        return String.format(
                Locale.ROOT,
                "the journal's newest end was lost: it goes to record %,d and score %,d, what has left the node to %,d and %,d."
                        + " Numbers go on behind those, from %,d and %,d%s",
                lastDecision,
                lastScore,
                Math.max(lastDecision, decisions),
                Math.max(lastScore, scores),
                Math.max(lastDecision, decisions) + 1,
                Math.max(lastScore, scores) + 1,
                live ? "; until the present nothing acts by itself, it may have acted before" : "");
    }
}
