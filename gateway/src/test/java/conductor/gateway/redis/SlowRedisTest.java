package conductor.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.SourceId;
import conductor.engine.ring.ClockMode;
import conductor.gateway.RedisUnderTest;
import conductor.gateway.redis.SourceStats.Count;
import conductor.testkit.FaultProxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A line to Redis that is slow or dead without saying so; which Redis is behind it does not matter. */
@Tag("one-jdk")
class SlowRedisTest {
    private static final long NOTICED_MS = 10_000;

    @TempDir
    Path folder;

    private final List<String> written = new ArrayList<>();
    private RedisNode redis;
    private FaultProxy proxy;
    private Writer writer;

    @BeforeEach
    void startRedis() throws Exception {
        redis = new RedisNode(RedisUnderTest.EMBEDDED, folder);
        writer = new Writer(redis);
        proxy = new FaultProxy(redis.port());
    }

    @AfterEach
    void stopRedis() throws Exception {
        proxy.close();
        redis.close();
    }

    @Test
    void aLineOf200MsDelaysAndNothingElse() throws Exception {
        proxy.delay(200);
        readWithoutGivingUp(() -> {
            for (int i = 0; i < 20; i++) {
                add(10);
                LockSupport.parkNanos(50_000_000);
            }
        });
    }

    /** A machine that stalls makes one of several sources give up, a line that is not to be given up none. */
    private void readWithoutGivingUp(Runnable writing) throws Exception {
        long connects = 0;
        for (int time = 0; time < 4 && connects != 1; time++) {
            try (SourceRig rig = rig().start()) {
                writing.run();
                rig.awaitEntries(written.size());
                assertThat(places(rig)).isEqualTo(written);
                connects = rig.source.stats().count(Count.CONNECTS);
            }
        }
        assertThat(connects).isEqualTo(1);
    }

    @Test
    void aLineOf1KibibyteASecondIsReadToItsEndWithoutBeingGivenUp() throws Exception {
        add(25);
        proxy.throttle(1_024);
        readWithoutGivingUp(() -> {});
    }

    @Test
    void aTextThatTakesLongerThanAnAnswerMayStayAwayIsReadAndLookedUpAgain() throws Exception {
        addLarge();
        proxy.throttle(10_240);
        long before = 0;
        long connects = 0;
        for (int time = 0; time < 4 && (before != 1 || connects != 2); time++) {
            try (SourceRig rig = rig().start()) {
                rig.awaitEntries(1);
                before = rig.source.stats().count(Count.CONNECTS);
                // The entry that we read last is looked up on every connect.
                proxy.cut();
                add(1);
                rig.awaitEntries(written.size());
                assertThat(places(rig)).isEqualTo(written);
                connects = rig.source.stats().count(Count.CONNECTS);
            }
        }
        assertThat(before).isEqualTo(1);
        assertThat(connects).isEqualTo(2);
    }

    private void addLarge() {
        StreamId id = writer.add(SourceId.CHAT, "{\"sessionId\":\"large\",\"pad\":\"" + "x".repeat(65_000) + "\"}");
        written.add(id.ms() + "/" + SourceId.CHAT + "/" + id.seq());
    }

    @Test
    void aHalfOpenConnectionIsNoticedWithin10SecondsAndReplaced() throws Exception {
        try (SourceRig rig = rig().start()) {
            long quickestMs = Long.MAX_VALUE;
            // A machine that stalls makes one of them late, a rule that is broken all.
            for (int time = 0; time < 4 && quickestMs >= NOTICED_MS; time++) {
                add(50);
                rig.awaitEntries(written.size());
                proxy.freeze();
                long startNs = System.nanoTime();
                Await.until("it is noticed", () -> !rig.source.stats().connected());
                quickestMs = Math.min(quickestMs, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs));
                add(50);
                proxy.thaw();
                rig.awaitEntries(written.size());
            }
            assertThat(quickestMs).isLessThan(NOTICED_MS);
            add(50);
            rig.awaitEntries(written.size());
            assertThat(places(rig)).isEqualTo(written);
            assertThat(rig.source.stats().count(Count.STREAM_EPOCHS)).isZero();
        }
    }

    private void add(int count) {
        for (int i = 0; i < count; i++) {
            StreamId id = writer.add(SourceId.CHAT, Entries.CHAT);
            written.add(id.ms() + "/" + SourceId.CHAT + "/" + id.seq());
        }
    }

    private SourceRig rig() {
        return new SourceRig(SourceRig.config(proxy.uri(), ClockMode.REDIS, "0", 500, 1 << 12), SourceCursors.none());
    }

    private static List<String> places(SourceRig rig) {
        return rig.entries().stream().map(Received::place).toList();
    }
}
