package conductor.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A fifth of the listeners stop reading: what the gateway keeps for them, their end, and what the others notice. The full figures are those of
 * {@code conductor bench gateway}, which has delays as well.
 */
@Tag("one-jdk")
class SlowListenersTest {
    private static final String EVENT = "evt_1";
    private static final String SESSION = "ses_1";
    private static final int READING = 48;
    private static final int STALLED = 12;
    private static final int SMALL_BUFFER = 4_096;
    private static final long KEPT_MOST = 256 << 10;
    private static final double QUEUE_FULL = 30_000;
    /** A record of about the size of an engine's, some hundred a second: nobody is behind by too many decisions before he is too slow. */
    private static final Map<String, Object> PADDING = Map.of("padding", "x".repeat(1_000));

    private static final int SCORES_A_DECISION = 20;
    private static final long GAP_NS = TimeUnit.MILLISECONDS.toNanos(4);

    @TempDir
    Path folder;

    private final List<EventReader> readers = new ArrayList<>();
    private final List<RawConnection> stalled = new ArrayList<>();

    @Test
    void whoStopsReadingCostsLittleAndIsLetGoAndTheOthersMissNothing() throws Exception {
        try (GatewayRig rig = new GatewayRig(folder)) {
            rig.engine().open(SESSION, EVENT);
            rig.awaitRead();
            try {
                open(rig);
                long last = writeUntilTheSlowOnesAreGone(rig);
                long newest = rig.engine().score(SESSION, EVENT, 0.75, Map.of());
                assertThatTheOthersGotEverything(last, newest);
                Gateway gateway = rig.gateway();
                assertThat(gateway.metric("conductor_sse_disconnects_total")).isEqualTo(STALLED);
                assertThatTheirConnectionsWereCut(gateway);
                Await.until("they are gone", () -> gateway.metric("conductor_sse_clients") == READING);
                assertThat(gateway.metric("conductor_sse_queued_bytes_most")).isBetween(1.0, (double) KEPT_MOST);
                Await.until("nothing waits", () -> gateway.metric("conductor_sse_queued_bytes") == 0);
                // The kernel has let go as well: at most what it had handed over before is still there.
                assertThat(stalled)
                        .allSatisfy(connection -> assertThat(connection.drain()).isLessThan(SMALL_BUFFER * 4L));
            } finally {
                readers.forEach(EventReader::close);
                stalled.forEach(RawConnection::close);
            }
        }
    }

    /**
     * Before anybody reads, as a connection that still waits to be emptied is not closed; and long before being idle ends it, which hides that one
     * was not cut. A few connections are of who asks here.
     */
    private static void assertThatTheirConnectionsWereCut(Gateway gateway) {
        long startNs = System.nanoTime();
        Await.until(
                "their connections are closed",
                () -> gateway.metric("conductor_gateway_connections") < READING + STALLED / 2);
        assertThat(System.nanoTime() - startNs).isLessThan(TimeUnit.SECONDS.toNanos(GatewayServer.IDLE_SECONDS / 3));
    }

    @Test
    void aGatewayStopsAlsoWhileSomebodyDoesNotRead() throws Exception {
        try (GatewayRig rig = new GatewayRig(folder)) {
            rig.engine().open(SESSION, EVENT);
            rig.awaitRead();
            Gateway other = rig.another();
            try (RawConnection slow = openSlowly(other.port(), rig)) {
                Await.until("it is there", () -> other.metric("conductor_sse_clients") == 1);
                Await.until("its queue is full", () -> {
                    rig.engine().score(SESSION, EVENT, 0.5, PADDING);
                    return other.metric("conductor_sse_queued_bytes") > QUEUE_FULL;
                });
                other.close();
                assertThat(slow.drain()).isPositive();
            }
        }
    }

    private void open(GatewayRig rig) {
        for (int i = 0; i < READING; i++) {
            readers.add(rig.gateway().stream("", rig.organiser(), null));
        }
        for (int i = 0; i < STALLED; i++) {
            stalled.add(openSlowly(rig.gateway().port(), rig));
        }
        readers.forEach(EventReader::awaitReset);
        Await.until("all are there", () -> rig.gateway().metric("conductor_sse_clients") == READING + STALLED);
    }

    /** Opens a stream and reads nothing of it. */
    private static RawConnection openSlowly(int port, GatewayRig rig) {
        return new RawConnection(port, "127.0.0.1", SMALL_BUFFER)
                .send("GET /api/v1/stream HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + rig.organiser()
                        + "\r\n\r\n");
    }

    /** Returns the number of the last decision. */
    private static long writeUntilTheSlowOnesAreGone(GatewayRig rig) {
        long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(2 * Await.PATIENCE_MS);
        while (rig.gateway().metric("conductor_sse_disconnects_total") < STALLED) {
            assertThat(System.nanoTime() - endNs).as("not all were let go").isNegative();
            for (int i = 0; i < SCORES_A_DECISION; i++) {
                rig.engine().score(SESSION, EVENT, 0.5, PADDING);
                LockSupport.parkNanos(GAP_NS);
            }
            rig.engine().propose(SESSION, EVENT, "d-5e1f09c2-1", "PROPOSED");
        }
        return rig.engine().decisions();
    }

    /** Scores may be left out where there are newer ones, on a machine that is too slow for all of them. */
    private void assertThatTheOthersGotEverything(long lastDecision, long newestScore) {
        List<Long> decisions = LongStream.rangeClosed(2, lastDecision).boxed().toList();
        for (EventReader reader : readers) {
            reader.awaitSeq(true, newestScore);
            reader.awaitSeq(false, lastDecision);
            assertThat(seqs(reader, false)).isEqualTo(decisions);
            assertThat(seqs(reader, true)).isSorted().doesNotHaveDuplicates().endsWith(newestScore);
            assertThat(reader.resets()).hasSize(1);
        }
    }

    private static List<Long> seqs(EventReader reader, boolean scores) {
        return reader.records().stream()
                .filter(record -> record.type().equals("SCORE") == scores)
                .map(EventReader.Event::seq)
                .toList();
    }
}
