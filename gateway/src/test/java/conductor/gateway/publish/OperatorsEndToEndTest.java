package conductor.gateway.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import conductor.engine.core.DetectionConfig;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.PresenceConfig;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import conductor.gateway.OnEveryRedis;
import conductor.gateway.RedisUnderTest;
import io.lettuce.core.XAddArgs;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** From messages on conductor.presence.v1 to records on conductor.decisions.v1, over a real redis-server. */
@Tag("one-jdk")
@OnEveryRedis
class OperatorsEndToEndTest {
    /** 2026-03-02T10:15:00.000Z. */
    private static final long START_MS = 1_772_446_500_000L;

    private static final String DECISIONS = "conductor.decisions.v1";
    private static final String DEAD_LETTERS = "conductor.dead-letter.v1";
    private static final EngineConfig AUDIENCE = EngineConfig.defaults(Records.ENGINE, DetectionConfig.RULES);

    private static final String EXPECTED = """
            {"records":[
            {"v":1,"seq":1,"engine":"5e1f09c2","type":"AGENT_SESSION_OPENED","at":"2026-03-02T10:15:01.000Z",
             "scope":"org_7","subject":"a1","code":null,
             "cause":{"stream":"conductor.presence.v1","entry_id":"1772446501000-0","message_id":"m-1"},
             "agent_id":"a1","session_id":"as-5e1f09c2-1","max_concurrent":1,
             "session":{"session_id":"as-5e1f09c2-1","status":"UNREACHABLE","intent":"AVAILABLE","device":false,
              "active":0,"reserved":0,"completed":0,"talk_ms":0,"idle_since":"2026-03-02T10:15:01.000Z",
              "last_heartbeat_at":null,"last_activity_at":"2026-03-02T10:15:01.000Z"}},
            {"v":1,"seq":2,"engine":"5e1f09c2","type":"AGENT_REACHABLE","at":"2026-03-02T10:15:02.000Z",
             "scope":"org_7","subject":"a1","code":null,
             "cause":{"stream":"conductor.presence.v1","entry_id":"1772446502000-0","message_id":"m-2"},
             "agent_id":"a1","last_heartbeat_at":"2026-03-02T10:15:02.000Z",
             "session":{"session_id":"as-5e1f09c2-1","status":"AVAILABLE","intent":"AVAILABLE","device":true,
              "active":0,"reserved":0,"completed":0,"talk_ms":0,"idle_since":"2026-03-02T10:15:01.000Z",
              "last_heartbeat_at":"2026-03-02T10:15:02.000Z","last_activity_at":"2026-03-02T10:15:02.000Z"}},
            {"v":1,"seq":3,"engine":"5e1f09c2","type":"WORK_OFFERED","at":"2026-03-02T10:15:03.000Z",
             "scope":"org_7","subject":"w1","code":null,
             "cause":{"stream":"conductor.presence.v1","entry_id":"1772446503000-0","message_id":"m-3"},
             "agent_id":"a1","offer":1,"deadline_at":"2026-03-02T10:15:33.000Z",
             "session":{"session_id":"as-5e1f09c2-1","status":"RESERVED","intent":"AVAILABLE","device":true,
              "active":0,"reserved":1,"completed":0,"talk_ms":0,"idle_since":"2026-03-02T10:15:01.000Z",
              "last_heartbeat_at":"2026-03-02T10:15:02.000Z","last_activity_at":"2026-03-02T10:15:02.000Z"},
             "kind":"call","state":"OFFERED","priority":50,"entered_at":"2026-03-02T10:15:03.000Z",
             "attempts":0,"offers":1},
            {"v":1,"seq":4,"engine":"5e1f09c2","type":"WORK_CONNECTED","at":"2026-03-02T10:15:05.000Z",
             "scope":"org_7","subject":"w1","code":null,
             "cause":{"stream":"conductor.presence.v1","entry_id":"1772446505000-0","message_id":"m-4"},
             "agent_id":"a1","wait_ms":2000,
             "session":{"session_id":"as-5e1f09c2-1","status":"ON_CALL","intent":"AVAILABLE","device":true,
              "active":1,"reserved":0,"completed":0,"talk_ms":0,"idle_since":"2026-03-02T10:15:01.000Z",
              "last_heartbeat_at":"2026-03-02T10:15:02.000Z","last_activity_at":"2026-03-02T10:15:05.000Z"},
             "kind":"call","state":"CONNECTED","priority":50,"entered_at":"2026-03-02T10:15:03.000Z",
             "attempts":0,"offers":1},
            {"v":1,"seq":5,"engine":"5e1f09c2","type":"WORK_CLOSED","at":"2026-03-02T10:16:05.000Z",
             "scope":"org_7","subject":"w1","code":"NORMAL",
             "cause":{"stream":"conductor.presence.v1","entry_id":"1772446565000-0","message_id":"m-5"},
             "origin":{"stream":"conductor.presence.v1","entry_id":"1772446503000-0","message_id":"m-3","sequence":0},
             "agent_id":"a1","wait_ms":2000,"talk_ms":60000,
             "session":{"session_id":"as-5e1f09c2-1","status":"AVAILABLE","intent":"AVAILABLE","device":true,
              "active":0,"reserved":0,"completed":1,"talk_ms":60000,"idle_since":"2026-03-02T10:16:05.000Z",
              "last_heartbeat_at":"2026-03-02T10:15:02.000Z","last_activity_at":"2026-03-02T10:16:05.000Z"},
             "kind":"call","state":"COMPLETED","priority":50,"entered_at":"2026-03-02T10:15:03.000Z",
             "attempts":0,"offers":1},
            {"v":1,"seq":6,"engine":"5e1f09c2","type":"AGENT_STATE_CHANGED","at":"2026-03-02T10:16:05.000Z",
             "scope":"org_7","subject":"a1","code":null,
             "cause":{"stream":"conductor.presence.v1","entry_id":"1772446565000-0","message_id":"m-5"},
             "agent_id":"a1","status":"AVAILABLE",
             "session":{"session_id":"as-5e1f09c2-1","status":"AVAILABLE","intent":"AVAILABLE","device":true,
              "active":0,"reserved":0,"completed":1,"talk_ms":60000,"idle_since":"2026-03-02T10:16:05.000Z",
              "last_heartbeat_at":"2026-03-02T10:15:02.000Z","last_activity_at":"2026-03-02T10:16:05.000Z"}},
            {"v":1,"seq":7,"engine":"5e1f09c2","type":"REJECTED","at":"2026-03-02T10:16:07.000Z",
             "scope":"org_7","subject":"a2","code":"UNKNOWN_AGENT",
             "cause":{"stream":"conductor.presence.v1","entry_id":"1772446567000-0","message_id":"m-7"},
             "refused_type":"operator.login"},
            {"v":1,"seq":8,"engine":"5e1f09c2","type":"COMMAND_RESULT","at":"2026-03-02T10:16:07.000Z",
             "scope":"org_7","subject":"a2","code":"UNKNOWN_AGENT",
             "cause":{"stream":"conductor.presence.v1","entry_id":"1772446567000-0","message_id":"m-7"},
             "command_id":"m-7","ok":false,
             "detail":"No account of this agent_id is known in this scope. Check both, or make the account with operator.account."},
            {"v":1,"seq":9,"engine":"5e1f09c2","type":"COMMAND_RESULT","at":"2026-03-02T10:16:08.000Z",
             "scope":"org_7","subject":"a2","code":"UNKNOWN_AGENT",
             "cause":{"stream":"conductor.presence.v1","entry_id":"1772446568000-0","message_id":"m-7"},
             "command_id":"m-7","ok":false,
             "detail":"No account of this agent_id is known in this scope. Check both, or make the account with operator.account.",
             "first_seq":7},
            {"v":1,"seq":10,"engine":"5e1f09c2","type":"WORK_OFFERED","at":"2026-03-02T10:16:10.000Z",
             "scope":"org_7","subject":"w2","code":null,
             "cause":{"stream":"conductor.presence.v1","entry_id":"1772446570000-0","message_id":"m-8"},
             "agent_id":"a1","offer":1,"deadline_at":"2026-03-02T10:16:40.000Z",
             "session":{"session_id":"as-5e1f09c2-1","status":"RESERVED","intent":"AVAILABLE","device":true,
              "active":0,"reserved":1,"completed":1,"talk_ms":60000,"idle_since":"2026-03-02T10:16:05.000Z",
              "last_heartbeat_at":"2026-03-02T10:15:02.000Z","last_activity_at":"2026-03-02T10:16:05.000Z"},
             "kind":"call","state":"OFFERED","priority":50,"entered_at":"2026-03-02T10:16:10.000Z",
             "attempts":0,"offers":1},
            {"v":1,"seq":11,"engine":"5e1f09c2","type":"WORK_REQUEUED","at":"2026-03-02T10:16:40.000Z",
             "scope":"org_7","subject":"w2","code":"TIMEOUT","cause":{"timer":"offer_deadline"},
             "agent_id":"a1","excluded_until_at":"2026-03-02T10:17:10.000Z",
             "paused_until_at":"2026-03-02T10:16:42.000Z",
             "session":{"session_id":"as-5e1f09c2-1","status":"AVAILABLE","intent":"AVAILABLE","device":true,
              "active":0,"reserved":0,"completed":1,"talk_ms":60000,"idle_since":"2026-03-02T10:16:05.000Z",
              "last_heartbeat_at":"2026-03-02T10:15:02.000Z","last_activity_at":"2026-03-02T10:16:05.000Z"},
             "kind":"call","state":"QUEUED","priority":50,"entered_at":"2026-03-02T10:16:10.000Z",
             "attempts":1,"offers":1}
            ]}
            """;

