package conductor.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Who may do what, over a real HTTP server. */
@Tag("one-jdk")
class AuthorisationTest {
    private static final String SIGNALS = "/api/v1/signals";
    private static final String SESSIONS = "/api/v1/sessions";
    private static final String ME = "/api/v1/me";
    private static final String CHAT = "{\"type\":\"chat\",\"session_id\":\"s\",\"user_id\":\"u\"}";
    private static final String ABOUT =
            "{\"session_id\":\"ses_1\",\"event_id\":\"evt_1\",\"intervention_type\":\"POLL\",\"reason\":\"r\"}";
    private static final String COOKIE = Authenticator.COOKIE;
    private static final AtomicInteger ADDRESSES = new AtomicInteger();

    private static GatewayRig rig;
    private static Gateway gateway;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        rig = new GatewayRig(folder);
        gateway = rig.gateway();
        rig.engine().open("ses_1", "evt_1");
        rig.engine().open("ses_2", "evt_2");
        rig.engine().score("ses_1", "evt_1", 0.5, Map.of());
        rig.engine().score("ses_2", "evt_2", 0.4, Map.of());
        rig.awaitRead();
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    /** An address that nobody else comes from. */
    private static String address() {
        int number = ADDRESSES.incrementAndGet();
        return "127.1." + number / 200 + "." + (1 + number % 200);
    }

    private static String fresh(String name) {
        return name + "_" + UUID.randomUUID();
    }

    private static String head(String method, String path, String moreHeaders) {
        return request(method, path, moreHeaders, "");
    }

    private static String request(String method, String path, String moreHeaders, String body) {
        return method + " " + path + " HTTP/1.1\r\nHost: localhost:" + gateway.port() + "\r\n" + moreHeaders
                + "Content-Type: application/json\r\nContent-Length: " + body.length()
                + "\r\nConnection: close\r\n\r\n" + body;
    }

    private static String bearer(String token) {
        return "Authorization: Bearer " + token + "\r\n";
    }

    /** From an address of its own; waits while too many logins have failed everywhere. */
    private static Answer ask(String method, String path, String moreHeaders) {
        return ask(head(method, path, moreHeaders));
    }

    private static Answer ask(String request) {
        Answer[] answer = new Answer[1];
        Await.until("the gateway has time for another failed login", () -> {
            answer[0] = RawConnection.ask(gateway.port(), address(), request);
            return answer[0].status() != 429;
        });
        return answer[0];
    }

    /** Every way of having no right, by its name; each is made anew, as most may be used for a while only. */
    private static Map<String, String> tokensWithoutRight(Operation operation) {
        String revoked = rig.machine("read", "ingest", "operate", "admin");
        rig.revoke(revoked);
        Map<String, String> all = new LinkedHashMap<>();
        all.put("garbage", "no-token-at-all");
        all.put("garbage that looks like ours", "cnd_0123456789ab_" + "x".repeat(43));
        all.put("garbage that looks like a JWT", "e30.e30.e30");
        all.put("an expired JWT", Jwts.expired(rig.secret(), "usr_1", "*"));
        all.put("a JWT with another secret", Jwts.of(fresh("other"), "usr_1", "*"));
        all.put("a JWT without a signature", Jwts.unsigned("usr_1", "*"));
        all.put("a JWT that denies its signature", Jwts.signedAsNone(rig.secret(), "usr_1", "*"));
        all.put("a JWT of nobody", Jwts.of(rig.secret(), " ", "*"));
        all.put("a revoked token", revoked);
        all.put("nothing behind the word", "");
        all.put("a machine with the wrong scope", rig.machine(operation.access() == Access.INGEST ? "read" : "ingest"));
        all.put("a person without permissions", rig.person(fresh("usr")));
        all.put("a person with other permissions", rig.person(fresh("usr"), "event:delete", "desk:admin"));
        if (operation.access() == Access.ORGANISER) {
            all.put("a machine that reads", rig.machine("read"));
            all.put("a person who views", rig.person(fresh("usr"), "event:view"));
            all.put("a person of another event", rig.person(fresh("usr"), "event:manage:evt_2"));
        }
        return all;
    }

