package conductor.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes that are no proper HTTP: each request gets one answer, or is refused and the connection ends. */
@Tag("one-jdk")
class MalformedHttpTest {
    private static final Set<Integer> REFUSALS = Set.of(400, 408, 413, 414, 431, 501, 505);
    private static final String HOST = "Host: localhost\r\n";
    /** Answered by what no other request here is answered by; the connection ends behind it. */
    private static final String LAST = "GET /version HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n";

    private static final String SIGNAL = "{\"type\":\"chat\",\"session_id\":\"raw\",\"user_id\":\"usr_1\"}";

    private static GatewayRig rig;
    private static int port;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        rig = new GatewayRig(folder);
        port = rig.gateway().port();
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    @AfterEach
    void othersAreStillAnswered() {
        rig.gateway().get("/livez", null).isAnswered(200);
    }

    private static String get(String moreHeaders) {
        return "GET /livez HTTP/1.1\r\n" + HOST + moreHeaders + "\r\n";
    }

    private static String post(String moreHeaders, String body) {
        return "POST /api/v1/signals HTTP/1.1\r\n" + HOST + "Authorization: Bearer " + rig.adminToken()
                + "\r\nContent-Type: application/json\r\n" + moreHeaders + "\r\n" + body;
    }

    private static String chunk(String body) {
        return Integer.toHexString(body.length()) + "\r\n" + body + "\r\n";
    }

    /** Whether an answer is that to {@link #LAST}. */
    private static boolean isLast(Answer answer) {
        return answer.body().contains("\"version\"");
    }

    /** Sends a request and a good one behind it: the first is refused and ends all, or each is answered once. */
    private static List<Answer> answersTo(String request) {
        try (RawConnection connection = new RawConnection(port)) {
            connection.send(request + LAST);
            List<Answer> answers = connection.answersUntilClosed();
            boolean refused =
                    answers.size() == 1 && REFUSALS.contains(answers.get(0).status());
            boolean eachOnce = answers.size() == 2
                    && (answers.get(0).status() < 300 || answers.get(0).status() == 404)
                    && !isLast(answers.get(0))
                    && isLast(answers.get(1));
            assertThat(refused || eachOnce).as("answers: " + answers).isTrue();
            return answers;
        }
    }

