package conductor.gateway.http;

import conductor.gateway.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A client of the event stream that keeps what it is told. */
final class EventReader implements AutoCloseable {
    /** What stands between two empty lines. */
    record Event(String id, String type, Map<String, Object> data) {
        String session() {
            return String.valueOf(data.get("session_id"));
        }

        long seq() {
            return ((Number) data.get("seq")).longValue();
        }
    }

    private final HttpResponse<Stream<String>> response;
    private final List<Event> events = new CopyOnWriteArrayList<>();

    EventReader(HttpClient client, HttpRequest request) {
        try {
            response = client.send(request, BodyHandlers.ofLines());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        Thread thread = new Thread(this::read, "test-event-reader");
        thread.setDaemon(true);
        thread.start();
    }

    private void read() {
        String[] fields = new String[3];
        try {
            response.body().forEach(line -> line(line, fields));
        } catch (UncheckedIOException e) {
            // The connection was ended by one of the two.
        }
    }

    private void line(String line, String[] fields) {
        if (line.startsWith("id: ")) {
            fields[0] = line.substring(4);
        } else if (line.startsWith("event: ")) {
            fields[1] = line.substring(7);
        } else if (line.startsWith("data: ")) {
            fields[2] = line.substring(6);
        } else if (line.isEmpty() && fields[2] != null) {
            events.add(new Event(fields[0], fields[1], parse(fields[2])));
            fields[1] = null;
            fields[2] = null;
        }
    }

    private static Map<String, Object> parse(String json) {
        try {
            return Json.read(json);
        } catch (IOException e) {
            throw new UncheckedIOException(json, e);
        }
    }

    int status() {
        return response.statusCode();
    }

    String header(String name) {
        return response.headers().firstValue(name).orElse(null);
    }

    List<Event> events() {
        return List.copyOf(events);
    }

    /** Without states. */
    List<Event> records() {
        return events.stream().filter(event -> !event.type().equals("reset")).toList();
    }

    List<Event> resets() {
        return events.stream().filter(event -> event.type().equals("reset")).toList();
    }

    Event await(String what, Predicate<Event> wanted) {
        Await.until(what, () -> events.stream().anyMatch(wanted));
        return events.stream().filter(wanted).findFirst().orElseThrow();
    }

    Event awaitReset() {
        return await("the state is there", event -> event.type().equals("reset"));
    }

    /** Waits for a record of either stream. */
    Event awaitSeq(boolean isScore, long seq) {
        return await(
                (isScore ? "score " : "decision ") + seq + " is there",
                event ->
                        !event.type().equals("reset") && event.type().equals("SCORE") == isScore && event.seq() == seq);
    }

    @Override
    public void close() {
        response.body().close();
    }
}
