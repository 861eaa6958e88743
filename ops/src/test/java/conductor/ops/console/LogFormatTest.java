package conductor.ops.console;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import conductor.gateway.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LogFormatTest {
    private final LoggerContext context = new LoggerContext();

    @Test
    void aTextWithLineEndsStaysOneLineInTextAndInJson() throws IOException {
        String forged = "user a\r\n12:00:00 ERROR Engine: forged\n";
        Exception error = new IllegalStateException("bad\nid");

        String text = line("text", forged, error);
        String json = line("json", forged, error);

        assertThat(text.lines()).hasSize(1);
        assertThat(text)
                .contains("WARN  Source: user a | 12:00:00 ERROR Engine: forged | ", "IllegalStateException: bad | id");
        assertThat(json.lines()).hasSize(1);
        assertThat(Json.read(json)).containsEntry("level", "WARN").containsEntry("formattedMessage", forged);
        assertThat(json).contains("IllegalStateException");
    }

    @Test
    void aPlainTextIsLeftAsItIs() {
        assertThat(line("text", "reading 7 streams", null)).endsWith("WARN  Source: reading 7 streams\n");
    }

    private String line(String format, String message, Throwable error) {
        context.setMDCAdapter(new LogbackMDCAdapter());
        LoggingEvent event = new LoggingEvent(
                LogFormatTest.class.getName(),
                context.getLogger("conductor.Source"),
                Level.WARN,
                message,
                error,
                new Object[0]);
        return new String(LogSetup.encoder(context, format).encode(event), StandardCharsets.UTF_8);
    }
}
