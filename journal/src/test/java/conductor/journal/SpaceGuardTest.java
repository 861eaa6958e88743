package conductor.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class SpaceGuardTest {
    private static final long MIB = 1 << 20;
    private static final long GIB = 1L << 30;

    private long free;
    private long written = SpaceGuard.UNKNOWN;

    @Test
    void intakeStopsBelowTheReserveAndGoesOnWhenThereIsClearlyRoom() throws IOException {
        SpaceGuard guard = guard(10 * GIB, 1_000 * MIB);
        free = 1_000 * MIB;
        assertThat(open(guard, 0)).isTrue();
        free = 999 * MIB;
        assertThat(open(guard, 100)).isFalse();
        free = 1_100 * MIB;
        assertThat(open(guard, 200)).isFalse();
        free = 1_250 * MIB;
        assertThat(open(guard, 300)).isTrue();
        free = 1_001 * MIB;
        assertThat(open(guard, 400)).isTrue();
    }

    @Test
    void resultsAreTakenInBelowTheReserveButNotDownToTheLastBlock() throws IOException {
        SpaceGuard guard = guard(10 * GIB, 1_000 * MIB);
        free = 64 * MIB;
        assertThat(open(guard, 0)).isFalse();
        assertThat(guard.openForResults()).isTrue();
        free = 63 * MIB;
        assertThat(open(guard, 100)).isFalse();
        assertThat(guard.openForResults()).isFalse();
        free = 64 * MIB;
        assertThat(open(guard, 200)).isFalse();
        assertThat(guard.openForResults()).isTrue();
    }

    @Test
    void aReserveOfLessThanABlockIsTheOnlyLimit() throws IOException {
        SpaceGuard guard = guard(10 * GIB, 10 * MIB);
        free = 10 * MIB;
        assertThat(open(guard, 0)).isTrue();
        assertThat(guard.openForResults()).isTrue();
        free = 9 * MIB;
        assertThat(open(guard, 100)).isFalse();
        assertThat(guard.openForResults()).isFalse();
    }

    @Test
    void theReserveIsTwoBlocksOnASmallDiskAndTwoGibOnALargeOne() throws IOException {
        free = GIB;
        SpaceGuard small = guard(256 * MIB, 0);
        small.look(0);
        assertThat(small.reserveBytes()).isEqualTo(128 * MIB);
        SpaceGuard middle = guard(20 * GIB, 0);
        middle.look(0);
        assertThat(middle.reserveBytes()).isEqualTo(GIB);
        SpaceGuard large = guard(1_000 * GIB, 0);
        large.look(0);
        assertThat(large.reserveBytes()).isEqualTo(2 * GIB);
    }

    @Test
    void aMinuteOfWritingAtTheMeasuredRateIsKeptFree() throws IOException {
        free = 100 * GIB;
        SpaceGuard guard = guard(1_000 * GIB, 0);
        written = 5 * GIB;
        guard.look(0);
        assertThat(guard.reserveBytes()).as("where a file began is no rate").isEqualTo(2 * GIB);
        written += 100 * MIB;
        guard.look(1_000);
        assertThat(guard.reserveBytes()).isBetween(5 * GIB, 6 * GIB);
        written = 10 * MIB;
        guard.look(2_000);
        assertThat(guard.reserveBytes()).as("a new day's file starts over").isBetween(5 * GIB, 6 * GIB);
    }

    private SpaceGuard guard(long totalBytes, long reserve) {
        return new SpaceGuard(
                new SpaceGuard.Disk() {
                    private final long size = totalBytes;

                    @Override
                    public long usableBytes() {
                        return free;
                    }

                    @Override
                    public long totalBytes() {
                        return size;
                    }
                },
                reserve,
                () -> written);
    }

    private boolean open(SpaceGuard guard, long nowMs) throws IOException {
        guard.look(nowMs);
        assertThat(guard.freeBytes()).isEqualTo(free);
        return guard.open();
    }
}
