package conductor.gateway.edge;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Up to where a client has what the engine says: all decisions and all scores up to these numbers. Means the same to every gateway.
 * As text {@code {engine}-{decisions}-{scores}}, the ids of the event stream.
 *
 * @param engine engine id, 8 hex digits; empty before anything is known.
 * @param decisions number on {@code conductor.decisions.v1}.
 * @param scores number on {@code conductor.scores.v1}.
 */
public record FeedPosition(String engine, long decisions, long scores) {
    /** Before everything. */
    static final FeedPosition NONE = new FeedPosition("", 0, 0);

    private static final Pattern TEXT = Pattern.compile("([0-9a-f]{8})-(\\d{1,18})-(\\d{1,18})");

    /** Reads the text of a position; null if it is none. */
    public static FeedPosition parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches()
                ? new FeedPosition(matcher.group(1), Long.parseLong(matcher.group(2)), Long.parseLong(matcher.group(3)))
                : null;
    }

    /** Whether a record is within what the client has. */
    boolean includes(FeedRecord record) {
        return record.seq() <= (record.isScore() ? scores : decisions);
    }

    /** The position behind one more record. */
    FeedPosition behind(FeedRecord record) {
        return record.isScore()
                ? new FeedPosition(record.engine(), decisions, record.seq())
                : new FeedPosition(record.engine(), record.seq(), scores);
    }

    @Override
    public String toString() {
        return engine + "-" + decisions + "-" + scores;
    }
}
