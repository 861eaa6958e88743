package conductor.ops.feed;

import conductor.engine.core.SourceId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

/**
 * The note in Redis of which feed with recorded times the streams hold, and the tops of those streams. It tells a feed
 * that is taken up again from one onto streams that hold something else.
 */
final class FeedMarker {
    static final String KEY = "conductor:feed";

    private static final int[] SOURCES = {
        SourceId.PRESENCE, SourceId.CHAT, SourceId.POLL_VOTE, SourceId.REACTION, SourceId.TIME
    };

    private final StreamId[] tops = new StreamId[SourceId.COUNT];
    private final boolean sameFeed;
    private final String content;

    private FeedMarker(StreamWriter writer, String fingerprint) {
        StringJoiner found = new StringJoiner(", ").setEmptyValue("");
        for (int source : SOURCES) {
            tops[source] = writer.top(SourceId.stream(source));
            if (!tops[source].equals(StreamId.ZERO)) {
                found.add(SourceId.stream(source) + " up to " + tops[source]);
            }
        }
        content = found.toString();
        sameFeed = fingerprint.equals(writer.hash(KEY).get("fingerprint"));
    }

    /** Looks at the streams and refuses a folded feed onto streams that hold something else. */
    static FeedMarker check(StreamWriter writer, Recording recording, FeedOptions options) {
        FeedMarker marker = new FeedMarker(writer, recording.fingerprint());
        boolean continues = options.recordedTime() && marker.sameFeed;
        if (options.fold() && !marker.content.isEmpty() && !continues) {
            throw new FeedException(
                    FeedException.USAGE,
                    "--fold starts every session at one instant and needs fresh streams, but the streams hold other"
                            + " entries (" + marker.content + "). Use another Redis; for the embedded one that is"
                            + " another --data-dir.");
        }
        return marker;
    }

    /** Notes this feed in Redis. */
    static void write(StreamWriter writer, Recording recording) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("fingerprint", recording.fingerprint());
        fields.put("entries", Long.toString(recording.order().length));
        fields.put("first_ms", Long.toString(recording.firstMs()));
        fields.put("last_ms", Long.toString(recording.lastMs()));
        writer.putHash(KEY, fields);
    }

    /** The highest id that the stream of a source has had. */
    StreamId top(int source) {
        return tops[source];
    }

    /** Whether the streams hold this feed, or a part of it. */
    boolean sameFeed() {
        return sameFeed;
    }

    /** What the streams hold that is not of this feed, for a warning; empty when they are fresh or hold this feed. */
    String foreignContent() {
        return sameFeed ? "" : content;
    }
}
