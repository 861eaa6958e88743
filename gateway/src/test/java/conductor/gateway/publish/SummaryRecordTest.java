package conductor.gateway.publish;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.audience.EventTallies;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.journal.json.SessionDirectory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The summary of an event as a record of {@code conductor.decisions.v1}. */
class SummaryRecordTest {
    private final SessionDirectory directory = new SessionDirectory();
    private final RecordRenderer renderer = new RecordRenderer(Records.ENGINE, directory);
    private final EventTallies tallies = new EventTallies(10, 10);

    @Test
    void theSummaryNamesItsEventAndNoSession() {
        for (Decision d : List.of(
                Records.opened(1, Records.SESSION, Records.SESSION_ID),
                Records.resolved(2, Records.SESSION, 0, Records.EVENT, Records.EVENT_ID),
                Records.closed(3, Records.SESSION, Records.EVENT))) {
            directory.apply(d);
            tallies.observe(d);
        }
        assertThat(tallies.closed(Records.EVENT)).isTrue();
        Decision summary = Records.record(DecisionType.SUMMARY, 4, "2026-03-02T11:15:00Z");
        summary.subjectKey = 0;
        assertThat(tallies.write(summary)).isTrue();
        directory.apply(summary);
        OutputRecord out = renderer.render(summary);
        assertThat(out.channel()).isNull();
        Map<String, Object> json = Json.parse(out.entry());
        assertThat(json)
                .containsEntry("type", "SUMMARY")
                .containsEntry("event_id", Records.EVENT_ID)
                .containsEntry("scope", Records.EVENT_ID)
                .containsEntry("session_id", null)
                .containsEntry("sessions", 1L)
                .containsEntry("open_sessions", 0L)
                .containsEntry("duration_s", 3_600L)
                .containsEntry("interval", null);
    }
}
