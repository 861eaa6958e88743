package conductor.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.Code;
import conductor.engine.core.NameKind;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import conductor.engine.ring.ClockMode;
import conductor.gateway.OnEveryRedis;
import conductor.gateway.RedisUnderTest;
import conductor.gateway.lookup.LookUp;
import conductor.gateway.redis.SourceStats.Count;
import conductor.testkit.FaultProxy;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

@Tag("one-jdk")
@OnEveryRedis
class RedisSourceTest {
    private static final int RING = 1 << 12;
    private static final long SOON_MS = 1_500;

    @Parameter
    RedisUnderTest kind;

    @TempDir
    Path folder;

    private RedisNode redis;
    private Writer writer;

    @BeforeEach
    void startRedis() throws Exception {
        redis = new RedisNode(kind, folder);
        writer = new Writer(redis);
    }

    @AfterEach
    void stopRedis() throws Exception {
        redis.close();
    }

    @Test
    void aPlaybackArrivesOnceAndInOrderHoweverReadsAreCut() throws Exception {
        for (int count : new int[] {1, 2, 7, 64, 500}) {
            redis.commands().flushall();
            Random random = new Random(count);
            List<Received> plan = Writer.plan(random, 3_000, 10_000, 900);
            try (SourceRig rig = rig(ClockMode.STREAM, "0", count, RING, SourceCursors.none())
                    .start()) {
                writer.feed(plan, random, 1 + random.nextInt(60));
                rig.awaitEntries(plan.size());
                assertThat(places(rig.entries())).as("count %d", count).isEqualTo(places(plan));
                assertThat(rig.entries()).noneMatch(entry -> entry.type() == SignalType.DEAD_LETTER);
                assertMarksStandBeforeTheEntriesOfTheirMillisecond(rig.received());
            }
        }
    }

    private static void assertMarksStandBeforeTheEntriesOfTheirMillisecond(List<Received> received) {
        long marked = 0;
        long applied = 0;
        for (Received signal : received) {
            if (signal.isMark()) {
                assertThat(applied).isLessThan(signal.ms());
                marked = signal.ms();
            } else if (signal.isEntry()) {
                assertThat(signal.ms()).isGreaterThanOrEqualTo(marked);
                applied = signal.ms();
            }
        }
        assertThat(marked).isPositive();
    }

    @Test
    void aBacklogReadLiveArrivesOnceAndInOrder() throws Exception {
        for (int count : new int[] {1, 13, 500}) {
            redis.commands().flushall();
            Random random = new Random(100 + count);
            List<Received> plan = Writer.plan(random, 3_000, 1_000_000, 900);
            writer.write(plan, random);
            try (SourceRig rig =
                    rig(ClockMode.REDIS, "0", count, RING, SourceCursors.none()).start()) {
                rig.awaitEntries(plan.size());
                assertThat(places(rig.entries())).as("count %d", count).isEqualTo(places(plan));
            }
        }
    }

    @Test
    void whatIsWrittenLiveArrivesOnceAndInTheOrderOfTheIds() throws Exception {
        try (SourceRig rig =
                rig(ClockMode.REDIS, "$", 5, RING, SourceCursors.none()).start()) {
            Await.until("the source reads", () -> rig.source.stats().connected());
            Random random = new Random(3);
            for (int i = 0; i < 2_000; i++) {
                int source = 1 + random.nextInt(6);
                redis.connection().async().xadd(SourceId.stream(source), "data", Writer.message(source));
            }
            rig.awaitEntries(2_000);
            assertThat(places(rig.entries())).isEqualTo(everythingInOrder());
        }
    }

