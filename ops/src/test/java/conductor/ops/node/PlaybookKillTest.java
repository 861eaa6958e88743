package conductor.ops.node;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import conductor.journal.JournalDirectory;
import conductor.journal.ProgressListener;
import conductor.journal.Replay;
import conductor.journal.ReplayResult;
import conductor.journal.SignalReader;
import conductor.journal.Verify;
import conductor.journal.VerifyResult;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same recording played twice: once undisturbed, once while node and feeder are killed with SIGKILL and started again. What
 * came out must be the same, byte for byte.
 */
@Tag("slow")
@Tag("one-jdk")
class PlaybookKillTest {
    /** Another seed gives another recording and other moments to kill at. */
    private static final long SEED = Long.getLong("conductor.kill.seed", 20_260_302L);

    /** Recorded seconds a second: the feed is under way for some seconds, long enough to be hit. */
    private static final String PACE = "120";

    private static final String AT_ONCE = "0";

    /** Of the scores of a run, those that come while entries do; the others are those of the silence until sessions close. */
    private static final double SCORES_WITH_ENTRIES = 0.38;

    @TempDir
    Path dir;

    private final Random random = new Random(SEED);
    private final SyntheticRecording recording = SyntheticRecording.of(SEED);
    private final List<String> kills = new ArrayList<>();
    private final List<Process> feeders = new ArrayList<>();
    private Path file;

    /**
     * What a run leaves: figures, every entry of the output streams with its id, the entries in the order in which they were
     * applied, and what its journal says.
     */
    private record Outcome(
            Map<String, Object> status,
            List<String> decisions,
            List<String> scores,
            List<String> applied,
            VerifyResult verified,
            ReplayResult replayed) {}

    @BeforeEach
    void writeTheRecording() throws IOException {
        file = recording.write(dir.resolve("conference.csv"));
    }

    @AfterEach
    void endWhatIsLeft() {
        feeders.forEach(Process::destroyForcibly);
    }

    @Test
    void aRunWhoseNodeAndFeederAreKilledLeavesTheSameBytesAsAnUndisturbedOne() throws Exception {
        Outcome undisturbed = playUndisturbed();
        requireComplete("the undisturbed run", undisturbed);

        Outcome killed = playAndKill(undisturbed.scores().size());
        requireComplete("the killed run, " + kills, killed);

        requireSame("what was applied", undisturbed.applied(), killed.applied());
        requireSame("conductor.decisions.v1", undisturbed.decisions(), killed.decisions());
        requireSame("conductor.scores.v1", undisturbed.scores(), killed.scores());
        assertThat(killed.status().get("state_hash"))
                .as("state hash after %s; undisturbed: %s, killed: %s", kills, undisturbed.status(), killed.status())
                .isEqualTo(undisturbed.status().get("state_hash"));
    }

    private Outcome playUndisturbed() throws Exception {
        Path dataDir = dir.resolve("undisturbed");
        try (KillableNode node = new KillableNode(dataDir)) {
            node.start();
            Process feeder = feed(node, AT_ONCE);
            try (RedisClient client = RedisClient.create(node.redisUri());
                    StatefulRedisConnection<String, String> connection = connect(client)) {
                return outcome(dataDir, node, connection.sync(), feeder);
            }
        }
    }

    private Outcome playAndKill(int allScores) throws Exception {
        Path dataDir = dir.resolve("killed");
        try (KillableNode node = new KillableNode(dataDir)) {
            node.start();
            try (RedisClient client = RedisClient.create(node.redisUri());
                    StatefulRedisConnection<String, String> connection = connect(client)) {
                RedisCommands<String, String> redis = connection.sync();
                long withEntries = (long) (allScores * SCORES_WITH_ENTRIES);

                Process feeder = feed(node, PACE);
                awaitScores(redis, node, withEntries);
                kill(node, redis);
                node.start();

                awaitScores(redis, node, withEntries);
                awaitEntries(redis, feeder, random.nextInt(500));
                kill(node, redis);
                awaitEntries(redis, feeder, 1);
                feeder.destroyForcibly().waitFor();
                node.start();
                feeder = feed(node, PACE);

                awaitScores(redis, node, withEntries);
                feeder.destroyForcibly().waitFor();
                kill(node, redis);
                node.start();
                feeder = feed(node, AT_ONCE);

                awaitScores(redis, node, allScores);
                kill(node, redis);
                node.start();
                return outcome(dataDir, node, redis, feeder);
            }
        }
    }

    /** Waits for a tenth to four tenths of the scores that are still to come before the given one; not where it has come already. */
    private void awaitScores(RedisCommands<String, String> redis, KillableNode node, long upTo) throws Exception {
        long now = redis.xlen(Playback.SCORES);
        long more = Math.max(1, (long) ((upTo - now) * (0.1 + 0.3 * random.nextDouble())));
        long count = Math.max(now, Math.min(upTo, now + more));
        Await.patientlyUntil("score " + count, () -> {
            node.requireRunning();
            return redis.xlen(Playback.SCORES) >= count;
        });
    }