    /** An operation of the OpenAPI document, which another test holds against the routes: none is forgotten here. */
    private record Operation(String method, String path, Access access, boolean hasBody) {
        static Stream<Operation> all() {
            return OpenApiDocument.load().operations().entrySet().stream().map(entry -> {
                String[] name = entry.getKey().split(" ", 2);
                Access access = Access.valueOf(
                        String.valueOf(entry.getValue().get("x-access")).toUpperCase(Locale.ROOT));
                return new Operation(name[0], name[1], access, entry.getValue().containsKey("requestBody"));
            });
        }

        String concretePath() {
            return path.replace("{file}", "app.js")
                    .replace("{session_id}", "ses_1")
                    .replace("{decision_id}", "d-5e1f09c2-1")
                    .replace("{event_id}", "evt_1");
        }

        /** With a body that says what the request is about, where the path does not. */
        Answer ask(String headers) {
            return AuthorisationTest.ask(request(method, concretePath(), headers, hasBody ? ABOUT : ""));
        }

        DynamicTest test(Executable executable) {
            return DynamicTest.dynamicTest(method + " " + path, executable);
        }
    }

    @TestFactory
    Stream<DynamicTest> aRouteIsClosedToWhoHasNoRight() {
        return Operation.all()
                .filter(operation -> operation.access() != Access.NONE)
                .map(operation -> operation.test(() -> isClosed(operation)));
    }