    @Parameter
    RedisUnderTest kind;

    private TestRedis redis;
    private Platform platform;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        redis = new TestRedis(kind, directory);
        platform = new Platform(redis.uri(), "*");
    }

    @AfterEach
    void stop() {
        platform.close();
        redis.close();
    }

    @Test
    void aDayAtADeskBecomesTheseRecordsAndWhatCannotBeReadADeadLetter() throws Exception {
        aDayAtADesk();
        try (OperatorsNode node = new OperatorsNode(redis.uri(), AUDIENCE.with(PresenceConfig.SHIPPED))) {
            Await.until(
                    "a timer without an answer", () -> platform.ids(DECISIONS).size() >= 11);
            Await.until("two dead letters", () -> platform.records(DEAD_LETTERS).size() == 2);
            assertThat(node.failure()).isNull();
            assertThat(node.stats().entries(SourceId.OPERATORS)).isEqualTo(11);
            assertThat(node.stats().entries(SourceId.OPERATORS, SignalType.OPERATOR_LOGIN))
                    .isEqualTo(3);
            assertThat(node.stats().entries(SourceId.OPERATORS, SignalType.DEAD_LETTER))
                    .isEqualTo(2);
            assertThat(node.stats().entries(SourceId.OPERATORS, SignalType.WORK_ARRIVED))
                    .isEqualTo(2);
        }
        List<Map<String, Object>> published = platform.records(DECISIONS);
        List<?> expected = (List<?>) Json.parse(EXPECTED).get("records");
        for (int i = 0; i < Math.min(expected.size(), published.size()); i++) {
            Map<String, Object> record = withoutSequence(published.get(i));
            assertThat(record).isEqualTo(expected.get(i));
            assertThat(Json.names(record)).isEqualTo(Json.names(Json.asObject(expected.get(i))));
        }
        assertThat(published).hasSameSizeAs(expected);
        assertThat(platform.records(DEAD_LETTERS))
                .extracting(
                        letter -> letter.get("stream"), letter -> letter.get("reason"), letter -> letter.get("field"))
                .containsExactly(
                        tuple("conductor.presence.v1", "MISSING_FIELD", "device"),
                        tuple("conductor.presence.v1", "MISSING_FIELD", "data"));
        assertThat(platform.messages()).isEmpty();
    }

    @Test
    void aNodeWithoutThePlaneDoesNotReadTheStreamOfOperators() throws Exception {
        aDayAtADesk();
        add(SourceId.CHAT, 200, "{\"sessionId\":\"ses_1\",\"message\":{\"text\":\"hello\",\"authorId\":\"usr_1\"}}");
        marks(201, 210);
        try (OperatorsNode node = new OperatorsNode(redis.uri(), AUDIENCE)) {
            Await.until(
                    "the chat opens a session", () -> !platform.ids(DECISIONS).isEmpty());
            assertThat(node.stats().entries(SourceId.OPERATORS)).isZero();
            assertThat(node.stats().reads(SourceId.OPERATORS)).isFalse();
            assertThat(node.failure()).isNull();
        }
        assertThat(platform.records(DECISIONS))
                .allSatisfy(record -> assertThat(record).containsEntry("session_id", "ses_1"));
        assertThat(platform.ids(DEAD_LETTERS)).isEmpty();
    }

    private void aDayAtADesk() {
        message(0, "m-0", "operator.account", "'agent_id':'a1','active':true,'role':'agent'");
        message(1, "m-1", "operator.login", "'agent_id':'a1'");
        message(2, "m-2", "operator.heartbeat", "'agent_id':'a1','seq':1,'device':true");
        message(3, "m-3", "work.arrived", "'work_id':'w1','caller':'c_9f'");
        message(5, "m-4", "work.offer_result", "'work_id':'w1','agent_id':'a1','offer':1,'result':'answered'");
        message(65, "m-5", "work.ended", "'work_id':'w1','agent_id':'a1','disposition':'solved'");
        message(66, "m-6", "operator.heartbeat", "'agent_id':'a1','seq':2");
        message(67, "m-7", "operator.login", "'agent_id':'a2','reply':true");
        message(68, "m-7", "operator.login", "'agent_id':'a2','reply':true");
        platform.commands()
                .xadd(SourceId.stream(SourceId.OPERATORS), new XAddArgs().id(id(69)), Map.of("type", "operator.login"));
        message(70, "m-8", "work.arrived", "'work_id':'w2'");
        marks(0, 101);
    }

    private void marks(int fromS, int untilS) {
        for (int second = fromS; second <= untilS; second++) {
            add(SourceId.TIME, second, "{\"t\":" + (START_MS + second * 1_000L) + "}");
        }
    }

    private void message(int second, String id, String type, String members) {
        String json = "{'v':1,'type':'" + type + "','id':'" + id + "','scope':'org_7'," + members + "}";
        add(SourceId.OPERATORS, second, json.replace('\'', '"'));
    }

    private void add(int source, int second, String json) {
        platform.commands().xadd(SourceId.stream(source), new XAddArgs().id(id(second)), Map.of("data", json));
    }

    private static String id(int second) {
        return START_MS + second * 1_000L + "-0";
    }

    /** How many signs of time the journal holds before a message is nothing to compare: its place there is set to 0 where it is one. */
    private static Map<String, Object> withoutSequence(Map<String, Object> record) {
        if (record.get("origin") instanceof Map<?, ?> origin) {
            assertThat((Long) origin.get("sequence")).isPositive();
            Json.asObject(origin).put("sequence", 0L);
        }
        return record;
    }
}
