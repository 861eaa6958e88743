package conductor.journal.json;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.codec.MessageHeaderEncoder;
import conductor.engine.codec.SummaryRecordEncoder;
import conductor.engine.core.Arm;
import conductor.engine.core.Code;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionState;
import conductor.engine.core.SkipReason;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Summaries of events (audience.md 8) as JSON. */
class SummaryJsonTest {
    @Test
    void countsAreShownByTheirNames() {
        String json = json(s -> {
            s.sessions(3).openSessions(1).firstOpenMs(10_000).lastMs(3_610_499).peakUsers(120);
            s.scores(3).scoreSumPpm(1_000_001).autoExecuted(4).approvedExecuted(2);
            s.anomalies(1, 5).anomalies(4, 6);
            s.states(DecisionState.SKIPPED, 7).states(DecisionState.FAILED, 2).states(DecisionState.EXPIRED, 1);
            s.states(DecisionState.REJECTED, 3).states(DecisionState.SUPPRESSED, 8);
            s.skipped(SkipReason.of(Code.MILD), 6).skipped(SkipReason.OTHER, 1);
            s.arms(Arm.POLL, 9).arms(Arm.GAMIFICATION, 1).usersReached(480).costMicros(15_840);
        });
        assertThat(json)
                .startsWith(
                        "{\"sessions\":3,\"open_sessions\":1,\"duration_s\":3600,\"peak_users\":120,"
                                + "\"mean_score\":0.333334,\"anomalies\":{\"MASS_EXIT\":{\"WARNING\":0,\"CRITICAL\":5},"
                                + "\"LOW_ENGAGEMENT\":{\"WARNING\":0,\"CRITICAL\":0},"
                                + "\"SUDDEN_DROP\":{\"WARNING\":6,\"CRITICAL\":0},"
                                + "\"GRADUAL_DECLINE\":{\"WARNING\":0,\"CRITICAL\":0}},\"decisions\":{\"by_state\":{\"PROPOSED\":0,")
                .contains("\"SKIPPED\":7,\"SUPPRESSED\":8,")
                .contains("\"by_arm\":{\"POLL\":9,\"BROADCAST\":0,\"NOTIFICATION\":0,\"GAMIFICATION\":1}}")
                .contains("\"auto_executed\":4,\"approved_executed\":2,\"skipped\":{\"OTHER\":1,\"MILD\":6},"
                        + "\"suppressed\":8,\"expired\":1,\"rejected\":3,\"failed\":2,\"technical_failures\":2,"
                        + "\"attendees_reached\":480,")
                .endsWith("\"llm_cost_micros\":15840}");
    }

    @Test
    void whatWasNotMeasuredIsNull() {
        assertThat(json(s -> s.sessions(1)))
                .contains("\"mean_score\":null,")
                .contains("\"skipped\":{},")
                .contains("\"measured\":0,\"helped\":0,\"success_rate\":null,\"treated_count\":0,\"control_count\":0,"
                        + "\"mean_delta_treated\":null,\"mean_delta_control\":null,\"uplift\":null,\"interval\":null,"
                        + "\"attendees_kept\":null,");
    }

    @Test
    void theRateOfSuccessHasThreeDecimals() {
        assertThat(json(s -> s.measured(3).helped(2))).contains("\"success_rate\":0.667,");
        assertThat(json(s -> s.measured(2).helped(2))).contains("\"success_rate\":1.0,");
    }

    /** Vector N23. */
    @Test
    void theUpliftHasAnIntervalWhenBothGroupsHaveTen() {
        int[] treated = {100, 80, 120, 50, 0, 150, 90, 70, 110, 30};
        int[] control = {20, -10, 40, 0, 30, 10, 50, -20, 20, 60};
        assertThat(json(s -> groups(s, treated, control, 10)))
                .contains(
                        "\"treated_count\":10,\"control_count\":10,\"mean_delta_treated\":0.08,\"mean_delta_control\":0.02,"
                                + "\"uplift\":0.06,\"interval\":{\"low\":0.028127,\"high\":0.091873},");
        assertThat(json(s -> groups(s, treated, control, 9)))
                .contains("\"control_count\":9,")
                .contains("\"interval\":null,\"attendees_kept\":null,");
    }

    @Test
    void peopleKeptAreThoseWhoWouldHaveLeftWithTheControls() {
        Consumer<SummaryRecordEncoder> tenControls = s -> s.controls(10).controlBefore(200);
        assertThat(json(tenControls.andThen(s ->
                        s.treated(12).treatedBefore(1_000).treatedAfter(950).controlAfter(171))))
                .contains("\"attendees_kept\":95,");
        assertThat(json(tenControls.andThen(s ->
                        s.treated(12).treatedBefore(1_000).treatedAfter(900).controlAfter(190))))
                .contains("\"attendees_kept\":-50,");
        assertThat(json(tenControls.andThen(s -> s.controlAfter(190)))).contains("\"attendees_kept\":null,");
    }

    private static void groups(SummaryRecordEncoder s, int[] treated, int[] control, int controls) {
        long sum = 0;
        long squares = 0;
        for (int thousandth : treated) {
            sum += thousandth * 1_000L;
            squares += thousandth * 1_000L * thousandth * 1_000L;
        }
        s.treated(treated.length).treatedSumPpm(sum).treatedSquares(squares);
        sum = 0;
        squares = 0;
        for (int i = 0; i < controls; i++) {
            sum += control[i] * 1_000L;
            squares += control[i] * 1_000L * control[i] * 1_000L;
        }
        s.controls(controls).controlSumPpm(sum).controlSquares(squares);
        s.treatedBefore(100).treatedAfter(90).controlBefore(100).controlAfter(80);
    }

    private static String json(Consumer<SummaryRecordEncoder> with) {
        Decision d = new Decision();
        SummaryRecordEncoder encoder =
                new SummaryRecordEncoder().wrapAndApplyHeader(d.payload, 0, new MessageHeaderEncoder());
        with.accept(encoder);
        d.payloadLength = MessageHeaderEncoder.ENCODED_LENGTH + SummaryRecordEncoder.BLOCK_LENGTH;
        JsonWriter json = new JsonWriter().beginObject();
        new SummaryJson().write(json, d);
        return new String(json.endObject().toBytes(), StandardCharsets.UTF_8);
    }
}
