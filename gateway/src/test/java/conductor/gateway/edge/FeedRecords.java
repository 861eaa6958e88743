package conductor.gateway.edge;

import static conductor.gateway.edge.Told.utf8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

/** Records of an engine, as they are on its streams (audience.md 2.6). */
final class FeedRecords {
    static final String ENGINE = "5e1f09c2";

    private static final Instant BEGIN = Instant.parse("2026-03-02T10:00:00.001Z");

    private FeedRecords() {}

    /** Engine time some seconds after the beginning. */
    static String at(long second) {
        return BEGIN.plusSeconds(second).toString();
    }

    static String json(String engine, long seq, String type, String at, String session, String event, String members) {
        return "{\"v\":1,\"seq\":" + seq + ",\"engine\":\"" + engine + "\",\"type\":\"" + type + "\",\"at\":\"" + at
                + "\",\"session_id\":" + text(session) + ",\"event_id\":" + text(event)
                + ",\"code\":null,\"cause\":{\"timer\":\"evaluation\"}" + (members.isEmpty() ? "" : "," + members)
                + "}";
    }

    private static String text(String text) {
        return text == null ? "null" : "\"" + text + "\"";
    }

    static FeedRecord read(boolean isScore, String json) {
        try {
            return FeedRecord.read(isScore, utf8(json));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static FeedRecord decision(String engine, long seq) {
        return read(false, json(engine, seq, "DECISION", at(seq), "s", "e", ""));
    }

    static FeedRecord decision(long seq) {
        return decision(ENGINE, seq);
    }

    static FeedRecord score(long seq) {
        return read(true, json(ENGINE, seq, "SCORE", at(seq), "s", "e", "\"score\":0.5"));
    }

    /** A name for comparisons: {@code d7} or {@code s7}. */
    static String name(FeedRecord record) {
        return (record.isScore() ? "s" : "d") + record.seq();
    }
}
