package conductor.gateway.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StorableJsonTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"e\":true,\"f\":[false,null,-0.5,1e10,2E-308,1e+999]}",
                "{\"a\":\"\\u0001\\\\u0000 \\ud83d\\udca1 \\\"e1e99999\\\"\"}",
                "{\"1e99999\":\"€\"}",
            })
    void whatADatabaseTakes(String json) {
        assertThat(storable(json)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":\"x\\u0000\"}",
                "{\"\\u0000\":1}",
                "{\"a\":\"\\\\\\u0000\"}",
                "{\"a\":\"\\ud83d\"}",
                "{\"a\":\"\\ud83d\\ud83d\"}",
                "{\"a\":\"\\ud83dx\"}",
                "{\"a\":\"\\udca1\"}",
                "{\"a\":1e1000}",
                "{\"a\":[0.1E-1000]}",
            })
    void whatADatabaseRefuses(String json) {
        assertThat(storable(json)).isFalse();
    }

    private static boolean storable(String json) {
        byte[] bytes = ("xx" + json + "\"").getBytes(StandardCharsets.UTF_8);
        return StorableJson.is(bytes, 2, bytes.length - 3);
    }
}