    /** All entries of the platform's streams, in the order in which they must be applied. */
    private List<String> everythingInOrder() {
        List<Received> all = new ArrayList<>();
        for (int source = SourceId.PRESENCE; source <= SourceId.OUTCOME; source++) {
            for (StreamMessage<String, String> entry :
                    redis.commands().xrange(SourceId.stream(source), Range.unbounded())) {
                StreamId id = StreamId.parse(entry.getId());
                all.add(new Received(0, source, id.ms(), id.seq(), 0, 0, 0, 0, 0, ""));
            }
        }
        all.sort(Comparator.comparingLong(Received::ms)
                .thenComparingInt(Received::source)
                .thenComparingLong(Received::seq));
        return places(all);
    }

    @Test
    void afterARestartReadingGoesOnBehindTheCursors() throws Exception {
        Random random = new Random(17);
        List<Received> plan = Writer.plan(random, 4_000, 10_000, 2_000);
        List<String> got = new ArrayList<>();
        SourceCursors cursors = SourceCursors.none();
        writer.feed(plan, random, 25);
        for (int part = 1; part <= 4; part++) {
            try (SourceRig rig = rig(ClockMode.STREAM, "0", 31, 64, cursors)) {
                rig.heldFrom = part < 4 ? 300 : Integer.MAX_VALUE;
                rig.start().awaitEntries(part < 4 ? 300 : plan.size() - got.size());
                rig.stop();
                rig.heldFrom = Integer.MAX_VALUE;
                rig.awaitDrained();
                got.addAll(places(rig.entries()));
                cursors = rig.cursors();
            }
        }
        assertThat(got).isEqualTo(places(plan));
    }

    @Test
    void I7_I9_aBadEntryIsDeadLetteredAndItsNeighboursAreUnaffected() throws Exception {
        try (SourceRig rig =
                rig(ClockMode.REDIS, "0", 500, RING, SourceCursors.none()).start()) {
            writer.add(SourceId.CHAT, Entries.CHAT);
            StreamId bad = writer.add(SourceId.CHAT, "{bad");
            writer.add(SourceId.CHAT, Entries.CHAT);
            StreamId blank = writer.add(SourceId.CHAT, "{\"sessionId\":\"   \",\"message\":{\"text\":\"my secret\"}}");
            writer.add(SourceId.CHAT, Entries.CHAT);
            rig.awaitEntries(5);
            assertThat(rig.entries().stream().map(Received::type))
                    .containsExactly(
                            SignalType.CHAT,
                            SignalType.DEAD_LETTER,
                            SignalType.CHAT,
                            SignalType.DEAD_LETTER,
                            SignalType.CHAT);
            Await.until("both are written", () -> rig.source.stats().count(Count.DEAD_LETTERS_WRITTEN) == 2);
            List<StreamMessage<String, String>> letters =
                    redis.commands().xrange(SourceChores.DEAD_LETTER_STREAM, Range.unbounded());
            assertThat(letters).hasSize(2);
            assertThat(letters.get(0).getBody().get("data"))
                    .contains("\"stream\":\"platform.events.chat.message.v1\"")
                    .contains("\"entry_id\":\"" + bad + "\"")
                    .contains("\"reason\":\"BAD_JSON\"")
                    .contains("\"raw\":\"{3\"");
            assertThat(letters.get(1).getBody().get("data"))
                    .contains("\"entry_id\":\"" + blank + "\"")
                    .contains("\"reason\":\"BAD_FIELD\",\"field\":\"sessionId\"")
                    .doesNotContain("secret");
            assertThat(rig.source.stats().deadLetters(Code.BAD_JSON)).isEqualTo(1);
            assertThat(rig.source.stats().deadLetters()).isEqualTo(2);
        }
    }