    private static void isClosed(Operation operation) {
        Answer none = operation.ask("").isProblem(401, ProblemCode.UNAUTHENTICATED);
        assertThat(none.header("WWW-Authenticate")).isEqualTo("Bearer");
        List<String> open = new ArrayList<>();
        tokensWithoutRight(operation).forEach((name, token) -> {
            Answer answer = operation.ask(bearer(token));
            boolean known = name.contains("machine") || name.contains("person");
            if (answer.status() != (known ? 403 : 401)) {
                open.add(name + ": " + answer.status() + " " + answer.body());
            }
        });
        assertThat(open).isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> aRouteForEverybodyAsksForNoToken() {
        return Operation.all()
                .filter(operation -> operation.access() == Access.NONE)
                .map(operation -> operation.test(
                        () -> assertThat(operation.ask("").status()).isIn(200, 204)));
    }

    @Test
    void headIsAnsweredLikeGetWithoutTheBody() {
        for (String path : List.of("/readyz", "/", SESSIONS)) {
            Answer head = gateway.send(gateway.to(path, rig.adminToken()).method("HEAD", BodyPublishers.noBody()))
                    .isAnswered(200);
            assertThat(head.body()).isEmpty();
        }
        ask("HEAD", SESSIONS, "").isAnswered(401);
    }

    @Test
    void anotherMethodIsToldWhichThereAre() {
        Answer answer =
                gateway.json("PUT", SESSIONS, rig.organiser(), "{}").isProblem(405, ProblemCode.METHOD_NOT_ALLOWED);
        assertThat(answer.header("Allow")).isEqualTo("GET, HEAD");
        Answer settings = gateway.json("POST", "/api/v1/events/evt_1/settings", rig.organiser(), "{}")
                .isProblem(405, ProblemCode.METHOD_NOT_ALLOWED);
        assertThat(settings.header("Allow").split(", "))
                .containsExactlyInAnyOrder("GET", "HEAD", "PUT", "PATCH", "DELETE");
    }

    @Test
    void aPersonSeesTheSessionsOfItsEventOnly() {
        String token = rig.person(fresh("usr"), "event:view:evt_1");
        assertThat(gateway.get(SESSIONS + "/ses_1", token).isAnswered(200).json())
                .containsEntry("event_id", "evt_1");
        gateway.get(SESSIONS + "/ses_2", token).isProblem(403, ProblemCode.FORBIDDEN);
        gateway.get("/api/v1/agent/sessions/ses_1/status", token).isAnswered(200);
        gateway.get("/api/v1/agent/sessions/ses_2/status", token).isProblem(403, ProblemCode.FORBIDDEN);
        gateway.get(SESSIONS + "/ses_unknown", token).isProblem(403, ProblemCode.FORBIDDEN);
        assertThat(sessionIds(gateway.get(SESSIONS, token))).containsExactly("ses_1");
        assertThat(sessionIds(gateway.get(SESSIONS + "?event_id=evt_2", token))).isEmpty();
        assertThat(sessionIds(gateway.get(SESSIONS, rig.organiser()))).containsExactlyInAnyOrder("ses_1", "ses_2");
    }

    private static List<String> sessionIds(Answer list) {
        return ((List<?>) list.isAnswered(200).json().get("items"))
                .stream()
                        .map(one -> String.valueOf(((Map<?, ?>) one).get("session_id")))
                        .toList();
    }

    @Test
    void aPersonIsToldOfItsEventOnly() {
        String token = rig.person(fresh("usr"), "event:view:evt_1");
        try (EventReader stream = gateway.stream("", token, null)) {
            EventReader.Event state = stream.awaitReset();
            assertThat((List<?>) state.data().get("sessions"))
                    .extracting(one -> (Object) ((Map<?, ?>) one).get("session_id"))
                    .containsExactly("ses_1");
            rig.engine().score("ses_2", "evt_2", 0.3, Map.of());
            rig.engine().decide("STATUS", "ses_2", "evt_2", Map.of("status", "MONITORING"));
            rig.engine().decide("COMMAND_RESULT", null, null, Map.of("command_id", "x", "ok", true));
            stream.awaitSeq(true, rig.engine().score("ses_1", "evt_1", 0.6, Map.of()));
            assertThat(stream.records())
                    .extracting(event -> event.data().get("event_id"))
                    .containsOnly("evt_1");
        }
    }

    @Test
    void aPersonIsToldOfThePausesOfItsEventAndOfEverythingOnly() {
        rig.engine().decide("PAUSED", null, "evt_1", Map.of("actor", "usr_a"));
        rig.engine().decide("PAUSED", null, "evt_2", Map.of("actor", "usr_b"));
        rig.engine().decide("PAUSED", null, null, Map.of("actor", "usr_c"));
        rig.awaitRead();
        String token = rig.person(fresh("usr"), "event:view:evt_1");
        try (EventReader stream = gateway.stream("", token, null)) {
            for (Map<String, Object> state : List.of(
                    gateway.get(SESSIONS, token).json(), stream.awaitReset().data())) {
                assertThat((List<?>) state.get("pauses"))
                        .extracting(one -> (Object) ((Map<?, ?>) one).get("actor"))
                        .containsExactlyInAnyOrder("usr_a", "usr_c");
            }
        }
        assertThat((List<?>) gateway.get(SESSIONS, rig.organiser()).json().get("pauses"))
                .hasSize(3);
    }

    @Test
    void aMachineMayWhatItsScopesSay() {
        Map<String, List<Integer>> expected = new LinkedHashMap<>();
        expected.put("read", List.of(403, 200, 403));
        expected.put("ingest", List.of(202, 403, 403));
        expected.put("operate", List.of(403, 200, 400));
        expected.put("admin", List.of(202, 200, 400));
        expected.forEach((scope, statuses) -> {
            String token = rig.machine(scope);
            assertThat(List.of(
                            gateway.json("POST", SIGNALS, token, CHAT).status(),
                            gateway.get(SESSIONS + "/ses_1", token).status(),
                            gateway.json("PUT", "/api/v1/agent/sessions/ses_1/mode", token, "{\"mode\":\"X\"}")
                                    .status()))
                    .as(scope)
                    .isEqualTo(statuses);
        });
        gateway.json("POST", SIGNALS, rig.machine("ingest", "read"), CHAT).isAnswered(202);
        gateway.json("POST", SIGNALS, rig.adminToken(), CHAT).isAnswered(202);
    }

    @Test
    void aRevokedTokenIsRefusedAlthoughItWasTaken() {
        String token = rig.machine("read");
        gateway.get(ME, token).isAnswered(200);
        rig.revoke(token);
        ask("GET", ME, bearer(token)).isProblem(401, ProblemCode.UNAUTHENTICATED);
    }

    /** The cookie that a login gives. */
    private static String login(String token) {
        Answer answer = gateway.json("POST", "/auth/session", token, null).isAnswered(200);
        String cookie = answer.header("Set-Cookie");
        assertThat(cookie)
                .containsIgnoringCase("; HttpOnly")
                .contains("; SameSite=Strict", "; Path=/")
                .startsWith(COOKIE + "=" + token);
        return cookie.substring(0, cookie.indexOf(';'));
    }

    private static Answer byCookie(String method, String path, String cookie, String... headers) {
        var request = gateway.to(path, null)
                .header("Cookie", cookie)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(method.equals("GET") ? "" : "{\"mode\":\"X\"}"));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return gateway.send(request);
    }

