package conductor.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.codec.ExplanationRecordEncoder;
import conductor.engine.codec.MessageHeaderEncoder;
import conductor.engine.codec.RewardRecordEncoder;
import conductor.engine.core.AnomalyClass;
import conductor.engine.core.Arm;
import conductor.engine.core.Code;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionState;
import conductor.engine.core.DecisionType;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.Severity;
import conductor.engine.learn.Context;
import conductor.engine.learn.Group;
import conductor.gateway.json.Json;
import conductor.journal.ChronicleDecisionLog;
import conductor.journal.JournalDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the decisions of a journal add up to. */
class ReportCommandsTest {
    private static final long START_MS = Instant.parse("2026-03-02T10:15:00Z").toEpochMilli();
    /** In thousandths, as in vector N23. */
    private static final int[] TREATED = {100, 80, 120, 50, 0, 150, 90, 70, 110, 30};

    private static final int[] CONTROL = {20, -10, 40, 0, 30, 10, 50, -20, 20, 60};
    private static final int DROP = Context.parse("SUDDEN_DROP_low_large_severe");
    private static final int DECLINE = Context.parse("GRADUAL_DECLINE_low_small_mild");

    @TempDir
    Path dir;

    private JournalDirectory journal;
    private ChronicleDecisionLog log;
    private long seq;
    private long scoreSeq;

    @Test
    void anEventIsReportedWhileItsJournalIsWritten() throws IOException {
        try (JournalDirectory writing = begin()) {
            liveEvent();
            Map<String, Object> report =
                    Json.read(run(0, "event", "evt_1", "-o", "json").out());
            assertThat(report)
                    .containsEntry("event_id", "evt_1")
                    .containsEntry("as_of", "2026-03-02T10:16:30.000Z")
                    .containsEntry("sessions", 1L)
                    .containsEntry("open_sessions", 1L)
                    .containsEntry("duration_s", 90L)
                    .containsEntry("peak_users", 40L)
                    .containsEntry("mean_score", 0.45)
                    .containsEntry("attendees_reached", 38L)
                    .containsEntry("auto_executed", 1L)
                    .containsEntry("skipped", Map.of("MILD", 1L))
                    .containsEntry("uplift", null)
                    .containsEntry("interval", null);
            assertThat((Map<?, ?>) report.get("anomalies"))
                    .extracting("SUDDEN_DROP")
                    .isEqualTo(Map.of("WARNING", 0L, "CRITICAL", 1L));
            assertThat(writing.folder()).isDirectory();
        }
    }

    @Test
    void forPeopleOnlyWhatHappenedIsListed() {
        try (JournalDirectory writing = begin()) {
            liveEvent();
            assertThat(writing.decisionMarks().seq()).isPositive();
        }
        String out = run(0, "event", "evt_1").out();
        assertThat(out)
                .containsPattern("peak_users +40")
                .containsPattern("SUDDEN_DROP *\\n +CRITICAL +1")
                .containsPattern("EXECUTED +1")
                .containsPattern("interval +not enough data")
                .doesNotContain("MASS_EXIT", "EXPIRED ");
    }

    @Test
    void anUnknownEventIsAnsweredWithThoseThatThereAre() {
        try (JournalDirectory writing = begin()) {
            assertThat(run(1, "event", "evt_x").err())
                    .contains("The journal knows no event evt_x. No session in it has been told its event yet.");
            for (int i = 1; i <= 12; i++) {
                open("ses_" + i, "evt_" + i);
            }
            log.commit();
            String known = "It has evt_1, evt_2, evt_3, evt_4, evt_5, evt_6, evt_7, evt_8, evt_9, evt_10 and 2 more.";
            assertThat(run(1, "event", "evt_\u001bx").err()).contains("no event evt_\\u001bx. " + known);
            assertThat(run(1, "uplift", "--event", "evt_x").err()).contains(known);
            assertThat(run(0, "event", "evt_12").out()).contains("evt_12");
            assertThat(writing.folder()).isDirectory();
        }
    }

    @Test
    void theUpliftHasItsIntervalOverallAndNoneWhereThereAreTooFew() throws IOException {
        measurements();
        Map<String, Object> report = Json.read(run(0, "uplift", "-o", "json").out());
        assertThat(figures(report.get("overall")))
                .containsEntry("treated_count", 10L)
                .containsEntry("control_count", 10L)
                .containsEntry("mean_delta_treated", 0.08)
                .containsEntry("mean_delta_control", 0.02)
                .containsEntry("uplift", 0.06)
                .containsEntry("interval", Map.of("low", 0.028127, "high", 0.091873));
        Map<String, Object> types = figures(report.get("by_type"));
        assertThat(types).containsOnlyKeys("POLL", "BROADCAST");
        assertThat(figures(types.get("POLL")))
                .containsEntry("treated_count", 5L)
                .containsEntry("interval", null);
        assertThat(figures(report.get("by_context")))
                .containsOnlyKeys("SUDDEN_DROP_low_large_severe", "GRADUAL_DECLINE_low_small_mild");
        assertThat(run(0, "uplift").out().lines())
                .anyMatch(line -> line.matches("overall +10 +10 +0.0800 +0.0200 +0.0600 +0.0281 to 0.0919"))
                .anyMatch(line -> line.matches("POLL +5 +5 .* not enough data"));
    }

    @Test
    void theUpliftCanBeThatOfAnEventATypeOrAContext() throws IOException {
        measurements();
        assertThat(overall("--event", "evt_2"))
                .containsEntry("treated_count", 0L)
                .containsEntry("control_count", 0L);
        assertThat(overall("--event", "evt_1")).containsEntry("treated_count", 10L);
        assertThat(overall("--type", "poll")).containsEntry("treated_count", 5L).containsEntry("control_count", 5L);
        assertThat(overall("--context", "GRADUAL_DECLINE_low_small_mild")).containsEntry("control_count", 5L);
        assertThat(overall("--context", "GRADUAL_DECLINE_low_small_mild", "--type", "POLL"))
                .containsEntry("uplift", null);
    }

