package conductor.journal.json;

import conductor.engine.codec.MessageHeaderDecoder;
import conductor.engine.codec.SummaryRecordDecoder;
import conductor.engine.core.AnomalyClass;
import conductor.engine.core.Arm;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionState;
import conductor.engine.core.Severity;
import conductor.engine.core.SkipReason;
import conductor.engine.learn.Group;
import conductor.engine.learn.Uplift;
import conductor.engine.state.Ppm;

/** The members of a summary (audience.md 8), made from the counts and sums of a SummaryRecord. One thread. */
public final class SummaryJson {
    private static final long THOUSAND = 1_000;

    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final SummaryRecordDecoder summary = new SummaryRecordDecoder();

    /** The members of a record whose payload is a whole SummaryRecord. */
    public void write(JsonWriter json, Decision d) {
        summary.wrapAndApplyHeader(d.payload, 0, header);
        json.number("sessions", summary.sessions())
                .number("open_sessions", summary.openSessions())
                .number("duration_s", Ppm.divide(summary.lastMs() - summary.firstOpenMs(), THOUSAND))
                .number("peak_users", summary.peakUsers());
        if (summary.scores() == 0) {
            json.nullValue("mean_score");
        } else {
            json.ppm("mean_score", Ppm.divide(summary.scoreSumPpm(), summary.scores()));
        }
        anomalies(json);
        decisions(json);
        json.number("auto_executed", summary.autoExecuted()).number("approved_executed", summary.approvedExecuted());
        skipped(json);
        json.number("suppressed", summary.states(DecisionState.SUPPRESSED))
                .number("expired", summary.states(DecisionState.EXPIRED))
                .number("rejected", summary.states(DecisionState.REJECTED))
                .number("failed", summary.states(DecisionState.FAILED))
                // Whatever fails, fails for a technical reason: what people do not like is measured, not failed.
                .number("technical_failures", summary.states(DecisionState.FAILED))
                .number("attendees_reached", summary.usersReached());
        effect(json);
        json.number("llm_cost_micros", summary.costMicros());
    }

    private void anomalies(JsonWriter json) {
        json.beginObject("anomalies");
        for (int i = AnomalyClass.MASS_EXIT; i <= AnomalyClass.GRADUAL_DECLINE; i++) {
            int place = 2 * (i - AnomalyClass.MASS_EXIT);
            json.beginObject(AnomalyClass.name(i))
                    .number(Severity.name(Severity.WARNING), summary.anomalies(place))
                    .number(Severity.name(Severity.CRITICAL), summary.anomalies(place + 1))
                    .endObject();
        }
        json.endObject();
    }

    private void decisions(JsonWriter json) {
        json.beginObject("decisions").beginObject("by_state");
        for (int state = DecisionState.PROPOSED; state <= DecisionState.UNMEASURED; state++) {
            json.number(DecisionState.name(state), summary.states(state));
        }
        json.endObject().beginObject("by_arm");
        for (int arm = Arm.POLL; arm <= Arm.GAMIFICATION; arm++) {
            json.number(Arm.name(arm), summary.arms(arm));
        }
        json.endObject().endObject();
    }

    /** Only the reasons that there were. */
    private void skipped(JsonWriter json) {
        json.beginObject("skipped");
        for (int place = 0; place < SkipReason.COUNT; place++) {
            if (summary.skipped(place) > 0) {
                json.number(SkipReason.name(place), summary.skipped(place));
            }
        }
        json.endObject();
    }

    private void effect(JsonWriter json) {
        json.number("measured", summary.measured()).number("helped", summary.helped());
        if (summary.measured() == 0) {
            json.nullValue("success_rate");
        } else {
            json.ppm("success_rate", Ppm.divide(summary.helped() * THOUSAND, summary.measured()) * THOUSAND);
        }
        Group treated = Group.of(summary.treated(), summary.treatedSumPpm(), summary.treatedSquares());
        Group control = Group.of(summary.controls(), summary.controlSumPpm(), summary.controlSquares());
        UpliftJson.write(json, treated, control);
        kept(json);
    }

    /** People who are there at the measurement and would not be, had the treated rooms lost as large a part as the controls. */
    private void kept(JsonWriter json) {
        if (summary.controls() < Uplift.LEAST || summary.treatedBefore() == 0 || summary.controlBefore() == 0) {
            json.nullValue("attendees_kept");
            return;
        }
        double asControls = (double) summary.treatedBefore() * summary.controlAfter() / summary.controlBefore();
        json.number("attendees_kept", Math.round(summary.treatedAfter() - asControls));
    }
}
