package conductor.bench.kill;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.journal.KillPoint;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A few kills of a real node; {@code conductor bench kill} does many. */
@Tag("slow")
@Tag("one-jdk")
class KillRunTest {
    private static final Set<KillPoint> POINTS = EnumSet.of(
            KillPoint.RECOVERY_UNFORCED,
            KillPoint.DOCUMENT_FILLED,
            KillPoint.SIGNALS_WRITTEN,
            KillPoint.SYNC_UNMARKED,
            KillPoint.SNAPSHOT_UNNAMED,
            KillPoint.SINK_COPYING,
            KillPoint.SINK_COMMITTED,
            KillPoint.PUBLISH_SENT);

    @TempDir
    Path folder;

    @Test
    void aNodeKilledAtPointsAndAtRandomTimesLosesAndDoublesNothing() throws Exception {
        KillRun run = new KillRun(folder, 42, line -> {});

        run.points(POINTS, 1);
        run.random(5);

        assertThat(run.broken()).isEmpty();
        assertThat(run.missed()).isEmpty();
        assertThat(run.kills().keySet()).isEqualTo(POINTS);
        assertThat(run.randomKills()).isEqualTo(5);
        assertThat(run.entries()).isPositive();
        assertThat(run.lost() + run.duplicates()).isZero();
    }
}
