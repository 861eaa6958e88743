package conductor.journal.sink;

import conductor.engine.core.Decision;
import conductor.journal.json.JsonWriter;
import conductor.journal.json.SummaryJson;
import java.util.LinkedHashMap;
import java.util.Map;

/** SUMMARY records as rows of {@code event_summaries}: one row an event, the newest of a batch. */
final class SummaryRows {
    private record Row(byte[] event, long timeMs, byte[] summary, long seq) {}

    private final SummaryJson summaries = new SummaryJson();
    private final JsonWriter json = new JsonWriter();
    private final Map<Long, Row> rows = new LinkedHashMap<>();

    /** Forgets the rows gathered. */
    void clear() {
        rows.clear();
    }

    /** Rows gathered. */
    int size() {
        return rows.size();
    }

    /** Takes in a SUMMARY record. */
    void gather(RowSource source) {
        Decision d = source.decision();
        json.clear().beginObject();
        summaries.write(json, d);
        byte[] summary = json.endObject().toBytes();
        rows.put(d.scopeKey, new Row(source.event(), d.engineTimeMs, summary, d.seq));
    }

    /** Writes the rows gathered. */
    void write(CopyBuffer buffer, byte[] engine) {
        for (Row row : rows.values()) {
            buffer.row()
                    .text(engine)
                    .text(row.event())
                    .time(row.timeMs())
                    .json(row.summary())
                    .bigint(row.seq());
        }
    }
}