    @Test
    void whileRedisTakesNoDeadLettersTheyWaitAndReadingGoesOn() throws Exception {
        List<Runnable> refusals = List.of(
                () -> redis.commands().configSet("maxmemory", "1"),
                () -> redis.commands().replicaof("127.0.0.1", 1));
        for (Runnable refuse : refusals) {
            redis.commands().flushall();
            writer.add(SourceId.CHAT, "{bad");
            writer.add(SourceId.CHAT, "[]");
            writer.add(SourceId.CHAT, Entries.CHAT);
            refuse.run();
            try (SourceRig rig =
                    rig(ClockMode.REDIS, "0", 500, RING, SourceCursors.none()).start()) {
                SourceStats stats = rig.source.stats();
                rig.awaitEntries(3);
                Await.until("they wait", () -> stats.count(Count.DEAD_LETTERS_WAITING) == 2);
                Await.until("it was tried again", () -> stats.count(Count.CHORE_FAILURES) >= 3);
                assertThat(stats.connected()).isTrue();
                redis.commands().configSet("maxmemory", "0");
                redis.commands().replicaofNoOne();
                Await.until("both are written", () -> stats.count(Count.DEAD_LETTERS_WRITTEN) == 2);
                Await.until("none waits", () -> stats.count(Count.DEAD_LETTERS_WAITING) == 0);
                assertThat(redis.commands().xlen(SourceChores.DEAD_LETTER_STREAM))
                        .isEqualTo(2);
                assertThat(stats.count(Count.DEAD_LETTERS_DROPPED)).isZero();
            }
        }
    }

    @Test
    void I11_anUnknownPresenceTypeIsAcceptedWithoutEffect() throws Exception {
        try (SourceRig rig =
                rig(ClockMode.REDIS, "0", 500, RING, SourceCursors.none()).start()) {
            writer.add(SourceId.PRESENCE, "{\"type\":\"wave\"}");
            rig.awaitEntries(1);
            assertThat(rig.entries().get(0).type()).isEqualTo(SignalType.NO_EFFECT);
            assertThat(rig.source.stats().noEffect(SourceId.PRESENCE)).isEqualTo(1);
            assertThat(rig.source.stats().deadLetters()).isZero();
        }
    }

    @Test
    void anIdFarAheadOfTheClockIsADeadLetterAndOneALittleAheadWaits() throws Exception {
        try (SourceRig rig =
                rig(ClockMode.REDIS, "0", 500, RING, SourceCursors.none()).start()) {
            long nowMs = Long.parseLong(redis.commands().time().get(0)) * 1_000;
            writer.addAt(SourceId.CHAT, nowMs + 3_600_000, 0, Entries.CHAT);
            rig.awaitEntries(1);
            // In one transaction, so that both are there before either is due.
            writer.addTogether(
                    new Received(0, SourceId.REACTION, nowMs + 2_500, 0, 0, 0, 0, 0, 0, ""),
                    new Received(0, SourceId.PRESENCE, nowMs, 0, 0, 0, 0, 0, 0, ""));
            rig.awaitEntries(3);
            assertThat(rig.entries().stream().map(Received::source))
                    .containsExactly(SourceId.CHAT, SourceId.PRESENCE, SourceId.REACTION);
            assertThat(rig.entries().get(0).value1()).isEqualTo(Code.FUTURE_ID);
            long reachedMs = rig.source.stats().count(Count.REDIS_TIME_MS);
            assertThat(reachedMs).isGreaterThanOrEqualTo(nowMs + 2_500);
        }
    }

    @Test
    void aNameIsDefinedBeforeItIsUsedAndNotAgain() throws Exception {
        try (SourceRig rig =
                rig(ClockMode.REDIS, "0", 500, RING, SourceCursors.none()).start()) {
            writer.add(SourceId.CHAT, Entries.CHAT);
            writer.add(SourceId.CHAT, Entries.CHAT);
            rig.awaitEntries(2);
            List<Received> signals = rig.received().stream()
                    .filter(s -> s.type() == SignalType.DEFINE || s.isEntry())
                    .toList();
            assertThat(signals.stream().map(Received::type))
                    .containsExactly(SignalType.DEFINE, SignalType.DEFINE, SignalType.CHAT, SignalType.CHAT);
            assertThat(signals.get(0).text()).isEqualTo("ses_0a1b2c3d4e5f");
            assertThat(signals.get(0).value1()).isEqualTo(NameKind.SUBJECT);
            assertThat(signals.get(0).subject()).isEqualTo(signals.get(2).subject());
            assertThat(signals.get(0).ms()).isEqualTo(signals.get(2).ms());
            assertThat(signals.get(1).text()).isEqualTo("evt_9f8e7d6c5b4a");
            assertThat(signals.get(1).value1()).isEqualTo(NameKind.SCOPE);
            assertThat(signals.get(1).subject()).isEqualTo(signals.get(2).scope());
        }
    }

