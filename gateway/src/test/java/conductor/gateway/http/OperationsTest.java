package conductor.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the operations page is told of a node that answers, of one that does not, and of what is no node. */
@Tag("one-jdk")
class OperationsTest {
    private static final String PATH = "/api/v1/operations";

    private final AtomicReference<Optional<String>> url = new AtomicReference<>(Optional.empty());
    private volatile String status = "{\"phase\":\"running\",\"signals\":12,\"data_dir\":\"secret\"}";
    private volatile int code = 200;
    private HttpServer node;
    private GatewayRig rig;
    private Gateway gateway;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        node.createContext("/status", exchange -> {
            byte[] body = status.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(code, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        node.start();
        rig = new GatewayRig(folder);
        gateway = rig.besides(url::get);
        url.set(Optional.of("http://127.0.0.1:" + node.getAddress().getPort()));
    }

    @AfterEach
    void stop() {
        gateway.close();
        rig.close();
        node.stop(0);
    }

    private Map<String, Object> ask() {
        return gateway.get(PATH, rig.organiser()).isAnswered(200).json();
    }

    private static Map<?, ?> object(Object value) {
        return (Map<?, ?>) value;
    }

    @Test
    void figuresOfTheNodeAndOfTheGatewayStandSideBySideAndFoldersAreNotTold() {
        rig.engine().open("ses_1", "evt_1");
        rig.awaitRead(gateway);
        Map<String, Object> told = ask();
        assertThat(told).containsEntry("node_problem", null);
        assertThat(told.get("node")).isEqualTo(Map.of("phase", "running", "signals", 12L));
        assertThat(object(told.get("gateway")).get("decisions_read")).isEqualTo(1L);
        assertThat(object(object(told.get("gateway")).get("metrics")).get("conductor_sessions"))
                .isEqualTo(1.0);
    }

    @Test
    void withoutTheNodeTheFiguresOfTheGatewayAreToldWithASentence() {
        url.set(Optional.empty());
        assertWithoutNode("Where the node answers is not known. Set gateway.node-url.");
        url.set(Optional.of("http://127.0.0.1:1"));
        assertWithoutNode("does not answer usably");
    }

    @Test
    void whatIsNoNodeOrAnswersTooMuchIsNotBelieved() {
        for (String other : new String[] {"{}", "no JSON", "{\"phase\":\"" + "x".repeat(300_000) + "\"}"}) {
            status = other;
            assertWithoutNode("does not answer usably");
        }
        status = "{\"phase\":\"running\"}";
        code = 500;
        assertWithoutNode("does not answer usably");
    }

    private void assertWithoutNode(String sentence) {
        Map<String, Object> told = ask();
        assertThat(told).containsEntry("node", null);
        assertThat((String) told.get("node_problem")).contains(sentence);
        assertThat(object(told.get("gateway")).get("metrics")).isInstanceOf(Map.class);
    }
}
