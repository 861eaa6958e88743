package conductor.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.gateway.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An answer of the gateway.
 *
 * @param headers by name in lower case.
 */
record Answer(int status, Map<String, List<String>> headers, String body) {
    /** The first header of a name, or null. */
    String header(String name) {
        List<String> values = headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
        return values.isEmpty() ? null : values.get(0);
    }

    Map<String, Object> json() {
        try {
            return Json.read(body);
        } catch (IOException e) {
            throw new UncheckedIOException(body, e);
        }
    }

    String code() {
        return String.valueOf(json().get("code"));
    }

    /** The answer is a refusal as RFC 9457 has it. */
    Answer isProblem(int expected, ProblemCode code) {
        assertThat(status).as(body).isEqualTo(expected);
        assertThat(header("content-type")).isEqualTo("application/problem+json");
        assertThat(json())
                .containsEntry("code", code.name())
                .containsEntry("status", (long) expected)
                .containsKeys("type", "title", "detail", "instance", "errors");
        return this;
    }

    Answer isAnswered(int expected) {
        assertThat(status).as(body).isEqualTo(expected);
        return this;
    }
}