    @Test
    void inAPlaybackEntriesWaitForAMarkAndOutcomesDoNot() throws Exception {
        try (SourceRig rig =
                rig(ClockMode.STREAM, "0", 500, RING, SourceCursors.none()).start()) {
            writer.addAt(SourceId.CHAT, 5_000, 0, Entries.CHAT);
            writer.addAt(SourceId.REACTION, 4_999, 0, Entries.REACTION);
            writer.addAt(SourceId.OUTCOME, 9_000, 0, Entries.OUTCOME);
            rig.awaitEntries(1);
            assertThat(rig.entries()).hasSize(1);
            assertThat(rig.entries().get(0).type()).isEqualTo(SignalType.OUTCOME);
            writer.mark(5_000);
            rig.awaitEntries(2);
            assertThat(rig.entries().get(1).type()).isEqualTo(SignalType.REACTION);
            // The outcome shows that a later read was done; the chat is still held.
            writer.addAt(SourceId.OUTCOME, 9_001, 0, Entries.OUTCOME);
            rig.awaitEntries(3);
            assertThat(rig.entries().get(2).type()).isEqualTo(SignalType.OUTCOME);
            writer.mark(6_000);
            rig.awaitEntries(4);
            assertThat(rig.entries().get(3).type()).isEqualTo(SignalType.CHAT);
            assertThat(rig.received().stream().filter(Received::isMark).map(Received::ms))
                    .containsExactly(5_000L, 6_000L);
        }
    }

    @Test
    void timeDoesNotPassABacklog() throws Exception {
        Random random = new Random(37);
        List<Received> plan = Writer.plan(random, 4_000, 1_000_000, 3_000);
        writer.write(plan, random);
        try (SourceRig rig = rig(ClockMode.REDIS, "0", 3, RING, SourceCursors.none())) {
            rig.nextDueMs = 0;
            rig.start().awaitEntries(plan.size());
            long told = 0;
            for (Received signal : rig.received()) {
                if (signal.type() == SignalType.TICK) {
                    told = signal.ms();
                } else if (signal.isEntry()) {
                    assertThat(signal.ms()).isGreaterThanOrEqualTo(told);
                }
            }
        }
    }

    @Test
    void whatIsHeldStaysBoundedWhileAStreamWaitsForTheOthers() throws Exception {
        int count = 50;
        Random random = new Random(43);
        List<Received> plan = Writer.plan(random, 3_000, 10_000, 3_000);
        writer.write(plan, random);
        try (SourceRig rig =
                rig(ClockMode.STREAM, "0", count, RING, SourceCursors.none()).start()) {
            // Outcomes show that reading went round often enough to have read everything.
            for (int i = 1; i <= 40; i++) {
                writer.addAt(SourceId.OUTCOME, i, 0, Entries.OUTCOME);
                rig.awaitEntries(i);
            }
            assertThat(rig.source.stats().count(Count.HELD)).isBetween(1L, 5L * (3 * count - 1));
            writer.mark(20_000);
            rig.awaitEntries(40 + plan.size());
            assertThat(places(rig.entries()).subList(40, 40 + plan.size())).isEqualTo(places(plan));
        }
    }

