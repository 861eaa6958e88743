package conductor.gateway.publish;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.Code;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionState;
import conductor.engine.core.DecisionType;
import conductor.engine.core.DetectionConfig;
import conductor.engine.core.Engine;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.Mode;
import conductor.engine.core.NameKind;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import conductor.journal.json.SessionDirectory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a real engine says about one session, from its opening to its end, as it leaves the node. */
class EngineRecordsTest {
    private static final long START_MS = Records.at("2026-03-02T10:15:00Z");
    private static final int USERS = 20;

    private final List<Map<String, Object>> entries = new ArrayList<>();
    private final List<Map<String, Object>> messages = new ArrayList<>();
    private final List<OutputRecord> commands = new ArrayList<>();
    private final Set<Long> reported = new HashSet<>();
    private final SessionDirectory directory = new SessionDirectory();
    private final RecordRenderer renderer = new RecordRenderer(Records.ENGINE, directory);
    private final Engine engine = new Engine(automatic(), this::onDecision);
    private long sequence;
    private long entry;
    private long nowMs = START_MS;
    private long publishedSeq;

    @BeforeEach
    void play() {
        define(Records.SESSION, NameKind.SUBJECT, Records.SESSION_ID);
        define(Records.EVENT, NameKind.SCOPE, Records.EVENT_ID);
        for (int user = 1; user <= USERS; user++) {
            send(SignalType.JOIN, SourceId.PRESENCE, user, user == 3 ? Records.EVENT : 0);
        }
        for (int second = 1; second <= 120; second++) {
            at(second * 1_000L);
            send(SignalType.CHAT, SourceId.CHAT, second % USERS + 1, 0);
            send(SignalType.REACTION, SourceId.REACTION, second % USERS + 1, 0);
        }
        at(200_000);
        for (int user = 1; user <= USERS / 2; user++) {
            send(SignalType.LEAVE, SourceId.PRESENCE, user, 0);
        }
        at(2_100_000);
    }

    @Test
    void everythingFromTheOpeningToTheCloseIsThere() {
        assertThat(entries)
                .extracting(e -> e.get("type"))
                .contains(
                        "SESSION_OPENED",
                        "EVENT_RESOLVED",
                        "SCORE",
                        "STATUS",
                        "ANOMALY",
                        "ANOMALY_COOLED",
                        "DECISION",
                        "NOTIFICATION",
                        "REWARD",
                        "SESSION_CLOSED",
                        "SUMMARY");
        assertThat(messages)
                .extracting(m -> m.get("type"))
                .contains(
                        "agent.status",
                        "agent.decision",
                        "agent.intervention.executed",
                        "agent.reward.measured",
                        "anomaly_detected",
                        "intervention_executed",
                        "SUDDEN_DROP",
                        "MASS_EXIT");
        assertThat(directory.sessionCount()).isEqualTo(1);
    }

    @Test
    void everyRecordNamesItsSessionAndTheEventKnownThen() {
        boolean resolved = false;
        for (Map<String, Object> record : entries) {
            resolved |= record.get("type").equals("EVENT_RESOLVED");
            boolean ofTheEvent = record.get("type").equals("SUMMARY");
            assertThat(record)
                    .containsEntry("session_id", ofTheEvent ? null : Records.SESSION_ID)
                    .containsEntry("event_id", resolved ? Records.EVENT_ID : "unknown");
        }
        assertThat(resolved).isTrue();
    }

    @Test
    void theContributionsOfAScoreSumToIt() {
        int unclamped = 0;
        for (Map<String, Object> record : entries) {
            if (record.get("type").equals("SCORE")) {
                double sum = 0;
                for (Object part : ((Map<?, ?>) record.get("components")).values()) {
                    sum += (Double) part;
                }
                double score = (Double) record.get("score");
                assertThat(Math.max(0, Math.round(sum * 1e6))).isEqualTo(Math.round(score * 1e6));
                unclamped += score > 0 ? 1 : 0;
            }
        }
        assertThat(unclamped).isGreaterThan(10);
    }