    @Test
    void aCookieIsGoodForPagesOfTheGatewayAndOfItsFriends() {
        String cookie = login(rig.organiser());
        String mode = "/api/v1/agent/sessions/ses_1/mode";
        byCookie("GET", ME, cookie).isAnswered(200);
        byCookie("GET", ME, cookie, "Sec-Fetch-Site", "same-origin").isAnswered(200);
        byCookie("PUT", mode, cookie, "Origin", gateway.origin()).isProblem(400, ProblemCode.INVALID);
        byCookie("PUT", mode, cookie, "Origin", GatewayRig.FRIEND).isProblem(400, ProblemCode.INVALID);
        for (String foreign :
                List.of("https://evil.test", "null", GatewayRig.FRIEND + ".evil.test", "http://localhost")) {
            byCookie("GET", ME, cookie, "Origin", foreign).isProblem(403, ProblemCode.FOREIGN_ORIGIN);
            byCookie("PUT", mode, cookie, "Origin", foreign).isProblem(403, ProblemCode.FOREIGN_ORIGIN);
        }
        byCookie("GET", ME, cookie, "Sec-Fetch-Site", "cross-site").isProblem(403, ProblemCode.FOREIGN_ORIGIN);
        byCookie("GET", ME, cookie, "Sec-Fetch-Site", "same-site").isProblem(403, ProblemCode.FOREIGN_ORIGIN);
        byCookie("PUT", mode, cookie).isProblem(403, ProblemCode.FOREIGN_ORIGIN);
    }

    @Test
    void theEndOfASessionTakesTheCookieAway() {
        Answer answer = gateway.json("DELETE", "/auth/session", null, null).isAnswered(204);
        assertThat(answer.header("Set-Cookie")).startsWith(COOKIE + "=;").contains("Max-Age=0");
    }

    @Test
    void onlyPagesOfNamedOriginsAreAnswered() {
        String token = rig.organiser();
        Answer friend = gateway.send(gateway.to(ME, token).header("Origin", GatewayRig.FRIEND))
                .isAnswered(200);
        assertThat(friend.header("Access-Control-Allow-Origin")).isEqualTo(GatewayRig.FRIEND);
        assertThat(friend.header("Access-Control-Allow-Credentials")).isEqualTo("true");
        assertThat(friend.header("Vary")).contains("Origin");
        for (String other : List.of("https://evil.test", GatewayRig.FRIEND + ":8443", "http://friend.test", "null")) {
            Answer answer = gateway.send(gateway.to(ME, token).header("Origin", other));
            assertThat(answer.headers().keySet()).noneMatch(name -> name.startsWith("access-control-"));
        }
    }