    @Test
    void aTypeOrAContextThatThereIsNotIsExitCode2() {
        assertThat(run(2, "uplift", "--type", "chat_prompt").err())
                .contains("POLL, BROADCAST, NOTIFICATION, GAMIFICATION");
        assertThat(run(2, "uplift", "--context", "SUDDEN_DROP_low_large").err()).contains("deviation");
        assertThat(Cli.run("report").err()).contains("event or uplift");
        assertThat(run(2, "uplift").err()).contains("There is no journal in " + dir);
    }

    private Map<String, Object> overall(String... filter) throws IOException {
        String[] args = new String[filter.length + 3];
        args[0] = "uplift";
        System.arraycopy(filter, 0, args, 1, filter.length);
        args[filter.length + 1] = "-o";
        args[filter.length + 2] = "json";
        return figures(Json.read(run(0, args).out()).get("overall"));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> figures(Object member) {
        return (Map<String, Object>) member;
    }

    private Cli run(int exitCode, String... args) {
        String[] line = new String[args.length + 3];
        line[0] = "report";
        System.arraycopy(args, 0, line, 1, args.length);
        line[args.length + 1] = "--data-dir";
        line[args.length + 2] = dir.toString();
        Cli run = Cli.run(line);
        assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
        return run;
    }

    private JournalDirectory begin() {
        journal = JournalDirectory.open(dir, EngineConfig.defaults(0x5e1f09c2));
        log = journal.openDecisionLog();
        return journal;
    }

    /** Half of the measurements are of polls against drops, half of broadcasts against declines; one does not count. */
    private void measurements() {
        try (JournalDirectory writing = begin()) {
            open("ses_1", "evt_1");
            open("ses_2", "evt_2");
            for (int i = 0; i < TREATED.length; i++) {
                reward("ses_1", "evt_1", i, Group.TREATED, TREATED[i], true);
                reward("ses_1", "evt_1", i, Group.CONTROL, CONTROL[i], true);
            }
            reward("ses_2", "evt_2", 0, Group.TREATED, 900, false);
            log.commit();
            assertThat(writing.decisionMarks().seq()).isEqualTo(seq);
        }
    }

    private void liveEvent() {
        open("ses_1", "evt_1");
        score("ses_1", "evt_1", 5_000, 600_000, 40);
        score("ses_1", "evt_1", 85_000, 300_000, 38);
        Decision anomaly = record(DecisionType.ANOMALY, "ses_1", "evt_1", 85_000);
        anomaly.anomalyClass = AnomalyClass.SUDDEN_DROP;
        anomaly.severity = Severity.CRITICAL;
        log.onDecision(anomaly);
        decision(DecisionState.SKIPPED, 0, Code.MILD);
        decision(DecisionState.AUTO_APPROVED, 0, 0);
        decision(DecisionState.PUBLISHED, DecisionState.AUTO_APPROVED, 0);
        decision(DecisionState.EXECUTED, DecisionState.PUBLISHED, 0);
        log.commit();
    }

    private void open(String session, String event) {
        log.onDecision(text(record(DecisionType.SESSION_OPENED, session, null, 0), session));
        log.onDecision(text(record(DecisionType.EVENT_RESOLVED, session, event, 0), event));
    }

    private void score(String session, String event, long ms, int scorePpm, int users) {
        Decision d = record(DecisionType.SCORE, session, event, ms);
        d.scorePpm = scorePpm;
        d.totalUsers = users;
        log.onDecision(d);
    }

    private void decision(int state, int previous, int code) {
        Decision d = record(DecisionType.DECISION, "ses_1", "evt_1", 90_000);
        d.state = state;
        d.previous = previous;
        d.code = code;
        d.arm = Arm.POLL;
        d.totalUsers = 38;
        new ExplanationRecordEncoder()
                .wrapAndApplyHeader(d.payload, 0, new MessageHeaderEncoder())
                .autoApproved((short) 1);
        d.payloadLength = MessageHeaderEncoder.ENCODED_LENGTH + ExplanationRecordEncoder.BLOCK_LENGTH;
        log.onDecision(d);
    }

    private void reward(String session, String event, int number, int group, int thousandths, boolean counted) {
        Decision d = record(DecisionType.REWARD, session, event, 150_000);
        d.arm = number % 2 == 0 ? Arm.POLL : Arm.BROADCAST;
        new RewardRecordEncoder()
                .wrapAndApplyHeader(d.payload, 0, new MessageHeaderEncoder())
                .deltaPpm(thousandths * 1_000)
                .context((short) (number % 2 == 0 ? DROP : DECLINE))
                .grp((short) group)
                .counted((short) (counted ? 1 : 0));
        d.payloadLength = MessageHeaderEncoder.ENCODED_LENGTH + RewardRecordEncoder.BLOCK_LENGTH;
        log.onDecision(d);
    }

    private Decision record(int type, String session, String event, long ms) {
        Decision d = new Decision();
        d.type = type;
        d.seq = type == DecisionType.SCORE ? ++scoreSeq : ++seq;
        d.causeSequence = 1;
        d.engineTimeMs = START_MS + ms;
        d.subjectKey = journal.keyOf(session);
        d.scopeKey = event == null ? 0 : journal.keyOf(event);
        return d;
    }

    private static Decision text(Decision d, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        d.payload.putBytes(0, utf8);
        d.payloadLength = utf8.length;
        return d;
    }
}