    @Test
    void aBacklogLargerThanATinyRingLosesNothing() throws Exception {
        Random random = new Random(23);
        List<Received> plan = Writer.plan(random, 6_000, 1_000_000, 3_000);
        writer.write(plan, random);
        try (SourceRig rig = rig(ClockMode.REDIS, "0", 500, 8, SourceCursors.none())) {
            rig.heldFrom = 0;
            rig.consumerPauseNs = 60_000;
            rig.start();
            Await.until("the ring is full", () -> rig.source.stats().count(Count.RING_FULL_WAITS) > 0);
            rig.heldFrom = Integer.MAX_VALUE;
            rig.awaitEntries(plan.size());
            assertThat(places(rig.entries())).isEqualTo(places(plan));
        }
    }

    @Test
    void whenRedisIsKilledAndComesBackReadingGoesOnWithoutLossOrRepetition() throws Exception {
        try (SourceRig rig =
                rig(ClockMode.REDIS, "0", 50, RING, SourceCursors.none()).start()) {
            addMany(700);
            rig.awaitEntries(700);
            redis.kill();
            Await.until("the source has noticed", () -> !rig.source.stats().connected());
            assertThat(rig.source.stats().problem()).isNotBlank();
            redis.start();
            addMany(700);
            rig.awaitEntries(1_400);
            assertThat(places(rig.entries())).isEqualTo(everythingInOrder());
            assertThat(rig.source.stats().connected()).isTrue();
            assertThat(rig.source.stats().count(Count.CONNECTS)).isGreaterThanOrEqualTo(2);
            assertThat(rig.source.stats().count(Count.STREAM_EPOCHS)).isZero();
        }
    }

    @Test
    void whenRedisIsKilledWhileABacklogIsReadNothingIsLostOrRepeated() throws Exception {
        Random random = new Random(29);
        List<Received> plan = Writer.plan(random, 5_000, 1_000_000, 3_000);
        writer.write(plan, random);
        try (SourceRig rig = rig(ClockMode.REDIS, "0", 20, 64, SourceCursors.none())) {
            rig.consumerPauseNs = 60_000;
            rig.start().awaitEntries(500);
            redis.kill();
            redis.start();
            rig.awaitEntries(plan.size());
            assertThat(places(rig.entries())).isEqualTo(places(plan));
        }
    }

    @Test
    void aConnectionThatBreaksInTheMiddleOfAnyAnswerLosesAndRepeatsNothing() throws Exception {
        Random random = new Random(31);
        List<Received> plan = Writer.plan(random, 6_000, 1_000_000, 6_000);
        writer.write(plan, random);
        try (FaultProxy proxy = new FaultProxy(redis.port())) {
            SourceConfig config = SourceRig.config(proxy.uri(), ClockMode.REDIS, "0", 50, RING);
            try (SourceRig rig = new SourceRig(config, SourceCursors.none())) {
                AtomicBoolean first = new AtomicBoolean(true);
                proxy.keepCutting(() -> first.getAndSet(false) ? 40_000 : 60_000 + random.nextInt(300_000));
                rig.start().awaitEntries(plan.size());
                assertThat(proxy.cuts()).isGreaterThan(3);
                assertThat(places(rig.entries())).isEqualTo(places(plan));
            }
        }
    }

    @Test
    void whatLookUpsFindBecomesASignalBehindTheNameOfItsEvent() throws Exception {
        try (SourceRig rig =
                rig(ClockMode.REDIS, "$", 500, RING, SourceCursors.none()).start()) {
            Await.until("reading", () -> rig.source.stats().connected());
            rig.lookUps.offer(new LookUp.Evidence(7, Entries.key("evt_a"), Entries.utf8("evt_a"), 2));
            rig.lookUps.offer(new LookUp.Evidence(8, Entries.key("evt_a"), Entries.utf8("evt_a"), 1));
            Await.until("both", () -> of(rig, SignalType.EVENT_EVIDENCE).size() == 2);
            assertThat(of(rig, SignalType.EVENT_EVIDENCE))
                    .extracting(Received::source)
                    .containsOnly(0);
            assertThat(of(rig, SignalType.DEFINE)).hasSize(1);
        }
    }

