package conductor.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.testkit.MemoryLeft;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ten megabytes are refused, whichever way they come, and nothing of them stays. */
@Tag("one-jdk")
class LargeBodiesTest {
    private static final int TIMES = 20;
    private static final int PIECES = 160;
    private static final String PIECE = "x".repeat(1 << 16);
    private static final long LEFT_MOST = 1 << 20;

    @TempDir
    Path folder;

    @Test
    void whatIsTooLargeLeavesNoMemoryBehind() throws Exception {
        try (GatewayRig rig = new GatewayRig(folder)) {
            // What a gateway takes for itself with its first requests is no matter of theirs.
            send(rig, true);
            send(rig, false);
            long before = MemoryLeft.least(MemoryLeft::heapBytes);
            for (int i = 0; i < TIMES; i++) {
                send(rig, i % 2 == 0);
            }
            Await.until(
                    "less than a megabyte more", () -> MemoryLeft.least(MemoryLeft::heapBytes) < before + LEFT_MOST);
        }
    }

    private static void send(GatewayRig rig, boolean chunked) {
        try (RawConnection connection = new RawConnection(rig.gateway().port())) {
            connection.send("POST /api/v1/signals HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n"
                    + "Authorization: Bearer " + rig.adminToken() + "\r\n"
                    + (chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + PIECES * PIECE.length())
                    + "\r\n\r\n");
            String piece = chunked ? Integer.toHexString(PIECE.length()) + "\r\n" + PIECE + "\r\n" : PIECE;
            for (int i = 0; i < PIECES; i++) {
                connection.send(piece);
            }
            assertThat(connection.answer().status()).isEqualTo(413);
        }
    }
}
