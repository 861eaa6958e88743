package conductor.bench.kill;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.journal.KillPoint;
import conductor.journal.sink.DatabaseUrl;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A few kills of a real node; {@code conductor bench kill} does many. */
@Tag("slow")
@Tag("one-jdk")
class KillRunTest {
    private static final String SCORES = "conductor.scores.v1";
    private static final Set<KillPoint> POINTS = EnumSet.of(
            KillPoint.TORN_TAIL_FOUND,
            KillPoint.DECISIONS_SET_ASIDE,
            KillPoint.LOST_END_SIGNALLED,
            KillPoint.RECOVERY_UNFORCED,
            KillPoint.DOCUMENT_FILLED,
            KillPoint.SIGNALS_WRITTEN,
            KillPoint.SYNC_UNMARKED,
            KillPoint.SNAPSHOT_UNNAMED,
            KillPoint.SINK_COPYING,
            KillPoint.SINK_COMMITTED,
            KillPoint.PUBLISH_SENT,
            KillPoint.DEAD_LETTER_UNWRITTEN,
            KillPoint.DEAD_LETTER_WRITTEN,
            KillPoint.DEAD_LETTERS_OWED);

    @TempDir
    Path folder;

    private int looked;

    @Test
    void aNodeKilledAtPointsAndAtRandomTimesLosesAndDoublesNothing() throws Exception {
        KillRun run = new KillRun(folder, 42, line -> {});
        run.afterwards(ended -> {
            looked++;
            if (ended.dataDir().endsWith(Path.of("points", "data"))) {
                everyFaultIsFound(ended);
            }
        });

        run.points(POINTS, 1);
        run.random(5);

        assertThat(run.broken()).isEmpty();
        assertThat(run.missed()).isEmpty();
        assertThat(run.kills().keySet()).isEqualTo(POINTS);
        assertThat(run.randomKills()).isEqualTo(5);
        assertThat(run.entries()).isPositive();
        assertThat(run.lost() + run.duplicates()).isZero();
        assertThat(looked).isEqualTo(3);
    }

    /** Plants faults in the servers, one after the other. */
    private static void everyFaultIsFound(KillRun.Ended ended) throws Exception {
        try (RedisClient client = RedisClient.create(ended.redisUri());
                StatefulRedisConnection<String, String> connection = client.connect()) {
            RedisCommands<String, String> redis = connection.sync();
            StreamMessage<String, String> last =
                    redis.xrevrange(SCORES, Range.unbounded(), Limit.from(1)).get(0);
            redis.xdel(SCORES, "7-0");
            assertOnly(ended, "I4: " + SCORES + " lacks 7-0");
            String second = last.getId().replace("-0", "-1");
            redis.xadd(SCORES, new XAddArgs().id(second), last.getBody());
            assertFound(ended, "I4: " + SCORES + " holds " + second);
        }
        execute(ended, "UPDATE engagement_metrics SET active_users = active_users + 1 WHERE seq = 3");
        assertFound(ended, "I5: engagement_metrics holds a row that the journal does not");
        execute(ended, "UPDATE engagement_metrics SET active_users = active_users - 1 WHERE seq = 3");
        assertThat(ended.check().call()).noneMatch(sentence -> sentence.startsWith("I5"));
        execute(ended, "DELETE FROM engagement_metrics WHERE seq = 5");
        assertFound(ended, "I5: engagement_metrics lacks");
    }

    private static void assertOnly(KillRun.Ended ended, String words) throws Exception {
        List<String> broken = ended.check().call();
        assertThat(broken).hasSize(1);
        assertThat(broken.get(0)).startsWith(words);
    }

    private static void assertFound(KillRun.Ended ended, String words) throws Exception {
        assertThat(ended.check().call()).anyMatch(sentence -> sentence.startsWith(words));
    }

    private static void execute(KillRun.Ended ended, String sql) throws SQLException {
        try (Connection connection = DatabaseUrl.parse(ended.jdbcUrl()).open("test", 0);
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isEqualTo(1);
        }
    }
}
