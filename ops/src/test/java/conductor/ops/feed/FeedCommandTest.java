package conductor.ops.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conductor.engine.core.SourceId;
import conductor.ops.embedded.EmbeddedRedis;
import conductor.ops.node.NodeFile;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.api.sync.RedisCommands;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeedCommandTest {
    private static final String CHAT = SourceId.stream(SourceId.CHAT);
    private static final String PRESENCE = SourceId.stream(SourceId.PRESENCE);
    private static final String VOTE = SourceId.stream(SourceId.POLL_VOTE);
    private static final String REACTION = SourceId.stream(SourceId.REACTION);
    private static final String TIME = SourceId.stream(SourceId.TIME);

    @TempDir
    static Path redisDir;

    private static EmbeddedRedis redis;
    private static RedisClient client;
    private static RedisCommands<String, String> commands;

    @TempDir
    Path dir;

    @BeforeAll
    static void startRedis() {
        redis = EmbeddedRedis.start(redisDir);
        client = RedisClient.create(redis.uri());
        commands = client.connect().sync();
    }

    @AfterAll
    static void stopRedis() {
        client.shutdown();
        redis.close();
    }

    @BeforeEach
    void beginWithFreshStreams() {
        commands.flushall();
    }

    @Test
    void recordedTimesBecomeIdsCountedPerStreamAndMarksKeepTheOrder() {
        Path file = Recordings.file(
                dir.resolve("day.csv"),
                "1500 s u1 MESSAGE",
                "1500 s u2 MESSAGE",
                "1500 s u2 POLL_VOTE",
                "1501 s u1 MESSAGE",
                "9000 s u1 REACTION");
        FeedRun run = feed(file, "--recorded-time", "--speed", "0", "--no-infer-presence");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(ids(CHAT)).containsExactly("1500-0", "1500-1", "1501-0");
        assertThat(ids(VOTE)).containsExactly("1500-0");
        assertThat(ids(REACTION)).containsExactly("9000-0");
        assertThat(entries(TIME))
                .containsExactly("2000-0 {\"t\":2000}", "9000-0 {\"t\":9000}", "1869000-0 {\"t\":1869000}");
        assertThat(entries(VOTE).get(0)).contains("\"optionId\":\"c1\"").contains("\"eventId\":\"s\"");
        assertThat(run.number("rows")).isEqualTo(5);
        assertThat(run.number("written")).isEqualTo(5);
        assertThat(run.number("inferred")).isZero();
        assertThat(run.number("marks")).isEqualTo(3);
        assertThat(run.number("already_there")).isZero();
        assertThat(run.number("sessions")).isEqualTo(1);
        assertThat(run.number("first_ms")).isEqualTo(1_500);
        assertThat(run.number("last_ms")).isEqualTo(9_000);
    }

    @Test
    void inferredPresenceIsWrittenAndCountedApart() {
        Path file = Recordings.file(dir.resolve("day.csv"), "1500 s u1 MESSAGE", "1600 s u1 MESSAGE");
        FeedRun run = feed(file, "--recorded-time", "--speed", "0");
        assertThat(run.number("written")).isEqualTo(2);
        assertThat(run.number("inferred")).isEqualTo(2);
        assertThat(ids(PRESENCE)).containsExactly("1500-0", "601600-0");
        assertThat(entries(PRESENCE)).allMatch(entry -> entry.contains("\"inferred\":true"));
    }

    @Test
    void feedingTwiceChangesNothing() {
        Path file = mixedFile(3_000);
        FeedRun first = feed(file, "--recorded-time", "--speed", "0");
        List<String> streams = allEntries();
        FeedRun second = feed(file, "--recorded-time", "--speed", "0");
        assertThat(second.exitCode()).isZero();
        assertThat(allEntries()).isEqualTo(streams);
        assertThat(second.number("written")).isZero();
        assertThat(second.number("inferred")).isZero();
        assertThat(second.number("marks")).isZero();
        assertThat(second.number("already_there")).isEqualTo(first.number("written") + first.number("inferred"));
        assertThat(second.err()).doesNotContain("something else");
    }

    @Test
    void afterAnInterruptionAtAnyPointFeedingAgainGivesTheSameStreams() {
        Path file = mixedFile(2_000);
        FeedRun whole = feed(file, "--recorded-time", "--speed", "0");
        List<String> streams = allEntries();
        long all = whole.number("written") + whole.number("inferred");
        for (int stopAfter : new int[] {1, 2, 501, 1_999}) {
            commands.flushall();
            FeedResult part = interrupted(Recordings.options(file), stopAfter);
            assertThat(part.interrupted()).isTrue();
            assertThat(part.written() + part.inferred()).isLessThan(all);
            FeedRun rest = feed(file, "--recorded-time", "--speed", "0");
            assertThat(rest.number("written") + rest.number("inferred"))
                    .isEqualTo(all - part.written() - part.inferred());
            assertThat(rest.number("already_there")).isEqualTo(part.written() + part.inferred());
            assertThat(allEntries()).isEqualTo(streams);
        }
    }

    @Test
    void anEntryThatSomebodyElseWroteMeanwhileCountsAsAlreadyThere() {
        Path file = Recordings.file(dir.resolve("day.csv"), "1500 s u1 MESSAGE", "2500 s u1 MESSAGE");
        FeedOptions options = Recordings.inferring(false, file);
        Recording recording = Recordings.load(options);
        try (StreamWriter writer = new StreamWriter(RedisURI.create(redis.uri()))) {
            FeedMarker marker = FeedMarker.check(writer, recording, options);
            commands.xadd(CHAT, new XAddArgs().id("2000-0"), "data", "{}");
            FeedResult result = new Feeder(recording, options, writer, marker, () -> false).play(silent(), note -> {});
            assertThat(result.alreadyThere()).isEqualTo(1);
            assertThat(result.written()).isEqualTo(1);
        }
    }

    @Test
    void aFoldedFeedNeedsFreshStreamsOrItself() {
        Path file =
                Recordings.file(dir.resolve("day.csv"), "1500 s u1 MESSAGE", "5500 t u1 MESSAGE", "6500 t u1 MESSAGE");
        FeedRun first =
                feed(file, "--recorded-time", "--speed", "0", "--fold=1970-01-01T00:00:10Z", "--no-infer-presence");
        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(ids(CHAT)).containsExactly("10000-0", "10000-1", "11000-0");

        FeedRun again = feed(file, "--recorded-time", "--speed", "0", "--fold=10000", "--no-infer-presence");
        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(again.number("already_there")).isEqualTo(3);

        FeedRun otherStart = feed(file, "--recorded-time", "--speed", "0", "--fold=20000", "--no-infer-presence");
        assertThat(otherStart.exitCode()).isEqualTo(2);
        assertThat(otherStart.err())
                .contains("fresh streams")
                .contains("--data-dir")
                .contains("11000-0");
        assertThat(otherStart.out()).isEmpty();

        FeedRun live = feed(file, "--speed", "0", "--fold=10000", "--no-infer-presence");
        assertThat(live.exitCode())
                .as("without recorded times it would be repeated")
                .isEqualTo(2);
        assertThat(ids(CHAT)).hasSize(3);
    }

    @Test
    void foldWithoutAStartLeavesTheFileNameAlone() {
        Path file = Recordings.file(dir.resolve("day.csv"), "1500 s u1 JOIN", "5500 t u1 JOIN");
        FeedRun run =
                FeedRun.of("--redis", redis.uri(), "-o", "json", "--recorded-time", "--speed", "0", "--fold", file);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(ids(PRESENCE)).containsExactly("1500-0", "1500-1");
    }

    @Test
    void streamsWithOtherContentAreNamedInAWarning() {
        commands.xadd(CHAT, new XAddArgs().id("2000-0"), "data", "{}");
        Path file = Recordings.file(dir.resolve("day.csv"), "1500 s u1 JOIN", "5500 s u1 MESSAGE");
        FeedRun run = feed(file, "--recorded-time", "--speed", "0");
        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).contains("something else").contains(CHAT + " up to 2000-0");
    }

    @Test
    void withoutRecordedTimeEntriesArriveNowAndWithoutMarks() {
        Path file = Recordings.file(dir.resolve("day.csv"), "1500 s u1 JOIN", "2500 s u1 MESSAGE", "3500 s u1 LEAVE");
        long beforeMs = Long.parseLong(commands.time().get(0)) * 1_000;
        FeedRun run = feed(file, "--speed", "100");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(ids(PRESENCE)).hasSize(2).allMatch(id -> StreamId.parse(id).ms() >= beforeMs);
        assertThat(entries(CHAT).get(0)).doesNotContain("1970-01-01");
        assertThat(commands.exists(TIME, FeedMarker.KEY)).isZero();
        assertThat(run.decimal("seconds"))
                .as("two recorded seconds at 100 a second")
                .isGreaterThanOrEqualTo(0.02);
    }

    @Test
    void atASpeedEveryRecordedSecondHasAMarkAndLongSilenceIsLeftOut() {
        Path file = Recordings.file(dir.resolve("day.csv"), "1500 s u1 JOIN", "3500 s u1 MESSAGE", "900000 s u1 LEAVE");
        FeedRun run = feed(file, "--recorded-time", "--speed", "1000", "--tail", "2s");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(ids(TIME))
                .containsExactly("2000-0", "3000-0", "4000-0", "5000-0", "6000-0", "900000-0", "901000-0", "902000-0");
        assertThat(run.err()).contains("silence longer than the tail left out");
    }

    @Test
    void rowsThatCannotBeUsedAreLeftOutNamedAndMakeTheExitCodeOne() throws Exception {
        Path file = Recordings.file(dir.resolve("day.csv"), "1500 s u1 JOIN", "2500 s u1 SHOUT", "3500 s u1 LEAVE");
        FeedRun run = feed(file, "--recorded-time", "--speed", "0");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(ids(PRESENCE)).containsExactly("1500-0", "3500-0");
        assertThat(run.number("bad_rows")).isEqualTo(1);
        assertThat(run.out()).contains("{\"file\":\"day.csv\",\"line\":3,\"reason\":\"UNKNOWN_TYPE\"");
        assertThat(run.err()).contains("day.csv line 3");

        commands.flushall();
        FeedRun strict = feed(file, "--recorded-time", "--speed", "0", "--strict");
        assertThat(strict.exitCode()).isEqualTo(1);
        assertThat(commands.dbsize()).isZero();
    }

    @Test
    void theNodesRedisIsFoundThroughItsDataDirectory() throws Exception {
        Path file = Recordings.file(dir.resolve("day.csv"), "1500 s u1 JOIN");
        new NodeFile(1, "127.0.0.1", 8003, redis.uri(), null, "2026-03-02T10:15:30.000Z", "00000001").write(dir);
        if (System.getenv("REDIS_URL") == null) {
            assertThat(FeedRun.of(file, "--speed", "0", "--data-dir", dir).exitCode())
                    .isZero();
            assertThat(commands.dbsize()).isPositive();
        }
        FeedRun missing = FeedRun.of(file, "--data-dir", dir.resolve("none"));
        if (System.getenv("REDIS_URL") == null) {
            assertThat(missing.exitCode()).isEqualTo(3);
            assertThat(missing.err()).contains("conductor run").contains("--redis");
        }
    }

    @Test
    void aRedisThatIsNotThereIsExitCodeThree() {
        Path file = Recordings.file(dir.resolve("day.csv"), "1500 s u1 JOIN");
        FeedRun run = FeedRun.of(file, "--redis", "redis://user:secret@127.0.0.1:1");
        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err())
                .contains("127.0.0.1:1")
                .contains("cannot be reached")
                .doesNotContain("secret");
    }

    @Test
    void aRedisThatDiesOnTheWayIsExitCodeThreeWithHowToGoOn(@TempDir Path otherDir) {
        EmbeddedRedis other = EmbeddedRedis.start(otherDir);
        Path file = mixedFile(20_000);
        FeedOptions options = Recordings.options(file);
        Recording recording = Recordings.load(options);
        try (StreamWriter writer = new StreamWriter(RedisURI.create(other.uri()))) {
            FeedMarker marker = FeedMarker.check(writer, recording, options);
            FeedProgress killer = progress(5_000, other::close);
            assertThatThrownBy(
                            () -> new Feeder(recording, options, writer, marker, () -> false).play(killer, note -> {}))
                    .isInstanceOf(FeedException.class)
                    .hasMessageContaining("was lost")
                    .extracting(error -> ((FeedException) error).exitCode())
                    .isEqualTo(FeedException.NOT_REACHABLE);
        } finally {
            other.close();
        }
    }

    @Test
    void aKeyOfAnotherTypeIsNamed() {
        commands.set(CHAT, "not a stream");
        Path file = Recordings.file(dir.resolve("day.csv"), "1500 s u1 MESSAGE");
        FeedRun run = feed(file, "--recorded-time", "--speed", "0");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("WRONGTYPE");
    }

    @Test
    void wrongArgumentsAreExitCodeTwo() {
        Path file = Recordings.file(dir.resolve("day.csv"), "1500 s u1 JOIN");
        assertThat(feed(file, "--speed", "-1").exitCode()).isEqualTo(2);
        assertThat(feed(file, "--tail", "soon").exitCode()).isEqualTo(2);
        assertThat(feed(file, "-o", "xml").exitCode()).isEqualTo(2);
        assertThat(feed(dir.resolve("missing.csv")).exitCode()).isEqualTo(2);
        assertThat(FeedRun.of(file, "--redis", "nonsense").exitCode()).isEqualTo(2);
        assertThat(FeedRun.of("--redis", redis.uri()).exitCode()).isEqualTo(2);
        assertThat(commands.dbsize()).isZero();
    }

    /** A file of many rows a second in several sessions, with ties, of all kinds but presence. */
    private Path mixedFile(int rows) {
        String[] kinds = {"MESSAGE", "REACTION", "POLL_VOTE"};
        String[] texts = new String[rows];
        for (int i = 0; i < rows; i++) {
            texts[i] = (1_001 + i / 3 * 37) + " s" + i % 5 + " u" + i % 17 + " " + kinds[i % 7 % 3];
        }
        return Recordings.file(dir.resolve("mixed.csv"), texts);
    }

    private FeedResult interrupted(FeedOptions options, int stopAfter) {
        Recording recording = Recordings.load(options);
        AtomicInteger asked = new AtomicInteger();
        BooleanSupplier stop = () -> asked.incrementAndGet() > stopAfter;
        try (StreamWriter writer = new StreamWriter(RedisURI.create(redis.uri()))) {
            FeedMarker marker = FeedMarker.check(writer, recording, options);
            FeedMarker.write(writer, recording);
            return new Feeder(recording, options, writer, marker, stop).play(silent(), note -> {});
        }
    }

    private static FeedProgress silent() {
        return progress(Long.MAX_VALUE, () -> {});
    }

    private static FeedProgress progress(long atEntries, Runnable action) {
        return new FeedProgress() {
            @Override
            public void at(long entries, long recordedMs) {
                if (entries == atEntries) {
                    action.run();
                }
            }

            @Override
            public void close() {}
        };
    }

    private static FeedRun feed(Path file, String... options) {
        List<Object> arguments = new ArrayList<>(List.of(file, "--redis", redis.uri(), "-o", "json"));
        arguments.addAll(List.of(options));
        return FeedRun.of(arguments.toArray());
    }

    private static List<String> allEntries() {
        List<String> all = new ArrayList<>();
        for (String stream : List.of(PRESENCE, CHAT, VOTE, REACTION, TIME)) {
            entries(stream).forEach(entry -> all.add(stream + " " + entry));
        }
        return all;
    }

    private static List<String> ids(String stream) {
        return commands.xrange(stream, Range.unbounded()).stream()
                .map(message -> message.getId())
                .toList();
    }

    private static List<String> entries(String stream) {
        return commands.xrange(stream, Range.unbounded()).stream()
                .map(message -> message.getId() + " " + message.getBody().get("data"))
                .toList();
    }
}
