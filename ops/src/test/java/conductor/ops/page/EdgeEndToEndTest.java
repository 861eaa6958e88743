package conductor.ops.page;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.gateway.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole path over HTTP alone: signals to a gateway, a node that judges and a database that remembers, people who decide. */
@Tag("one-jdk")
@Tag("slow")
class EdgeEndToEndTest {
    private static final long PATIENCE_NS = TimeUnit.MINUTES.toNanos(2);
    private static final String LONGEST = "ü".repeat(127) + "x";
    private static final String ODD = "a\"b\\c'd,e {f} $1 % ; -- /?#&+ 😀\u00a0é";
    private static final int REPEATS = 100;

    private static final String SECRET = UUID.randomUUID() + "-" + UUID.randomUUID();
    private static LiveNode node;
    private static HttpClient client;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        node = new LiveNode(folder, true, Optional.of(SECRET));
        client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    /** The token that the platform gives an organiser. */
    private static String token(String subject) {
        String head = part("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "."
                + part("{\"sub\":\"" + subject + "\",\"permissions\":[\"*\"]}");
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] signature = mac.doFinal(head.getBytes(StandardCharsets.US_ASCII));
            return head + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String part(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String path(String... parts) {
        StringBuilder path = new StringBuilder("/api/v1");
        for (String each : parts) {
            path.append('/')
                    .append(URLEncoder.encode(each, StandardCharsets.UTF_8).replace("+", "%20"));
        }
        return path.toString();
    }

    private static HttpRequest request(String subject, String method, String path, String body) {
        return HttpRequest.newBuilder(URI.create(node.origin() + path))
                .header("Authorization", "Bearer " + token(subject))
                .header("Content-Type", "application/json")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
    }

    private static HttpResponse<String> ask(String subject, String method, String path, String body) {
        try {
            return client.send(request(subject, method, path, body), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Object> read(HttpResponse<String> answer) {
        try {
            return Json.read(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(answer.body(), e);
        }
    }

    /** Each look as somebody else, whose bucket is full. */
    private static Map<String, Object> get(String path) {
        HttpResponse<String> answer = ask("usr_" + UUID.randomUUID(), "GET", path, null);
        return answer.statusCode() == 200 ? read(answer) : Map.of();
    }

    private static <T> T await(String what, Supplier<T> look) {
        long endNs = System.nanoTime() + PATIENCE_NS;
        for (T found = look.get(); ; found = look.get()) {
            if (found != null && !Boolean.FALSE.equals(found)) {
                return found;
            }
            assertThat(System.nanoTime()).as(what).isLessThan(endNs);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    private static void post(Map<String, ?> signal, int status) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(node.origin() + "/api/v1/signals"))
                .header("Authorization", "Bearer " + node.adminToken())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(Json.write(signal)))
                .build();
        try {
            HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> join(String session, String event, String user) {
        return Map.of("type", "join", "session_id", session, "event_id", event, "user_id", user);
    }

    @Test
    void idsOfUpTo255BytesComeFromTheEdgeIntoTheDatabase() {
        List<String> ids = List.of("x", LONGEST, ODD);
        for (String id : ids) {
            assertThat(id.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(255);
            post(join(id, "e" + id.substring(id.length() > 1 ? 1 : 0), id), 202);
        }
        for (String bad : List.of("", LONGEST + "y", " ", "a\u0000b", "a\nb", "a\u007fb")) {
            post(join(bad, "evt", "usr"), 400);
            post(join("ses", "evt", bad), 400);
        }
        for (String id : ids) {
            await("the session " + id, () -> get(path("sessions", id)).get("score") != null);
            String event = "e" + id.substring(id.length() > 1 ? 1 : 0);
            Map<String, Object> summary = await("rows of the event " + event, () -> {
                Map<String, Object> found = get(path("events", event, "summary"));
                return found.isEmpty() ? null : found;
            });
            assertThat(summary).containsEntry("event_id", event).containsEntry("peak_users", 1L);
        }
    }

    private static String decisionWaitingIn(String session) {
        return await("a suggestion in " + session, () -> {
            Map<String, Object> status = get(path("agent", "sessions", session, "status"));
            return "WAITING_APPROVAL".equals(status.get("status"))
                            && status.get("current_decision") instanceof Map<?, ?> decision
                    ? String.valueOf(decision.get("decision_id"))
                    : null;
        });
    }

    private static void quiet(String session) {
        node.come(session, 90, false);
    }

    /** Two people press at once, and again and again; then somebody comes too late, and somebody has the wrong id. */
    @Test
    void aDecisionIsTakenOnceHoweverOftenItIsApproved() {
        for (String session : List.of("ses_pressed", "ses_late")) {
            node.come(session, 8, true);
        }
        HttpResponse<String> set = ask(
                "usr_a",
                "PATCH",
                path("events", LiveNode.EVENT, "settings"),
                "{\"agent_mode\":\"MANUAL\",\"approval_timeout_s\":10}");
        assertThat(set.statusCode()).as(set.body()).isEqualTo(200);
        for (String session : List.of("ses_pressed", "ses_late")) {
            await(
                    "points of " + session,
                    () -> get(path("sessions", session)).get("points") instanceof List<?> points && points.size() > 9);
            quiet(session);
        }
        String late = decisionWaitingIn("ses_late");
        String pressed = decisionWaitingIn("ses_pressed");
        String approve = path("agent", "sessions", "ses_pressed", "decisions", pressed, "approve");
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < REPEATS; i++) {
            // A bucket has room for forty at once.
            String who = (i % 2 == 0 ? "usr_a" : "usr_b") + i / 40;
            answers.add(client.sendAsync(request(who, "POST", approve, null), BodyHandlers.ofString()));
        }
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            HttpResponse<String> got = answer.join();
            assertThat(got.statusCode()).as(got.body()).isEqualTo(200);
            assertThat(read(got)).containsEntry("decision_id", pressed);
        }
        await("it is carried out", () -> states(pressed).contains("EXECUTED"));
        assertThat(states(pressed))
                .containsOnlyOnce("APPROVED", "PUBLISHED", "EXECUTED")
                .doesNotContain("EXPIRED");

        await("its time is over", () -> states(late).contains("EXPIRED"));
        HttpResponse<String> expired =
                ask("usr_c", "POST", path("agent", "sessions", "ses_late", "decisions", late, "approve"), null);
        assertThat(expired.statusCode()).isEqualTo(409);
        assertThat(read(expired)).containsEntry("code", "DECISION_EXPIRED");
        assertThat(ask("usr_c", "POST", path("agent", "sessions", "ses_late", "decisions", pressed, "approve"), null)
                        .statusCode())
                .isEqualTo(404);
        assertThat(ask(
                                "usr_c",
                                "POST",
                                path("agent", "sessions", "ses_pressed", "decisions", "d-00000000-1", "approve"),
                                null)
                        .statusCode())
                .isEqualTo(404);
        assertThat(ask("usr_c", "POST", path("agent", "sessions", "ses_pressed", "decisions", pressed, "reject"), null)
                        .statusCode())
                .isEqualTo(409);
        assertThat(states(late)).doesNotContain("PUBLISHED");
        remembered("ses_pressed", pressed, "usr_");
    }

    /** States of a decision as the stream of decisions has them. */
    private static List<String> states(String decision) {
        return node.decisions().stream()
                .filter(record -> "DECISION".equals(record.get("type")) && decision.equals(record.get("decision_id")))
                .map(record -> String.valueOf(record.get("state")))
                .toList();
    }

    private static void remembered(String session, String decision, String actor) {
        Map<?, ?> row = await("the row of " + decision, () -> {
            Object rows = get(path("interventions", "history", session)).get("interventions");
            return rows instanceof List<?> list
                    ? list.stream()
                            .map(each -> (Map<?, ?>) each)
                            .filter(each -> decision.equals(each.get("decision_id"))
                                    && List.of("EXECUTED", "MEASURED").contains(each.get("state")))
                            .findFirst()
                            .orElse(null)
                    : null;
        });
        assertThat(String.valueOf(row.get("actor"))).startsWith(actor);
        assertThat(row.get("auto_approved")).isEqualTo(false);
        assertThat(get(path("interventions", "stats", session))).containsEntry("total_interventions", 1L);
    }
}