    @Test
    void inAPlaybackNamesAreDefinedByItsOwnTimeAndNotByThatOfOutcomesAndCommands() throws Exception {
        try (SourceRig rig =
                rig(ClockMode.STREAM, "0", 500, RING, SourceCursors.none()).start()) {
            writer.mark(5_000);
            writer.addAt(SourceId.OUTCOME, 9_000_000, 0, Entries.OUTCOME);
            rig.awaitEntries(1);
            rig.lookUps.offer(new LookUp.Evidence(7, Entries.key("evt_a"), Entries.utf8("evt_a"), 2));
            Await.until("one", () -> of(rig, SignalType.EVENT_EVIDENCE).size() == 1);
            writer.mark(5_000 + NameRegistry.REPEAT_MS);
            Await.until(
                    "both marks",
                    () -> rig.received().stream().filter(Received::isMark).count() == 2);
            rig.lookUps.offer(new LookUp.Evidence(7, Entries.key("evt_a"), Entries.utf8("evt_a"), 2));
            Await.until("two", () -> of(rig, SignalType.EVENT_EVIDENCE).size() == 2);
            assertThat(of(rig, SignalType.DEFINE)).hasSize(2);
        }
    }

    @Test
    void deadLettersThatRedisRefusesKeepNoOtherChoreFromBeingDone() throws Exception {
        redis.commands().set(SourceChores.DEAD_LETTER_STREAM, "not a stream");
        try (SourceRig rig =
                rig(ClockMode.REDIS, "0", 500, RING, SourceCursors.none()).start()) {
            SourceStats stats = rig.source.stats();
            writer.add(SourceId.CHAT, "{bad");
            rig.awaitEntries(1);
            Await.until("it was tried", () -> stats.count(Count.CHORE_FAILURES) >= 2);
            StreamId good = writer.add(SourceId.CHAT, Entries.CHAT);
            Await.until(
                    "the position is mirrored",
                    () -> redis.commands()
                            .xinfoGroups(SourceId.stream(SourceId.CHAT))
                            .toString()
                            .contains(good.toString()));
            assertThat(stats.count(Count.DEAD_LETTERS_WAITING)).isEqualTo(1);
            redis.commands().del(SourceChores.DEAD_LETTER_STREAM);
            Await.until("it is written", () -> stats.count(Count.DEAD_LETTERS_WRITTEN) == 1);
        }
    }

    @Test
    void aStreamThatCannotBeReadIsNamedAndReadingIsNotSaidToWork() throws Exception {
        redis.commands().set(SourceId.stream(SourceId.REACTION), "not a stream");
        try (SourceRig rig =
                rig(ClockMode.REDIS, "0", 500, RING, SourceCursors.none()).start()) {
            Await.until("it is said", () -> rig.source.stats().problem() != null);
            assertThat(rig.source.stats().problem())
                    .contains(SourceId.stream(SourceId.REACTION))
                    .contains("WRONGTYPE");
        }
    }

    @Test
    void whoMayConnectButNotReadIsNeverSaidToRead() throws Exception {
        redis.commands()
                .dispatch(
                        CommandType.ACL,
                        new StatusOutput<>(StringCodec.UTF8),
                        new CommandArgs<>(StringCodec.UTF8)
                                .add("SETUSER")
                                .add("blind")
                                .add("on")
                                .add(">word")
                                .add("~*")
                                .add("+@all")
                                .add("-xread"));
        String uri = redis.uri().replace("redis://", "redis://blind:word@");
        try (SourceRig rig =
                new SourceRig(SourceRig.config(uri, ClockMode.REDIS, "0", 500, RING), SourceCursors.none()).start()) {
            SourceStats stats = rig.source.stats();
            Await.until(
                    "it is said",
                    () -> stats.problem() != null && stats.problem().contains("NOPERM"));
            Await.until("others work", () -> stats.count(Count.MIRRORS) >= 1);
            assertThat(stats.count(Count.CONNECTS)).isZero();
        }
    }