    @Test
    void aDecisionIsTheSameOneFromItsFirstRecordToItsOutcome() {
        List<Map<String, Object>> decision = entries.stream()
                .filter(e -> e.get("type").equals("DECISION") && !e.get("state").equals("SKIPPED"))
                .limit(3)
                .toList();
        assertThat(decision).extracting(d -> d.get("state")).containsExactly("AUTO_APPROVED", "PUBLISHED", "EXECUTED");
        assertThat(decision)
                .extracting(d -> d.get("decision_id"))
                .containsOnly("d-5e1f09c2-" + decision.get(0).get("seq"));
        assertThat(decision.get(1)).containsEntry("intervention_id", "i-5e1f09c2-" + publishedSeq);
        Map<?, ?> executed = messages.stream()
                .filter(m -> "agent.intervention.executed".equals(m.get("type")))
                .findFirst()
                .map(m -> (Map<?, ?>) m.get("data"))
                .orElseThrow();
        assertThat(executed.get("intervention_id")).isEqualTo("i-5e1f09c2-" + publishedSeq);
        assertThat(executed.get("assumed")).isEqualTo(true);
        Map<?, ?> explanation = (Map<?, ?>) decision.get(0).get("explanation");
        assertThat((String) explanation.get("context")).matches("SUDDEN_DROP_(critical|low|medium)_medium_severe");
        assertThat((List<?>) explanation.get("gates")).hasSize(8);
        assertThat(explanation.get("mode")).isEqualTo("AUTO");
    }

    @Test
    void commandsCarryContentForTheirArm() {
        assertThat(commands).hasSizeGreaterThan(1);
        Map<String, Object> poll = Json.parse(commands.get(0).message());
        assertThat(poll).containsEntry("type", "agent.intervention.poll");
        assertThat((String) ((Map<?, ?>) poll.get("metadata")).get("reason"))
                .matches("SUDDEN_DROP, \\d+ % below expected");
        assertThat(commands)
                .extracting(command -> Json.parse(command.message()))
                .anySatisfy(command -> assertThat(command)
                        .containsEntry("type", "agent.intervention.notification")
                        .containsEntry("notification_type", "MASS_EXIT")
                        .containsEntry("escalate", true));
    }

    private void onDecision(Decision d) {
        directory.apply(d);
        OutputRecord record = renderer.render(d);
        entries.add(Json.parse(record.entry()));
        if (record.channel() != null) {
            messages.add(Json.parse(record.message()));
        }
        if (record.command()) {
            commands.add(record);
        }
        if (d.type == DecisionType.DECISION && d.state == DecisionState.PUBLISHED && publishedSeq == 0) {
            publishedSeq = d.seq;
        }
    }

    private void at(long ms) {
        nowMs = START_MS + ms;
        while (engine.nextDueMs() <= nowMs) {
            Signal tick = signal(SignalType.TICK);
            tick.engineTimeMs = nowMs;
            engine.prepareTick(tick);
            apply(tick);
            reportEgress();
        }
    }

    private void reportEgress() {
        if (publishedSeq != 0 && reported.add(publishedSeq)) {
            Signal result = signal(SignalType.EGRESS_RESULT);
            result.value1 = publishedSeq;
            result.value2 = Code.SENT;
            apply(result);
        }
    }

    private void define(long key, int kind, String text) {
        Signal s = signal(SignalType.DEFINE);
        s.subjectKey = key;
        s.value1 = kind;
        s.payloadLength = s.payload.putStringWithoutLengthAscii(0, text);
        apply(s);
    }

    private void send(int type, int source, long user, long event) {
        Signal s = signal(type);
        s.source = source;
        s.sourceTimeMs = nowMs;
        s.sourceSeq = ++entry;
        s.subjectKey = Records.SESSION;
        s.actorKey = user;
        s.scopeKey = event;
        apply(s);
    }

    private static Signal signal(int type) {
        Signal s = new Signal().clear();
        s.type = type;
        return s;
    }

    private void apply(Signal s) {
        s.sequence = sequence++;
        s.engineTimeMs = nowMs;
        engine.onSignal(s);
    }

    private static EngineConfig automatic() {
        String defaults =
                EngineConfig.defaults(Records.ENGINE, DetectionConfig.RULES).toText();
        return EngineConfig.parse(defaults.replace("mode=" + Mode.name(Mode.SEMI_AUTO), "mode=" + Mode.name(Mode.AUTO))
                .replace("policy=THOMPSON", "policy=RULES"));
    }
}