    static Stream<Arguments> oddRequests() {
        String whole = chunk(SIGNAL) + "0\r\n\r\n";
        String chunked = "Transfer-Encoding: chunked\r\n";
        return Stream.of(
                Arguments.of("a length and chunks", post("Content-Length: 4\r\n" + chunked, whole)),
                Arguments.of("chunks and a length", post(chunked + "Content-Length: 4\r\n", whole)),
                Arguments.of("two encodings", post(chunked + "Transfer-Encoding: identity\r\n", whole)),
                Arguments.of("an encoding twice", post(chunked + chunked, whole)),
                Arguments.of("an unknown encoding", post("Transfer-Encoding: xchunked\r\n", whole)),
                Arguments.of("a blank before the colon", post("Transfer-Encoding : chunked\r\n", whole)),
                Arguments.of("a tab in the encoding", post("Transfer-Encoding:\tchunked\r\n", whole)),
                Arguments.of("two lengths", post("Content-Length: 4\r\nContent-Length: 5\r\n", "12345")),
                Arguments.of("a negative length", post("Content-Length: -1\r\n", "")),
                Arguments.of("a length that is none", post("Content-Length: 4x\r\n", "1234")),
                Arguments.of("a length with a sign", post("Content-Length: +4\r\n", "1234")),
                Arguments.of("an endless length", post("Content-Length: 99999999999999999999\r\n", "")),
                Arguments.of("bare line feeds", get("").replace("\r\n", "\n")),
                Arguments.of("bare line feeds in headers", get("X-A: 1\nX-B: 2\r\n")),
                Arguments.of("bare carriage returns", get("X-A: 1\rX-B: 2\r\n")),
                Arguments.of("a folded header", get("X-A: 1\r\n  more\r\n")),
                Arguments.of("a folded length", post("Content-Length:\r\n " + SIGNAL.length() + "\r\n", SIGNAL)),
                Arguments.of("an extension of a chunk", post(chunked, whole.replaceFirst("\r\n", ";a=b\r\n"))),
                Arguments.of(
                        "a long extension",
                        post(chunked, whole.replaceFirst("\r\n", ";" + "a".repeat(20_000) + "\r\n"))),
                Arguments.of("a size that is none", post(chunked, "zz\r\n" + SIGNAL + "\r\n0\r\n\r\n")),
                Arguments.of("a negative size", post(chunked, "-1\r\n" + SIGNAL + "\r\n0\r\n\r\n")),
                Arguments.of("an endless size", post(chunked, "fffffffffffffffff\r\n" + SIGNAL + "\r\n0\r\n\r\n")),
                Arguments.of("a chunk without an end", post(chunked, whole.replace("}\r\n", "}xx"))),
                Arguments.of("a whole address", get("").replace("/livez", "http://localhost/livez")),
                Arguments.of("a zero byte in a header", get("X-A: a\0b\r\n")),
                Arguments.of("a zero byte in a name", get("X\0A: b\r\n")),
                Arguments.of("a zero byte in the path", get("").replace("/livez", "/li\0vez")),
                Arguments.of("a header without a colon", get("nonsense\r\n")),
                Arguments.of("a header without a name", get(": b\r\n")),
                Arguments.of("another version", get("").replace("HTTP/1.1", "HTTP/3.7")),
                Arguments.of("no version", get("").replace(" HTTP/1.1", "")),
                Arguments.of("two hosts", get("Host: elsewhere.test\r\n")),
                Arguments.of("a method of odd bytes", get("").replace("GET", "G\u00e4T")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("oddRequests")
    void anOddRequestIsRefusedOrAnsweredOnce(String what, String request) {
        answersTo(request);
    }

    @Test
    void aSmuggledRequestIsNotAnswered() {
        String hidden = "GET /metrics HTTP/1.1\r\n" + HOST + "\r\n";
        String whole = chunk(SIGNAL) + "0\r\n\r\n";
        String lengthOfAll = "Content-Length: " + (whole.length() + hidden.length()) + "\r\n";
        assertThat(answersTo(
                        post(lengthOfAll, SIGNAL + " ".repeat(whole.length() + hidden.length() - SIGNAL.length()))))
                .hasSize(2);
        for (String encoding : List.of("chunked", "identity", "chunked, identity", "x")) {
            String both = post(lengthOfAll + "Transfer-Encoding: " + encoding + "\r\n", whole + hidden);
            try (RawConnection connection = new RawConnection(port)) {
                connection.send(both + LAST);
                assertThat(connection.answersUntilClosed())
                        .as(encoding)
                        .noneMatch(answer -> answer.body().contains("# TYPE"));
            }
        }
    }

    @Test
    void twoRequestsInOnePieceAreAnsweredInTheirOrder() {
        try (RawConnection connection = new RawConnection(port)) {
            connection.send(get("") + post("Content-Length: " + SIGNAL.length() + "\r\n", SIGNAL) + get("") + LAST);
            List<Answer> answers = connection.answersUntilClosed();
            assertThat(answers).extracting(Answer::status).containsExactly(200, 202, 200, 200);
            assertThat(answers.get(0).body()).contains("alive");
            assertThat(answers.get(1).body()).contains("accepted");
            assertThat(answers.get(2).body()).contains("alive");
            assertThat(isLast(answers.get(3))).isTrue();
        }
    }

    @Test
    void headersOfMoreThanEightKibibytesAreRefused() {
        List<Answer> taken = answersTo(get("X-A: " + "a".repeat(7_000) + "\r\n"));
        assertThat(taken).extracting(Answer::status).containsExactly(200, 200);
        List<Answer> one = answersTo(get("X-A: " + "a".repeat(9_000) + "\r\n"));
        assertThat(one).extracting(Answer::status).containsExactly(431);
        one.get(0).isProblem(431, ProblemCode.HEADERS_TOO_LARGE);
        List<Answer> many = answersTo(get("X-A: aaaaaaaaaa\r\n".repeat(700)));
        assertThat(many).extracting(Answer::status).containsExactly(431);
    }

    @Test
    void anAddressOfMoreThanFourKibibytesIsRefused() {
        List<Answer> taken = answersTo(get("").replace("/livez", "/livez?" + "a".repeat(3_900)));
        assertThat(taken).extracting(Answer::status).containsExactly(200, 200);
        List<Answer> refused = answersTo(get("").replace("/livez", "/livez?" + "a".repeat(4_200)));
        assertThat(refused).extracting(Answer::status).containsExactly(414);
        refused.get(0).isProblem(414, ProblemCode.URI_TOO_LONG);
    }

    @Test
    void aRequestThatComesByteByByteIsAnsweredOnce() {
        try (RawConnection connection = new RawConnection(port)) {
            for (char one : (get("") + LAST).toCharArray()) {
                connection.send(String.valueOf(one));
            }
            assertThat(connection.answersUntilClosed())
                    .extracting(Answer::status)
                    .containsExactly(200, 200);
        }
    }

    @Test
    void whoWaitsToBeAskedForItsBodyIsAsked() {
        try (RawConnection connection = new RawConnection(port)) {
            connection.send(post("Content-Length: " + SIGNAL.length() + "\r\nExpect: 100-continue\r\n", ""));
            assertThat(connection.answer().status()).isEqualTo(100);
            connection.send(SIGNAL + LAST);
            assertThat(connection.answersUntilClosed())
                    .extracting(Answer::status)
                    .containsExactly(202, 200);
        }
    }

    @Test
    void whoSendsHeadersForEverIsLetGo() {
        try (RawConnection connection = new RawConnection(port)) {
            connection.send("GET /livez HTTP/1.1\r\n" + HOST);
            long startNs = System.nanoTime();
            boolean open = true;
            while (open && System.nanoTime() - startNs < TimeUnit.MILLISECONDS.toNanos(Await.PATIENCE_MS)) {
                open = connection.trySend("X-A: a\r\n");
                LockSupport.parkNanos(100_000_000);
            }
            assertThat(open).isFalse();
        }
    }
}