    private static List<Received> of(SourceRig rig, int type) {
        return rig.received().stream().filter(s -> s.type() == type).toList();
    }

    @Test
    void theFirstStartJournalsWhereEveryStreamBegins() throws Exception {
        StreamId old = writer.add(SourceId.CHAT, Entries.CHAT);
        try (SourceRig rig =
                rig(ClockMode.REDIS, "$", 500, RING, SourceCursors.none()).start()) {
            Await.until("reading", () -> rig.source.stats().connected());
            StreamId next = writer.add(SourceId.CHAT, Entries.CHAT);
            rig.awaitEntries(1);
            List<Received> positions = rig.received().stream()
                    .filter(s -> s.type() == SignalType.SOURCE_POSITION)
                    .toList();
            assertThat(positions.stream().map(Received::source)).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
            assertThat(positions.get(1).ms()).isEqualTo(old.ms());
            assertThat(positions.get(1).seq()).isEqualTo(old.seq());
            assertThat(rig.entries()).hasSize(1);
            assertThat(rig.entries().get(0).place()).isEqualTo(next.ms() + "/2/" + next.seq());
        }
    }

    @Test
    void readingBeginsWhereAnOldGroupStoodAndAMissingGroupIsSaid() throws Exception {
        writer.addAt(SourceId.CHAT, 10, 0, Entries.CHAT);
        writer.addAt(SourceId.CHAT, 20, 0, Entries.CHAT);
        redis.commands()
                .xgroupCreate(StreamOffset.from(SourceId.stream(SourceId.CHAT), "10-0"), "engagement-conductor");
        try (SourceRig rig = rig(ClockMode.REDIS, "group:engagement-conductor", 5, RING, SourceCursors.none())
                .start()) {
            rig.awaitEntries(1);
            assertThat(rig.entries().get(0).ms()).isEqualTo(20);
        }
        try (SourceRig rig = rig(ClockMode.REDIS, "group:other", 5, RING, SourceCursors.none())
                .start()) {
            Await.until("the problem is said", () -> rig.source.stats().problem() != null);
            assertThat(rig.source.stats().problem()).contains("group:other").contains("redis.start-at");
            assertThat(rig.received()).isEmpty();
        }
    }

    @Test
    void thePositionIsMirroredToTheGroup() throws Exception {
        try (SourceRig rig =
                rig(ClockMode.REDIS, "0", 500, RING, SourceCursors.none()).start()) {
            StreamId first = writer.add(SourceId.CHAT, Entries.CHAT);
            Await.until("the group stands there", () -> first.toString().equals(groupPosition()));
            StreamId second = writer.add(SourceId.CHAT, Entries.CHAT);
            Await.until("the group moves", () -> second.toString().equals(groupPosition()));
            assertThat(rig.source.stats().count(Count.CHORE_FAILURES)).isZero();
        }
    }

    private String groupPosition() {
        String stream = SourceId.stream(SourceId.CHAT);
        if (redis.commands().exists(stream) == 0
                || redis.commands().xinfoGroups(stream).isEmpty()) {
            return null;
        }
        List<?> group = (List<?>) redis.commands().xinfoGroups(stream).get(0);
        assertThat(group.get(1)).isEqualTo(SourceConfig.DEFAULT_GROUP);
        return (String) group.get(group.indexOf("last-delivered-id") + 1);
    }

    @Test
    void silenceIsToldWhenSomethingIsDueAndOnceASecond() throws Exception {
        try (SourceRig rig =
                rig(ClockMode.REDIS, "$", 500, RING, SourceCursors.none()).start()) {
            Await.until("a first heartbeat", () -> !ticks(rig).isEmpty());
            long dueMs = ticks(rig).get(0) + 250;
            rig.nextDueMs = dueMs;
            Await.until("the due time is told", () -> ticks(rig).stream().anyMatch(ms -> ms >= dueMs));
            rig.nextDueMs = Long.MAX_VALUE;
            rig.awaitDrained();
            List<Long> told = ticks(rig);
            assertThat(told).isSorted();
            assertThat(new HashSet<>(told)).hasSameSizeAs(told);
            int before = told.size();
            Await.until("two heartbeats", () -> ticks(rig).size() >= before + 3);
            List<Long> later = ticks(rig);
            // The newest two were told without anything due, so a second lies between them.
            assertThat(later.get(later.size() - 1) - later.get(later.size() - 2))
                    .isGreaterThanOrEqualTo(TimeSignals.HEARTBEAT_MS);
        }
    }

