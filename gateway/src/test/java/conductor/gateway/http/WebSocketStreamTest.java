package conductor.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.gateway.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The feed over WebSockets of a real HTTP server: the same events under the same ids. */
@Tag("one-jdk")
class WebSocketStreamTest {
    private static final String EVENT = "evt_1";

    private static GatewayRig rig;
    private static Gateway gateway;

    private String session;
    private String token;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        rig = new GatewayRig(folder);
        gateway = rig.gateway();
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    @BeforeEach
    void openASession() {
        session = "ses_" + UUID.randomUUID();
        token = rig.organiser();
        rig.engine().open(session, EVENT);
        rig.awaitRead();
    }

    /** A client that keeps the messages. */
    private static final class Client implements WebSocket.Listener, AutoCloseable {
        private final List<Map<String, Object>> messages = new CopyOnWriteArrayList<>();
        private final StringBuilder part = new StringBuilder();
        private volatile boolean closed;
        private final WebSocket socket;

        Client(String query, String token) throws Exception {
            socket = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .header("Authorization", "Bearer " + token)
                    .buildAsync(URI.create(gateway.origin().replace("http:", "ws:") + "/api/v1/stream" + query), this)
                    .get(Await.PATIENCE_MS, TimeUnit.MILLISECONDS);
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            part.append(data);
            if (last) {
                messages.add(parse(part.toString()));
                part.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
            closed = true;
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            closed = true;
        }

        private static Map<String, Object> parse(String json) {
            try {
                return Json.read(json);
            } catch (IOException e) {
                throw new UncheckedIOException(json, e);
            }
        }

        Map<String, Object> await(String what, String event, Long seq) {
            Await.until(what, () -> messages.stream().anyMatch(message -> is(message, event, seq)));
            return messages.stream()
                    .filter(message -> is(message, event, seq))
                    .findFirst()
                    .orElseThrow();
        }

        private static boolean is(Map<String, Object> message, String event, Long seq) {
            return event.equals(message.get("event"))
                    && (seq == null || seq.equals(((Map<?, ?>) message.get("data")).get("seq")));
        }

        List<Object> seqs(String event) {
            return messages.stream()
                    .filter(message -> event.equals(message.get("event")))
                    .map(message -> (Object) ((Map<?, ?>) message.get("data")).get("seq"))
                    .toList();
        }

        @Override
        public void close() {
            socket.abort();
        }
    }

    private long score(double score) {
        return rig.engine().score(session, EVENT, score, Map.of());
    }

    @Test
    void aClientGetsTheStateAndThenEveryRecordUnderTheIdsOfTheEventStream() throws Exception {
        try (Client client = new Client("?session_id=" + session, token);
                EventReader reader = gateway.stream("?session_id=" + session, token, null)) {
            assertThat((Map<?, ?>) client.await("the state", "reset", null).get("data"))
                    .extracting(state -> ((Map<?, ?>) state).get("sessions"))
                    .asInstanceOf(InstanceOfAssertFactories.LIST)
                    .hasSize(1);
            reader.awaitReset();
            long seq = score(0.5);
            Map<String, Object> message = client.await("the score", "SCORE", seq);
            assertThat(message.get("id")).isEqualTo(reader.awaitSeq(true, seq).id());
        }
    }

    @Test
    void whoComesBackByTheOtherWayMissesNothingAndIsToldNothingTwice() throws Exception {
        long first = score(0.5);
        rig.awaitRead();
        String id;
        try (EventReader reader = gateway.stream("?session_id=" + session, token, null)) {
            reader.awaitReset();
            id = reader.awaitSeq(true, score(0.6)).id();
        }
        long missed = score(0.7);
        rig.awaitRead();
        try (Client client = new Client("?session_id=" + session + "&last_event_id=" + id, token)) {
            long last = score(0.8);
            client.await("the newest", "SCORE", last);
            assertThat(client.seqs("SCORE")).containsExactly(missed, last).doesNotContain(first);
            assertThat(client.seqs("reset")).isEmpty();
        }
    }

    @Test
    void aRecordThatIsLargerThanAFrameComesWhole() throws Exception {
        try (Client client = new Client("?session_id=" + session, token)) {
            client.await("the state", "reset", null);
            String large = "x".repeat(200_000);
            long seq = rig.engine().score(session, EVENT, 0.4, Map.of("padding", large));
            assertThat(((Map<?, ?>) client.await("the record", "SCORE", seq).get("data")).get("padding"))
                    .isEqualTo(large);
        }
    }

    private static Answer handshake(String headers) {
        return RawConnection.ask(
                gateway.port(),
                "127.9.9.9",
                "GET /api/v1/stream HTTP/1.1\r\nHost: localhost:" + gateway.port()
                        + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + headers + "\r\n");
    }

    @Test
    void aHandshakeIsRefusedLikeAnyRequest() {
        handshake("").isProblem(401, ProblemCode.UNAUTHENTICATED);
        handshake("Authorization: Bearer " + rig.person("usr_" + UUID.randomUUID()) + "\r\n")
                .isProblem(403, ProblemCode.FORBIDDEN);
        String cookie = "Cookie: " + Authenticator.COOKIE + "=" + token + "\r\n";
        handshake(cookie + "Origin: https://evil.test\r\n").isProblem(403, ProblemCode.FOREIGN_ORIGIN);
        handshake(cookie + "Origin: " + GatewayRig.FRIEND + "\r\n").isAnswered(101);
    }

    @Test
    void aClientThatSendsMuchIsLetGo() throws Exception {
        try (Client client = new Client("", token)) {
            client.await("the state", "reset", null);
            client.socket.sendText("y".repeat(1_000_000), true);
            Await.until("it is let go", () -> client.closed);
        }
    }

    @Test
    void whoSendsSignsOfLifeWithoutEndIsLetGo() throws Exception {
        try (Client client = new Client("", token)) {
            client.await("the state", "reset", null);
            for (int i = 0; i < 10_000 && !client.closed; i++) {
                try {
                    client.socket.sendPing(ByteBuffer.allocate(0)).get(1, TimeUnit.SECONDS);
                } catch (ExecutionException e) {
                    break;
                }
            }
            Await.until("it is let go", () -> client.closed);
        }
    }

    @Test
    void whoSaysGoodbyeIsAnsweredAndForgotten() throws Exception {
        double before = gateway.metric("conductor_gateway_connections");
        for (int i = 0; i < 5; i++) {
            try (Client client = new Client("", token)) {
                client.await("the state", "reset", null);
                client.socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(Await.PATIENCE_MS, TimeUnit.MILLISECONDS);
                Await.until("the goodbye is answered", () -> client.closed);
            }
        }
        Await.until("nobody is left behind", () -> gateway.metric("conductor_sse_clients") == 0);
        assertThat(gateway.metric("conductor_gateway_connections")).isLessThanOrEqualTo(before + 1);
    }

    @Test
    void aRevokedTokenEndsIt() throws Exception {
        String machine = rig.machine("read");
        try (Client client = new Client("", machine)) {
            client.await("the state", "reset", null);
            rig.revoke(machine);
            Await.until("it is let go", () -> client.closed);
        }
        Await.until("nobody is left behind", () -> gateway.metric("conductor_sse_clients") == 0);
    }
}
