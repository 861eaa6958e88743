package conductor.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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

/** Signals over a real HTTP server to a real Redis. */
@Tag("one-jdk")
class SignalsOverHttpTest {
    private static final String PATH = "/api/v1/signals";
    private static final String JSON = "application/json";
    private static final String LINES = "application/x-ndjson";
    private static final String EVENT = "application/cloudevents+json";
    private static final String EVENTS = "application/cloudevents-batch+json";

    private static GatewayRig rig;
    private static Gateway gateway;
    private static String token;

    /** A session that no other test knows. */
    private String session;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        rig = new GatewayRig(folder);
        gateway = rig.gateway();
        token = rig.machine("ingest");
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    @BeforeEach
    void choose() {
        session = "ses_" + UUID.randomUUID();
    }

    private static String chat(String session) {
        return "{\"type\":\"chat\",\"session_id\":\"" + session + "\",\"user_id\":\"usr_1\"}";
    }

    private static Answer post(String type, String body) {
        return gateway.post(PATH, token, type, body);
    }

    private static Answer postUnder(String key, String body) {
        return gateway.send(gateway.to(PATH, token)
                .header("Content-Type", JSON)
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(body)));
    }

    private static String event(String id, String session) {
        return "{\"specversion\":\"1.0\",\"source\":\"/test\",\"id\":\"" + id + "\",\"type\":\"chat\",\"data\":"
                + chat(session) + "}";
    }

    private void assertThatASignalIsTaken() {
        String other = session + "_after";
        post(JSON, chat(other)).isAnswered(202);
        assertThat(rig.timesWritten(other)).isEqualTo(1);
    }

    @Test
    void aSignalIsInRedisWhenItsAnswerIsThere() {
        for (int i = 0; i < 20; i++) {
            Answer answer = post(JSON, chat(session + i)).isAnswered(202);
            assertThat(answer.json())
                    .containsEntry("accepted", 1L)
                    .containsEntry("rejected", 0L)
                    .containsEntry("repeated", false);
            assertThat(rig.timesWritten(session + i)).isEqualTo(1);
        }
    }

    @Test
    void badLinesAreNamedAndTheOthersAreWritten() {
        String body = String.join(
                "\n",
                chat(session),
                "{\"type\":\"chat\"",
                "",
                chat(session),
                "{\"type\":\"wave\",\"session_id\":\"" + session + "\",\"user_id\":\"u\"}",
                "{\"type\":\"join\",\"session_id\":\"" + session + "\"}",
                chat(session));
        Answer answer = post(LINES, body).isAnswered(202);
        assertThat(answer.json()).containsEntry("accepted", 3L).containsEntry("rejected", 3L);
        assertThat((List<?>) answer.json().get("errors"))
                .extracting(error -> String.valueOf(((Map<?, ?>) error).get("pointer")))
                .containsExactly("2 ", "5 /type", "6 /user_id");
        assertThat(rig.timesWritten(session)).isEqualTo(3);
    }

    @Test
    void aBatchOfBadLinesOnlyIsRefused() {
        Answer answer = post(LINES, "{}\n[]\n").isProblem(400, ProblemCode.INVALID);
        assertThat((List<?>) answer.json().get("errors")).hasSize(2);
    }

    @Test
    void theLinesOfALargeBatchAreAllInRedis() {
        String body = (chat(session) + "\n").repeat(1_000);
        assertThat(post(LINES, body).isAnswered(202).json()).containsEntry("accepted", 1_000L);
        assertThat(rig.timesWritten(session)).isEqualTo(1_000);
    }

    @Test
    void anEventIsWrittenOnceHoweverOftenItIsSent() {
        String id = UUID.randomUUID().toString();
        assertThat(post(EVENT, event(id, session)).isAnswered(202).json()).containsEntry("repeated", false);
        assertThat(post(EVENT, event(id, session)).isAnswered(202).json())
                .containsEntry("accepted", 1L)
                .containsEntry("repeated", true);
        assertThat(rig.timesWritten(session)).isEqualTo(1);
        post(EVENT, event(id, session + "_other")).isProblem(409, ProblemCode.KEY_CONFLICT);
        assertThat(rig.timesWritten(session + "_other")).isZero();
    }

    @Test
    void theGoodEventsOfABatchAreWrittenAndTheOthersNamed() {
        String body = "[" + event("b1", session) + ",7," + event("b2", session).replace("1.0", "0.3") + ","
                + event("b3", session) + "]";
        Answer answer = post(EVENTS, body).isAnswered(202);
        assertThat(answer.json()).containsEntry("accepted", 2L).containsEntry("rejected", 2L);
        assertThat((List<?>) answer.json().get("errors"))
                .extracting(error -> String.valueOf(((Map<?, ?>) error).get("pointer")))
                .containsExactly("/1", "/2/specversion");
        assertThat(rig.timesWritten(session)).isEqualTo(2);
    }

    private static Answer postBinary(String id, String session) {
        return gateway.send(gateway.to(PATH, token)
                .header("Content-Type", JSON)
                .header("ce-specversion", "1.0")
                .header("ce-source", "/test")
                .header("ce-id", id)
                .header("ce-type", "platform.events.chat.message.v1")
                .POST(BodyPublishers.ofString("{\"sessionId\":\"" + session + "\",\"userId\":\"usr_1\"}")));
    }

    @Test
    void anEventInHeadersIsTheSameAsOneInTheBody() {
        String id = UUID.randomUUID().toString();
        postBinary(id, session).isAnswered(202);
        assertThat(postBinary(id, session).isAnswered(202).json()).containsEntry("repeated", true);
        assertThat(post(EVENT, event(id, session)).isAnswered(202).json()).containsEntry("repeated", true);
        assertThat(rig.timesWritten(session)).isEqualTo(1);
    }

    @Test
    void aRepeatedKeyIsAnsweredAsBeforeAndWritesNothing() {
        String key = UUID.randomUUID().toString();
        assertThat(postUnder(key, chat(session)).isAnswered(202).json()).containsEntry("repeated", false);
        assertThat(postUnder(key, chat(session)).isAnswered(202).json())
                .containsEntry("accepted", 1L)
                .containsEntry("repeated", true);
        assertThat(rig.timesWritten(session)).isEqualTo(1);
    }

    @Test
    void aKeyWithOtherContentIsAConflict() {
        String key = UUID.randomUUID().toString();
        postUnder(key, chat(session)).isAnswered(202);
        postUnder(key, chat(session + "_other")).isProblem(409, ProblemCode.KEY_CONFLICT);
        assertThat(rig.timesWritten(session + "_other")).isZero();
    }

    @Test
    void theSameKeyOfAnotherCallerIsAnotherKey() {
        String key = UUID.randomUUID().toString();
        postUnder(key, chat(session)).isAnswered(202);
        Answer other = gateway.send(gateway.to(PATH, rig.machine("ingest"))
                .header("Content-Type", JSON)
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(chat(session))));
        assertThat(other.isAnswered(202).json()).containsEntry("repeated", false);
        assertThat(rig.timesWritten(session)).isEqualTo(2);
    }

    @Test
    void aBodyOfAMebibyteIsTakenAndALargerOneIsNot() {
        String line = chat(session) + "\n";
        int most = 1 << 20;
        String full = line.repeat(most / line.length());
        String padding = " ".repeat(most - full.length());
        assertThat(post(LINES, full + padding).isAnswered(202).json())
                .containsEntry("accepted", (long) (most / line.length()));
        post(LINES, full + padding + " ").isProblem(413, ProblemCode.TOO_LARGE);
        assertThatASignalIsTaken();
    }

    @Test
    void aBodyOfAnotherTypeIsRefused() {
        for (String type : List.of("text/plain", "application/xml", "application/x-www-form-urlencoded", "json")) {
            post(type, chat(session)).isProblem(415, ProblemCode.NOT_JSON);
        }
        gateway.send(gateway.to(PATH, token).POST(BodyPublishers.ofString(chat(session))))
                .isProblem(415, ProblemCode.NOT_JSON);
        assertThat(rig.timesWritten(session)).isZero();
    }

    static Stream<Arguments> hostileBodies() {
        String before = "{\"type\":\"chat\",\"user_id\":\"usr_1\",\"session_id\":";
        return Stream.of(
                Arguments.of("ten megabytes", bytes("x".repeat(10_000_000)), 413),
                Arguments.of("ten megabytes of levels", bytes("[".repeat(10_000_000)), 413),
                Arguments.of("100,000 levels", bytes("[".repeat(100_000)), 400),
                Arguments.of(
                        "10,000 levels in a member", bytes("{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000)), 400),
                Arguments.of("levels that are passed over", bytes(before + "\"s\",\"x\":" + "[".repeat(30_000)), 400),
                Arguments.of("invalid UTF-8 in an id", join(before + "\"", 0xff, "\"}"), 400),
                Arguments.of("invalid UTF-8 that is passed over", join(before + "\"s\",\"text\":\"", 0xc3, "\"}"), 400),
                Arguments.of("half a pair of surrogates", bytes(before + "\"\\ud800\"}"), 400),
                Arguments.of("a zero byte in an id", bytes(before + "\"a\\u0000b\"}"), 400),
                Arguments.of("NaN", bytes(before + "NaN}"), 400),
                Arguments.of("NaN that is passed over", bytes(before + "\"s\",\"x\":NaN}"), 400),
                Arguments.of("an endless number as id", bytes(before + "1e999}"), 400),
                Arguments.of("a number of many digits", bytes(before + "\"s\",\"x\":" + "9".repeat(5_000) + "}"), 400),
                Arguments.of("a member twice", bytes(before + "\"a\",\"session_id\":\"b\"}"), 400),
                Arguments.of("a member twice inside", bytes(before + "\"s\",\"x\":{\"a\":1,\"a\":2}}"), 400),
                Arguments.of("two objects", bytes(before + "\"s\"}{}"), 400),
                Arguments.of("half an object", bytes(before + "\"s\""), 400),
                Arguments.of("a long id", bytes(before + "\"" + "s".repeat(256) + "\"}"), 400),
                Arguments.of("nothing", new byte[0], 400));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] join(String before, int odd, String after) {
        byte[] all = bytes(before + " " + after);
        all[bytes(before).length] = (byte) odd;
        return all;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostileBodies")
    void aHostileBodyIsRefusedAndHarmsNobody(String what, byte[] body, int status) {
        int before = rig.sessionsWritten().size();
        Answer answer = gateway.post(PATH, token, JSON, body);
        assertThat(answer.status()).as(what + ": " + answer.body()).isEqualTo(status);
        assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
        assertThat(rig.sessionsWritten()).hasSize(before);
        assertThatASignalIsTaken();
    }

    /** As they stand in the body; a byte that is no character of its own makes the body no UTF-8. */
    @Test
    void everyByteIsTakenAsAnIdOrRefusedByName() {
        for (int value = 0; value < 256; value++) {
            byte[] body =
                    "{\"type\":\"join\",\"session_id\":\"s?s\",\"user_id\":\"u\"}".getBytes(StandardCharsets.US_ASCII);
            int place = new String(body, StandardCharsets.US_ASCII).indexOf('?');
            body[place] = (byte) value;
            boolean plain = value >= 0x20 && value < 0x7f && value != '"' && value != '\\';
            Answer answer = gateway.post(PATH, token, JSON, body);
            assertThat(answer.status())
                    .as("byte " + value + ": " + answer.body())
                    .isEqualTo(plain ? 202 : 400);
        }
    }

    @Test
    void anEndlessNumberThatNobodyAsksForIsPassedOver() {
        post(JSON, "{\"type\":\"chat\",\"user_id\":\"u\",\"x\":1e999,\"session_id\":\"" + session + "\"}")
                .isAnswered(202);
        assertThat(rig.timesWritten(session)).isEqualTo(1);
    }

    @Test
    void withoutRedisNothingIsTakenAndWithItAgainEverything(@TempDir Path folder) throws IOException {
        try (GatewayRig own = new GatewayRig(folder)) {
            String ownToken = own.adminToken();
            own.gateway().post(PATH, ownToken, JSON, chat(session)).isAnswered(202);
            own.redis().stop();
            Await.until("Redis is missed", () -> !own.gateway().edge().writer().connected());
            Answer refused = own.gateway().post(PATH, ownToken, JSON, chat(session + "_lost"));
            refused.isProblem(503, ProblemCode.REDIS_DOWN);
            assertThat(Integer.parseInt(refused.header("Retry-After"))).isPositive();
            own.gateway().get("/readyz", null).isAnswered(503);
            own.gateway().get("/livez", null).isAnswered(200);
            own.redis().start();
            own.gateway().awaitReady();
            own.gateway().post(PATH, ownToken, JSON, chat(session)).isAnswered(202);
            own.gateway().get("/readyz", null).isAnswered(200);
            assertThat(own.timesWritten(session)).isEqualTo(2);
            assertThat(own.timesWritten(session + "_lost")).isZero();
        }
    }

    @Test
    void aSignalOfAStoppedRedisIsNeverAnsweredAsTaken(@TempDir Path folder) throws IOException {
        try (GatewayRig own = new GatewayRig(folder)) {
            own.redis().stop();
            Answer refused = own.gateway().post(PATH, own.adminToken(), JSON, chat(session));
            assertThat(refused.status()).as(refused.body()).isEqualTo(503);
            assertThat(refused.code()).isIn("REDIS_DOWN", "UNSURE");
            assertThat(Integer.parseInt(refused.header("Retry-After"))).isPositive();
        }
    }

    @Test
    void whoBringsTooManyIsToldWhenToComeBack(@TempDir Path folder) throws IOException {
        try (GatewayRig own = new GatewayRig(folder, 5, 1)) {
            String first = own.machine("ingest");
            String body = (chat(session) + "\n").repeat(5);
            Answer taken = own.gateway().post(PATH, first, LINES, body).isAnswered(202);
            assertThat(taken.header("RateLimit-Policy")).isEqualTo("\"ingest\";q=5;w=5");
            assertThat(taken.header("RateLimit")).isEqualTo("\"ingest\";r=0;t=0");
            Answer refused = own.gateway().post(PATH, first, LINES, body).isProblem(429, ProblemCode.RATE);
            assertThat(refused.json()).containsEntry("error", "Rate limit exceeded");
            assertThat(String.valueOf(refused.json().get("detail"))).isNotBlank();
            assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 5);
            assertThat(refused.header("RateLimit-Policy")).isEqualTo("\"ingest\";q=5;w=5");
            assertThat(refused.header("RateLimit")).startsWith("\"ingest\";r=0;t=");
            assertThat(own.timesWritten(session)).isEqualTo(5);
            own.gateway().post(PATH, own.machine("ingest"), LINES, body).isAnswered(202);
        }
    }
}