    private static List<Long> ticks(SourceRig rig) {
        return rig.received().stream()
                .filter(s -> s.type() == SignalType.TICK && s.source() == SourceId.INTERNAL)
                .map(Received::ms)
                .toList();
    }

    @Test
    void noTimeSignalIsBehindAnEntryThatComesAfterIt() throws Exception {
        try (SourceRig rig =
                rig(ClockMode.REDIS, "$", 50, RING, SourceCursors.none()).start()) {
            Await.until("reading", () -> rig.source.stats().connected());
            rig.nextDueMs = 0;
            addMany(500);
            rig.awaitEntries(500);
            long told = 0;
            int late = 0;
            for (Received signal : rig.received()) {
                if (signal.type() == SignalType.TICK) {
                    told = Math.max(told, signal.ms());
                } else if (signal.isEntry() && signal.ms() < told) {
                    late++;
                }
            }
            assertThat(ticks(rig)).isNotEmpty();
            // The guard of 25 ms holds unless this machine stalls for longer; a broken rule would make most of them
            // late.
            assertThat(late).isLessThan(50);
        }
    }

    @Test
    void resultsOfEgressBecomeSignals() throws Exception {
        try (SourceRig rig =
                rig(ClockMode.REDIS, "$", 500, RING, SourceCursors.none()).start()) {
            rig.inbox.offer(77, Code.SENT);
            Await.until(
                    "the result is there",
                    () -> rig.received().stream().anyMatch(s -> s.type() == SignalType.EGRESS_RESULT));
            Received result = rig.received().stream()
                    .filter(s -> s.type() == SignalType.EGRESS_RESULT)
                    .findFirst()
                    .orElseThrow();
            assertThat(result.value1()).isEqualTo(77);
            assertThat(result.value2()).isEqualTo(Code.SENT);
            assertThat(result.source()).isEqualTo(SourceId.INTERNAL);
        }
    }

    @Test
    void itEndsSoonWhenAskedWhateverItIsWaitingFor() throws Exception {
        assertThat(quickestStop(stats -> stats.connected())).isLessThan(SOON_MS);
        redis.kill();
        assertThat(quickestStop(stats -> stats.problem() != null)).isLessThan(SOON_MS);
        redis.start();
    }

    /** How long a source took to end in this state; a machine that stalls makes one of them late, a wait for something all. */
    private long quickestStop(Predicate<SourceStats> reached) throws InterruptedException {
        long quickestMs = Long.MAX_VALUE;
        for (int time = 0; time < 5 && quickestMs >= SOON_MS; time++) {
            try (SourceRig rig =
                    rig(ClockMode.REDIS, "$", 500, RING, SourceCursors.none()).start()) {
                Await.until("it is so far", () -> reached.test(rig.source.stats()));
                quickestMs = Math.min(quickestMs, rig.stop());
            }
        }
        return quickestMs;
    }

    private void addMany(int count) {
        for (int i = 0; i < count; i++) {
            int source = 1 + i % 6;
            writer.add(source, Writer.message(source));
        }
    }

    private SourceRig rig(ClockMode clock, String startAt, int count, int ringSize, SourceCursors start) {
        return new SourceRig(SourceRig.config(redis.uri(), clock, startAt, count, ringSize), start);
    }

    private static List<String> places(List<Received> signals) {
        return signals.stream().map(Received::place).toList();
    }
}