    private static void awaitEntries(RedisCommands<String, String> redis, Process feeder, int more) throws Exception {
        long count = entries(redis) + more;
        Await.patientlyUntil("entry " + count, () -> entries(redis) >= count || !feeder.isAlive());
    }

    private void kill(KillableNode node, RedisCommands<String, String> redis) throws InterruptedException {
        node.kill();
        kills.add("killed with " + redis.xlen(Playback.SCORES) + " scores published of " + entries(redis)
                + " entries written");
    }

    private static long entries(RedisCommands<String, String> redis) {
        return redis.xlen("platform.events.chat.message.v1") + redis.xlen("platform.events.live.sync.v1");
    }

    private Process feed(KillableNode node, String speed) throws IOException {
        Process feeder = ConductorProcess.start(List.of(
                "feed",
                file.toString(),
                "--recorded-time",
                "--speed",
                speed,
                "--redis",
                node.redisUri(),
                "-o",
                "json"));
        feeders.add(feeder);
        return feeder;
    }

    private Outcome outcome(Path dataDir, KillableNode node, RedisCommands<String, String> redis, Process feeder)
            throws Exception {
        assertThat(feeder.waitFor(5, TimeUnit.MINUTES)).as("the feeder ends").isTrue();
        assertThat(feeder.exitValue()).as("exit code of the feeder").isZero();
        Map<String, Object> status = Playback.awaitEnd(dataDir, redis);
        List<String> decisions = entries(redis, Playback.DECISIONS);
        List<String> scores = entries(redis, Playback.SCORES);
        node.close();
        try (JournalDirectory journal = JournalDirectory.openReadOnly(dataDir)) {
            return new Outcome(
                    status,
                    decisions,
                    scores,
                    applied(journal),
                    Verify.run(journal, ProgressListener.NONE),
                    Replay.run(journal, Playback.number(status, "sequence")));
        }
    }

    /** The journalled entries of the platform's streams, in their order. */
    private static List<String> applied(JournalDirectory journal) {
        List<String> entries = new ArrayList<>();
        Signal signal = new Signal();
        try (SignalReader reader = journal.openSignalReader()) {
            while (reader.next(signal)) {
                boolean position = signal.type == SignalType.SOURCE_POSITION;
                if (signal.source != SourceId.INTERNAL && signal.source != SourceId.TIME && !position) {
                    entries.add(SourceId.stream(signal.source) + " " + signal.sourceTimeMs + "-" + signal.sourceSeq);
                }
            }
        }
        return entries;
    }

    /** Nothing lost, nothing twice, and the journal leads to what the node said of itself. */
    private void requireComplete(String run, Outcome outcome) {
        Map<String, Object> status = outcome.status();
        assertThat(status.get("signals"))
                .as(
                        "signals of %s; verified by type: %s, problem: %s",
                        run, outcome.verified().byType(), outcome.verified().firstProblem())
                .isEqualTo((long) recording.rows().size());
        assertThat(outcome.verified().byType())
                .as("signals by type of %s", run)
                .containsEntry("CHAT", recording.count("MESSAGE"))
                .containsEntry("REACTION", recording.count("REACTION"))
                .containsEntry("POLL_VOTE", recording.count("POLL_VOTE"))
                .containsEntry("JOIN", recording.count("JOIN"))
                .containsEntry("LEAVE", recording.count("LEAVE"));
        assertThat(outcome.verified().firstProblem())
                .as("problem in the journal of %s", run)
                .isNull();
        assertThat(outcome.verified().decisionsMissing())
                .as("decisions missing of %s", run)
                .isZero();
        assertThat(outcome.replayed().stateHashHex())
                .as("state hash of the replay of %s at sequence %s", run, status.get("sequence"))
                .isEqualTo(status.get("state_hash"));
        assertThat(outcome.scores()).as("scores on the stream of %s", run).hasSize(size(status, "scores"));
        assertThat(outcome.decisions()).as("records on the stream of %s", run).hasSize(size(status, "decisions"));
    }

    private static int size(Map<String, Object> status, String member) {
        return (int) Playback.number(status, member);
    }

    private void requireSame(String what, List<String> undisturbed, List<String> killed) {
        int common = Math.min(undisturbed.size(), killed.size());
        for (int i = 0; i < common; i++) {
            assertThat(killed.get(i))
                    .as(
                            "entry %d of %s after %s; the one before: %s",
                            i, what, kills, i == 0 ? "none" : killed.get(i - 1))
                    .isEqualTo(undisturbed.get(i));
        }
        List<String> longer = undisturbed.size() > common ? undisturbed : killed;
        assertThat(killed.size())
                .as(
                        "entries of %s after %s; the first that only one has: %s",
                        what, kills, longer.subList(common, Math.min(common + 1, longer.size())))
                .isEqualTo(undisturbed.size());
    }

    /** Every entry with its id; one character a byte. */
    private static List<String> entries(RedisCommands<String, String> redis, String stream) {
        return redis.xrange(stream, Range.unbounded()).stream()
                .map(entry -> entry.getId() + " " + entry.getBody())
                .toList();
    }

    private static StatefulRedisConnection<String, String> connect(RedisClient client) {
        return client.connect(new StringCodec(StandardCharsets.ISO_8859_1));
    }
}
