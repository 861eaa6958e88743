package conductor.ops.node;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.ops.embedded.EmbeddedRedis;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code conductor feed} in front of a person. */
@Tag("one-jdk")
class FeedOnTerminalTest {
    private static final int CTRL_C = 3;
    private static final int INTERRUPTED = 130;

    @TempDir
    Path dir;

    @Test
    @Timeout(240)
    void ctrlCStopsBehindWholeEntriesSaysWhatWasWrittenAndHowToGoOn() throws Exception {
        Path file = Files.writeString(
                dir.resolve("minute.csv"),
                "ts_millis,event_id,session_id,user_id,type\n1000,e0,s,u1,MESSAGE\n60000,e1,s,u1,MESSAGE\n");
        try (EmbeddedRedis redis = EmbeddedRedis.start(dir.resolve("redis"))) {
            Process process = ConductorProcess.startOnTerminal(
                    List.of("feed", file.toString(), "--redis", redis.uri(), "--recorded-time", "--no-infer-presence"));
            String shown = readUntil(process.getInputStream(), "1/2");
            process.getOutputStream().write(CTRL_C);
            process.getOutputStream().flush();
            shown += new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(shown).contains("1 written").contains("stopped before the end. Run the same command again");
            assertThat(process.exitValue()).isEqualTo(INTERRUPTED);
        }
    }

    private static String readUntil(InputStream in, String awaited) throws IOException {
        StringBuilder shown = new StringBuilder();
        byte[] buffer = new byte[1024];
        while (shown.indexOf(awaited) < 0) {
            int length = in.read(buffer);
            assertThat(length).as("the feed ended: %s", shown).isPositive();
            shown.append(new String(buffer, 0, length, StandardCharsets.UTF_8));
        }
        return shown.toString();
    }
}