    @Test
    void aRefusalIsReadableForNamedOriginsAsWell() {
        Answer refused = gateway.send(gateway.to(ME, null).header("Origin", GatewayRig.FRIEND));
        refused.isProblem(401, ProblemCode.UNAUTHENTICATED);
        assertThat(refused.header("Access-Control-Allow-Origin")).isEqualTo(GatewayRig.FRIEND);
    }

    @Test
    void whatBrowsersAskBeforeIsAnsweredForNamedOriginsOnly() {
        String asked = "Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: authorization\r\n";
        Answer friend = ask("OPTIONS", SIGNALS, "Origin: " + GatewayRig.FRIEND + "\r\n" + asked)
                .isAnswered(204);
        assertThat(friend.header("Access-Control-Allow-Origin")).isEqualTo(GatewayRig.FRIEND);
        assertThat(friend.header("Access-Control-Allow-Methods")).contains("POST");
        assertThat(friend.header("Access-Control-Allow-Headers"))
                .contains("Authorization", "Content-Type", "Idempotency-Key", "Last-Event-ID");
        Answer other = ask("OPTIONS", SIGNALS, "Origin: https://evil.test\r\n" + asked);
        assertThat(other.status()).isGreaterThanOrEqualTo(400);
        assertThat(other.headers().keySet()).noneMatch(name -> name.startsWith("access-control-"));
    }

    @Test
    void aNameThatMayLeadHereByAccidentIsRefused() {
        for (String host : List.of("evil.test", "localhost.evil.test", "127.0.0.1.evil.test:" + gateway.port(), "a1")) {
            String request = head("GET", "/livez", "").replaceFirst("Host: [^\r]*", "Host: " + host);
            RawConnection.ask(gateway.port(), address(), request).isProblem(421, ProblemCode.WRONG_HOST);
        }
        for (String host :
                List.of("localhost", "LOCALHOST:1", "127.0.0.1", "127.0.0.1:" + gateway.port(), "[::1]:80")) {
            String request = head("GET", "/livez", "").replaceFirst("Host: [^\r]*", "Host: " + host);
            RawConnection.ask(gateway.port(), address(), request).isAnswered(200);
        }
    }

    @Test
    void afterFiveFailedLoginsAnAddressHasToWait() {
        String from = address();
        String wrong = head("GET", ME, bearer("no-token-at-all"));
        for (int i = 0; i < 5; i++) {
            RawConnection.ask(gateway.port(), from, wrong).isProblem(401, ProblemCode.UNAUTHENTICATED);
        }
        Answer sixth = RawConnection.ask(gateway.port(), from, wrong).isProblem(429, ProblemCode.RATE);
        assertThat(sixth.json()).containsKeys("error", "detail");
        assertThat(Integer.parseInt(sixth.header("Retry-After"))).isPositive();
        ask("GET", ME, bearer(rig.organiser())).isAnswered(200);
    }

    @Test
    void whoAsksTooOftenIsToldWhenToComeBack() {
        String token = rig.machine("operate");
        int refused = 0;
        for (int i = 0; i < 4; i++) {
            Answer answer = gateway.json("POST", "/api/v1/interventions/manual", token, "{}");
            if (answer.status() == 429) {
                refused++;
                answer.isProblem(429, ProblemCode.RATE);
                assertThat(answer.json()).containsKeys("error", "detail");
                assertThat(Integer.parseInt(answer.header("Retry-After"))).isBetween(1, 6);
                assertThat(answer.header("RateLimit-Policy")).isEqualTo("\"interventions\";q=3;w=18");
                assertThat(answer.header("RateLimit")).startsWith("\"interventions\";r=0;t=");
            } else {
                answer.isProblem(400, ProblemCode.INVALID);
            }
        }
        assertThat(refused).isEqualTo(1);
        gateway.json("POST", "/api/v1/interventions/manual", rig.machine("operate"), "{}")
                .isProblem(400, ProblemCode.INVALID);
    }
}
