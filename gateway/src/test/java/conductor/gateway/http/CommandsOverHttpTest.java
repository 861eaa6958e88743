package conductor.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands of people over a real HTTP server and a real Redis to an engine that says what the test tells it to. */
@Tag("one-jdk")
class CommandsOverHttpTest {
    private static final String EVENT = "evt_1";
    private static final String DECISION = "d-5e1f09c2-77";

    private static GatewayRig rig;
    private static Gateway gateway;
    private static FakeEngine engine;

    private String session;
    private String subject;
    private String token;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        rig = new GatewayRig(folder);
        gateway = rig.gateway();
        engine = new FakeEngine(rig.redis().uri(), rig.engine());
    }

    @AfterAll
    static void stop() throws InterruptedException {
        engine.close();
        rig.close();
    }

    @BeforeEach
    void openASession() {
        engine.accepts();
        session = "ses_" + UUID.randomUUID();
        subject = "usr_" + UUID.randomUUID();
        token = rig.person(subject, "event:manage:" + EVENT);
        rig.engine().open(session, EVENT);
        rig.awaitRead();
    }

    private String decisionPath(String verb) {
        return "/api/v1/agent/sessions/" + session + "/decisions/" + DECISION + "/" + verb;
    }

    private String modePath() {
        return "/api/v1/agent/sessions/" + session + "/mode";
    }

    private Answer put(String path, String body) {
        return gateway.json("PUT", path, token, body);
    }

    private Answer post(String path, String body) {
        return gateway.json("POST", path, token, body);
    }

    private Answer postUnder(String key, String path, String body) {
        HttpRequest.Builder request = gateway.to(path, token)
                .header("Idempotency-Key", key)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
        return gateway.send(request);
    }

    @Test
    void anApprovalIsAnsweredWithWhatCameOfIt() {
        engine.reacts((fake, command) -> {
            fake.records()
                    .decide(
                            "DECISION",
                            session,
                            EVENT,
                            Map.of("decision_id", DECISION, "state", "PUBLISHED", "intervention_id", "i-5e1f09c2-78"));
            fake.result(command, true, "OK", Map.of());
        });
        Answer answer = post(decisionPath("approve"), null).isAnswered(200);
        assertThat(answer.json())
                .containsEntry("session_id", session)
                .containsEntry("decision_id", DECISION)
                .containsEntry("state", "PUBLISHED")
                .containsEntry("intervention_id", "i-5e1f09c2-78");
        assertThat(String.valueOf(answer.json().get("approved_at"))).startsWith("2026-03-02T");
        assertThat(engine.last())
                .containsEntry("type", "APPROVE")
                .containsEntry("session_id", session)
                .containsEntry("decision_id", DECISION)
                .containsEntry("actor", subject);
    }

    @Test
    void aRejectionCarriesItsReasonThereAndBack() {
        Answer answer = post(decisionPath("reject"), "{\"reason\":\"not now\"}").isAnswered(200);
        assertThat(answer.json())
                .containsEntry("session_id", session)
                .containsEntry("decision_id", DECISION)
                .containsEntry("reason", "not now")
                .containsKey("rejected_at");
        assertThat(engine.last()).containsEntry("type", "REJECT").containsEntry("reason", "not now");
    }

    @Test
    void aRejectionNeedsNoReason() {
        assertThat(post(decisionPath("reject"), null).isAnswered(200).json()).containsEntry("reason", null);
        assertThat(engine.last()).containsEntry("type", "REJECT").doesNotContainKey("reason");
    }

    @Test
    void aReasonHasFiveHundredCharacters() {
        post(decisionPath("reject"), "{\"reason\":\"" + "r".repeat(500) + "\"}").isAnswered(200);
        int before = engine.commands().size();
        post(decisionPath("reject"), "{\"reason\":\"" + "r".repeat(501) + "\"}").isProblem(400, ProblemCode.INVALID);
        post(decisionPath("reject"), "{\"reason\":7}").isProblem(400, ProblemCode.INVALID);
        awaitNoCommandSince(before);
    }

    /** What was given before this one was read before it. */
    private void awaitNoCommandSince(int before) {
        put(modePath(), "{\"mode\":\"AUTO\"}").isAnswered(200);
        assertThat(engine.commands()).hasSize(before + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"MANUAL", "SEMI_AUTO", "AUTO"})
    void aModeIsSetForTheSession(String mode) {
        Answer answer = put(modePath(), "{\"mode\":\"" + mode + "\"}").isAnswered(200);
        assertThat(answer.json())
                .containsEntry("session_id", session)
                .containsEntry("mode", mode)
                .containsEntry("source", "SESSION")
                .containsKey("changed_at");
        assertThat(engine.last())
                .containsEntry("type", "SET_MODE")
                .containsEntry("mode", mode)
                .containsEntry("session_id", session);
    }

    @Test
    void noModeIsBackToThatOfTheEvent() {
        engine.reacts((fake, command) -> {
            fake.records()
                    .decide("MODE", session, EVENT, Map.of("values", Map.of("mode", "MANUAL", "source", "EVENT")));
            fake.result(command, true, "OK", Map.of());
        });
        assertThat(put(modePath(), "{\"mode\":null}").isAnswered(200).json())
                .containsEntry("mode", "MANUAL")
                .containsEntry("source", "EVENT");
        assertThat(engine.last()).containsEntry("mode", null);
    }

    @Test
    void whatIsNoCommandIsNotGiven() {
        int before = engine.commands().size();
        put(modePath(), "{\"mode\":\"RECKLESS\"}").isProblem(400, ProblemCode.INVALID);
        put(modePath(), "{}").isProblem(400, ProblemCode.INVALID);
        put(modePath(), "{\"mode\":").isProblem(400, ProblemCode.BAD_JSON);
        put(modePath(), "[\"AUTO\"]").isProblem(400, ProblemCode.BAD_JSON);
        put(modePath(), "{\"a\":".repeat(9_000)).isProblem(400, ProblemCode.BAD_JSON);
        put(modePath(), "{\"mode\":\"" + "x".repeat(70_000) + "\"}").isProblem(413, ProblemCode.TOO_LARGE);
        gateway.send(gateway.to(modePath(), token)
                        .header("Content-Type", "text/plain")
                        .PUT(BodyPublishers.ofString("{\"mode\":\"AUTO\"}")))
                .isProblem(415, ProblemCode.NOT_JSON);
        post("/api/v1/interventions/manual", "{\"session_id\":\"" + session + "\"}")
                .isProblem(400, ProblemCode.INVALID);
        awaitNoCommandSince(before);
    }

    @Test
    void anInterventionByHandIsAnsweredWithItsDecision() {
        engine.reacts((fake, command) -> {
            fake.records()
                    .decide(
                            "DECISION",
                            session,
                            EVENT,
                            Map.of("decision_id", DECISION, "state", "PUBLISHED", "intervention_id", "i-5e1f09c2-9"));
            fake.result(command, true, "OK", Map.of("decision_id", DECISION));
        });
        String body = "{\"session_id\":\"" + session + "\",\"intervention_type\":\"POLL\",\"reason\":\"because\","
                + "\"content\":{\"question\":\"Why?\",\"options\":[\"a\",\"b\"]}}";
        assertThat(post("/api/v1/interventions/manual", body).isAnswered(201).json())
                .containsEntry("decision_id", DECISION)
                .containsEntry("intervention_id", "i-5e1f09c2-9")
                .containsEntry("state", "PUBLISHED");
        assertThat(engine.last())
                .containsEntry("type", "TRIGGER")
                .containsEntry("session_id", session)
                .containsEntry("intervention_type", "POLL")
                .containsEntry("reason", "because")
                .containsEntry("content", Map.of("question", "Why?", "options", List.of("a", "b")));
    }

    @Test
    void anEventIsPausedAndGoesOn() {
        assertThat(post("/api/v1/pause", "{\"event_id\":\"evt_1\",\"for_s\":60}")
                        .isAnswered(200)
                        .json())
                .containsEntry("event_id", "evt_1")
                .containsEntry("paused", true)
                .containsKey("changed_at");
        assertThat(engine.last())
                .containsEntry("type", "PAUSE")
                .containsEntry("event_id", "evt_1")
                .containsEntry("for_s", 60L)
                .containsEntry("actor", subject);
        assertThat(post("/api/v1/resume", "{\"event_id\":\"evt_1\"}")
                        .isAnswered(200)
                        .json())
                .containsEntry("event_id", "evt_1")
                .containsEntry("paused", false);
        assertThat(engine.last()).containsEntry("type", "RESUME").containsEntry("event_id", "evt_1");
    }

    @Test
    void everythingIsPausedByWhoMayDecideEverywhereOnly() {
        post("/api/v1/pause", null).isProblem(403, ProblemCode.FORBIDDEN);
        post("/api/v1/pause", "{\"event_id\":\"evt_2\"}").isProblem(403, ProblemCode.FORBIDDEN);
        token = rig.machine("operate");
        assertThat(post("/api/v1/pause", null).isAnswered(200).json()).containsEntry("event_id", null);
        assertThat(engine.last()).containsEntry("type", "PAUSE").doesNotContainKey("event_id");
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of("DECISION_EXPIRED", 409, ProblemCode.DECISION_EXPIRED),
                Arguments.of("WRONG_STATE", 409, ProblemCode.WRONG_STATE),
                Arguments.of("PENDING", 409, ProblemCode.PENDING),
                Arguments.of("NO_ARM", 409, ProblemCode.NO_ARM),
                Arguments.of("DISABLED", 409, ProblemCode.DISABLED),
                Arguments.of("LIMIT_EVENT", 409, ProblemCode.LIMIT_EVENT),
                Arguments.of("LIMIT_SESSION_GAP", 409, ProblemCode.LIMIT_SESSION_GAP),
                Arguments.of("LIMIT_SESSION_BURST", 409, ProblemCode.LIMIT_SESSION_BURST),
                Arguments.of("KEY_CONFLICT", 409, ProblemCode.KEY_CONFLICT),
                Arguments.of("UNKNOWN_SESSION", 404, ProblemCode.UNKNOWN_SESSION),
                Arguments.of("UNKNOWN_DECISION", 404, ProblemCode.UNKNOWN_DECISION),
                Arguments.of("INVALID", 422, ProblemCode.UNPROCESSABLE),
                Arguments.of("SOMETHING_NEW", 422, ProblemCode.UNPROCESSABLE),
                Arguments.of("EVENT_TABLE_FULL", 503, ProblemCode.TABLE_FULL),
                Arguments.of("DECISION_TABLE_FULL", 503, ProblemCode.TABLE_FULL));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void aRefusalOfTheEngineIsNeverASuccess(String code, int status, ProblemCode problem) {
        engine.refuses(code, "Because of " + code + ".");
        Answer answer = post(decisionPath("approve"), null).isProblem(status, problem);
        assertThat(answer.json()).containsEntry("detail", "Because of " + code + ".");
        assertThat(answer.header("Retry-After") != null).isEqualTo(status == 503);
        engine.refuses(code, null);
        Answer bare = put(modePath(), "{\"mode\":\"AUTO\"}").isProblem(status, problem);
        assertThat(String.valueOf(bare.json().get("detail"))).contains(code);
    }

    @Test
    void whatIsNotAnsweredInTimeIsAccepted() {
        engine.reacts(FakeEngine.SILENCE);
        Answer answer = put(modePath(), "{\"mode\":\"AUTO\"}").isAnswered(202);
        Await.until(
                "the command is read",
                () -> engine.commands().stream()
                        .anyMatch(command ->
                                command.get("command_id").equals(answer.json().get("command_id"))));
    }

    @Test
    void theKeyOfTheClientBecomesTheCommandsIdUnderItsName() {
        postUnder("key-1", decisionPath("approve"), "").isAnswered(200);
        assertThat(engine.last()).containsEntry("command_id", subject + ":key-1");
    }

    @Test
    void aRepeatedKeyGetsTheFirstAnswerAndAnotherContentAConflict() {
        engine.reacts(
                (fake, command) -> fake.result(command, false, "DECISION_EXPIRED", Map.of("detail", "Too late.")));
        Answer first = postUnder("key-2", decisionPath("approve"), "").isProblem(409, ProblemCode.DECISION_EXPIRED);
        Answer again = postUnder("key-2", decisionPath("approve"), "").isProblem(409, ProblemCode.DECISION_EXPIRED);
        assertThat(again.json()).isEqualTo(first.json());
        int before = engine.commands().size();
        postUnder("key-2", decisionPath("reject"), "").isProblem(409, ProblemCode.KEY_CONFLICT);
        engine.accepts();
        awaitNoCommandSince(before);
    }

    @Test
    void aKeyThatIsNoneIsRefused() {
        postUnder(" ", decisionPath("approve"), "").isProblem(400, ProblemCode.INVALID);
        postUnder("k".repeat(300), decisionPath("approve"), "").isProblem(400, ProblemCode.INVALID);
    }

    @Test
    void everyAnswerGoesToWhoAsked() {
        engine.reacts((fake, command) -> {
            if ("AUTO".equals(command.get("mode"))) {
                fake.result(command, true, "OK", Map.of());
            } else {
                fake.result(command, false, "WRONG_STATE", Map.of());
            }
        });
        List<CompletableFuture<Answer>> accepted = new ArrayList<>();
        List<CompletableFuture<Answer>> refused = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            accepted.add(CompletableFuture.supplyAsync(() -> put(modePath(), "{\"mode\":\"AUTO\"}")));
            refused.add(CompletableFuture.supplyAsync(() -> put(modePath(), "{\"mode\":\"MANUAL\"}")));
        }
        accepted.forEach(answer -> answer.join().isAnswered(200));
        refused.forEach(answer -> answer.join().isProblem(409, ProblemCode.WRONG_STATE));
    }

    @Test
    void anotherGatewayGetsTheAnswersOfItsOwnCommands() {
        try (Gateway other = rig.another()) {
            rig.awaitRead(other);
            assertThat(other.json("PUT", modePath(), token, "{\"mode\":\"AUTO\"}")
                            .isAnswered(200)
                            .json())
                    .containsEntry("mode", "AUTO");
        }
    }

    @Test
    void theStatusOfASessionTellsTheDecisionThatWaits() {
        rig.engine().score(session, EVENT, 0.31, Map.of());
        rig.engine()
                .decide(
                        "DECISION",
                        session,
                        EVENT,
                        Map.of(
                                "decision_id",
                                DECISION,
                                "state",
                                "PROPOSED",
                                "explanation",
                                Map.of("confidence", 0.85)));
        rig.engine().decide("STATUS", session, EVENT, Map.of("status", "WAITING_APPROVAL"));
        rig.awaitRead();
        Map<String, Object> status = gateway.get("/api/v1/agent/sessions/" + session + "/status", token)
                .isAnswered(200)
                .json();
        assertThat(status)
                .containsEntry("session_id", session)
                .containsEntry("event_id", EVENT)
                .containsEntry("status", "WAITING_APPROVAL")
                .containsEntry("score", 0.31)
                .containsEntry("confidence_score", 0.85)
                .containsEntry("is_active", true);
        assertThat(((Map<?, ?>) status.get("current_decision")).get("decision_id"))
                .isEqualTo(DECISION);
    }
}
