package conductor.gateway.content;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A service of models on this machine that answers as it is told: each call takes the next answer, the last one stays. */
final class ModelStub implements AutoCloseable {
    /** How one call is answered. */
    interface Answer {
        void give(HttpExchange exchange) throws IOException, InterruptedException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Deque<Answer> answers = new ArrayDeque<>();
    /** The bodies of the calls. */
    final List<String> calls = new CopyOnWriteArrayList<>();
    /** The headers of the last call, as {@code name: value}. */
    final List<String> headers = new CopyOnWriteArrayList<>();

    ModelStub() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/v1/messages", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    synchronized ModelStub answers(Answer... next) {
        answers.clear();
        answers.addAll(List.of(next));
        return this;
    }

    private void handle(HttpExchange exchange) throws IOException {
        calls.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        headers.clear();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.add(name.toLowerCase(java.util.Locale.ROOT) + ": " + values.get(0)));
        try {
            next().give(exchange);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }

    private synchronized Answer next() {
        return answers.size() > 1 ? answers.poll() : answers.peek();
    }

    /** An answer with this text of the model, and its usage. */
    static Answer text(String text, long in, long out) {
        return body(
                200,
                "{\"id\":\"msg_1\",\"type\":\"message\",\"content\":[{\"type\":\"text\",\"text\":\""
                        + text.replace("\\", "\\\\").replace("\"", "\\\"")
                        + "\"}],\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":" + in
                        + ",\"output_tokens\":" + out + ",\"cache_read_input_tokens\":0}}");
    }

    /** A message for all, as it should be. */
    static Answer message(String message) {
        return text("{\"message\":\"" + message + "\"}", 1_000, 300);
    }

    static Answer status(int status, String... header) {
        return exchange -> {
            for (int i = 0; i < header.length; i += 2) {
                exchange.getResponseHeaders().add(header[i], header[i + 1]);
            }
            exchange.sendResponseHeaders(status, -1);
        };
    }

    static Answer body(int status, String body) {
        return exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        };
    }

    /** A body that never ends, a byte at a time. */
    static Answer drip() {
        return exchange -> {
            exchange.sendResponseHeaders(200, 0);
            for (int i = 0; i < 10_000; i++) {
                exchange.getResponseBody().write(' ');
                exchange.getResponseBody().flush();
                Thread.sleep(20);
            }
        };
    }

    /** A body that breaks off in the middle. */
    static Answer cut() {
        return exchange -> {
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().write("{\"content\":[".getBytes(StandardCharsets.US_ASCII));
            exchange.getResponseBody().flush();
        };
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
