package conductor.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import conductor.engine.ring.ClockMode;
import conductor.gateway.OnEveryRedis;
import conductor.gateway.RedisUnderTest;
import conductor.gateway.redis.SourceStats.Count;
import conductor.testkit.FaultProxy;
import io.lettuce.core.XTrimArgs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** A server that loses what it had: nothing that it still has is lost or applied twice, and what it gives anew is applied. */
@Tag("one-jdk")
@OnEveryRedis
class ForgetfulRedisTest {
    private static final int RING = 1 << 12;
    private static final long MINUTE_MS = 60_000;
    private static final String CHATS = SourceId.stream(SourceId.CHAT);

    @Parameter
    RedisUnderTest kind;

    @TempDir
    Path folder;

    private RedisNode redis;
    private Writer writer;
    private FaultProxy proxy;

    @BeforeEach
    void startRedis() throws Exception {
        redis = new RedisNode(kind, Files.createDirectory(folder.resolve("one")));
        writer = new Writer(redis);
        proxy = new FaultProxy(redis.port());
    }

    @AfterEach
    void stopRedis() throws Exception {
        proxy.close();
        redis.close();
    }

    @Test
    void afterAFailoverThatForgotWhatIsNewIsAppliedOnceAlsoUnderIdsThatWereUsedBefore() throws Exception {
        try (RedisNode replica = replica();
                SourceRig rig = rig(SourceCursors.none(), new SeenStreams()).start()) {
            forget(replica, rig);
            switchTo(replica);
            rig.awaitEntries(220);
            assertFailover(rig);
        }
    }

    /** 120 entries both have, 40 that the replica lacks and we have read, then 30 new ones under the same ids and 30 later ones. */
    private void forget(RedisNode replica, SourceRig rig) throws Exception {
        long nowMs = Long.parseLong(redis.commands().time().get(0)) * 1_000;
        for (int i = 0; i < 120; i++) {
            writer.addAt(SourceId.CHAT, nowMs - 5_000 + i, 0, chat("both" + i));
        }
        Await.until("the replica has them", () -> replica.commands().xlen(CHATS) == 120);
        replica.commands().replicaofNoOne();
        for (int i = 0; i < 40; i++) {
            writer.addAt(SourceId.CHAT, nowMs - 4_000 + i, 0, chat("forgotten" + i));
        }
        rig.awaitEntries(160);
        proxy.refuse(true);
        proxy.cut();
        Writer after = new Writer(replica);
        for (int i = 0; i < 30; i++) {
            after.addAt(SourceId.CHAT, nowMs - 4_000 + i, 0, chat("new" + i));
        }
        for (int i = 0; i < 30; i++) {
            after.addAt(SourceId.CHAT, nowMs - 3_000 + i, 0, chat("later" + i));
        }
    }

    private void switchTo(RedisNode replica) {
        switchTo(replica.port());
    }

    private void switchTo(int port) {
        proxy.retarget(port);
        proxy.refuse(false);
    }

    private static void assertFailover(SourceRig rig) {
        assertThat(rig.source.stats().count(Count.STREAM_EPOCHS)).isEqualTo(1);
        assertThat(rig.source.stats().count(Count.REREAD_DROPPED)).isEqualTo(120);
        assertThat(rig.received().stream()
                        .filter(s -> s.type() == SignalType.SOURCE_POSITION && s.value1() == 1)
                        .map(Received::source))
                .isNotEmpty()
                .containsOnly(SourceId.CHAT);
        List<Received> all = rig.entries();
        List<Long> sessions = all.stream().map(Received::subject).toList();
        assertThat(sessions).doesNotHaveDuplicates();
        List<Long> wanted = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            wanted.add(Entries.key("new" + i));
        }
        for (int i = 0; i < 30; i++) {
            wanted.add(Entries.key("later" + i));
        }
        assertThat(sessions.subList(sessions.size() - 60, sessions.size())).isEqualTo(wanted);
    }

    @Test
    void aFailoverWhileTheNodeWasDownIsNoticedByWhatTheJournalKnows() throws Exception {
        try (RedisNode replica = replica()) {
            SourceCursors cursors;
            SeenStreams seen;
            try (SourceRig rig = rig(SourceCursors.none(), new SeenStreams()).start()) {
                forget(replica, rig);
                rig.stop();
                rig.awaitDrained();
                cursors = rig.cursors();
                seen = rig.journalled;
            }
            switchTo(replica);
            try (SourceRig second = rig(cursors, seen).start()) {
                second.awaitEntries(60);
                assertFailover(second);
            }
        }
    }

    @Test
    void aServerThatIsEmptiedIsReadOnFromItsNewBeginning() throws Exception {
        try (SourceRig rig = rig(SourceCursors.none(), new SeenStreams()).start()) {
            addMany(300);
            rig.awaitEntries(300);
            redis.commands().flushall();
            Await.until("every stream has a new epoch", () -> rig.source.stats().count(Count.STREAM_EPOCHS) == 6);
            // Below what was read: only a new epoch can read it.
            writer.addAt(SourceId.CHAT, 1_000, 0, chat("low"));
            writer.addAt(SourceId.CHAT, 1_000, 1, chat("lower"));
            addMany(300);
            rig.awaitEntries(602);
            assertThat(rig.entries()).hasSize(602);
            assertThat(places(rig)).doesNotHaveDuplicates();
            assertThat(rig.source.stats().count(Count.REREAD_DROPPED)).isZero();
            Await.until("the group is back", () -> groups() == 1);
        }
    }

    @Test
    void aStreamThatIsMadeAnewWhileAReadWaitsIsReadFromItsBeginning() throws Exception {
        try (SourceRig rig = rig(SourceCursors.none(), new SeenStreams()).start()) {
            addMany(60);
            rig.awaitEntries(60);
            redis.commands().del(CHATS);
            writer.addAt(SourceId.CHAT, 2_000, 0, chat("first"));
            writer.addAt(SourceId.CHAT, 2_000, 1, chat("second"));
            rig.awaitEntries(62);
            writer.addAt(SourceId.CHAT, 2_000, 2, chat("third"));
            rig.awaitEntries(63);
            assertThat(rig.source.stats().count(Count.STREAM_EPOCHS)).isEqualTo(1);
            assertThat(rig.entries().subList(60, 63).stream().map(Received::subject))
                    .containsExactly(Entries.key("first"), Entries.key("second"), Entries.key("third"));
            assertThat(rig.source.stats().connected()).isTrue();
        }
    }

    @Test
    void entriesTrimmedBeforeTheyWereReadAreCountedAndReadingGoesOn() throws Exception {
        // Only from 7.0 on does a stream count what was added; before, the loss cannot be seen, and reading goes on all
        // the same.
        int lost = kind == RedisUnderTest.NAMED ? 37 : 0;
        try (SourceRig rig = rig(SourceCursors.none(), new SeenStreams()).start()) {
            SourceStats stats = rig.source.stats();
            addMany(60);
            rig.awaitEntries(60);
            long looks = stats.count(Count.MIRRORS);
            Await.until("the end was seen", () -> stats.count(Count.MIRRORS) >= looks + 2);
            proxy.refuse(true);
            proxy.cut();
            Await.until("it is off", () -> !stats.connected());
            for (int i = 0; i < 50; i++) {
                writer.add(SourceId.CHAT, Entries.CHAT);
            }
            redis.commands().xtrim(CHATS, XTrimArgs.Builder.maxlen(13).exactTrimming());
            proxy.refuse(false);
            rig.awaitEntries(73);
            Await.until("the loss is counted", () -> stats.count(Count.ENTRIES_LOST) >= lost);
            assertThat(stats.count(Count.ENTRIES_LOST)).isEqualTo(lost);
            // Trimming what was read loses nothing.
            redis.commands().xtrim(CHATS, XTrimArgs.Builder.maxlen(0).exactTrimming());
            writer.add(SourceId.CHAT, Entries.CHAT);
            rig.awaitEntries(74);
            long later = stats.count(Count.MIRRORS);
            Await.until("it was looked at", () -> stats.count(Count.MIRRORS) >= later + 2);
            assertThat(stats.count(Count.ENTRIES_LOST)).isEqualTo(lost);
            assertThat(stats.count(Count.STREAM_EPOCHS)).isZero();
        }
    }

    @Test
    void aGroupThatIsDeletedComesBackWhereWeStandAndNothingIsReadAgain() throws Exception {
        try (SourceRig rig = rig(SourceCursors.none(), new SeenStreams()).start()) {
            StreamId last = writer.add(SourceId.CHAT, Entries.CHAT);
            rig.awaitEntries(1);
            Await.until("the group is there", () -> groups() == 1);
            redis.commands().xgroupDestroy(CHATS, SourceConfig.DEFAULT_GROUP);
            Await.until("the group is back", () -> groups() == 1);
            Await.until(
                    "it stands where we do",
                    () -> redis.commands().xinfoGroups(CHATS).toString().contains(last.toString()));
            assertThat(rig.entries()).hasSize(1);
        }
    }

    @Test
    void aServerThatWasRestartedWithItsDataHasForgottenNothing() throws Exception {
        try (SourceRig rig = rig(SourceCursors.none(), new SeenStreams()).start()) {
            addMany(60);
            rig.awaitEntries(60);
            redis.kill();
            redis.start();
            addMany(60);
            rig.awaitEntries(120);
            assertThat(places(rig)).doesNotHaveDuplicates();
            assertThat(rig.source.stats().count(Count.STREAM_EPOCHS)).isZero();
        }
    }

    @Test
    void whatRedisStillHasIsReadAlsoWhenItLostOurLastEntryAndTheNodeWasDownForLong() throws Exception {
        long nowMs = Long.parseLong(redis.commands().time().get(0)) * 1_000;
        SourceCursors cursors;
        SeenStreams seen;
        try (SourceRig rig = rig(SourceCursors.none(), new SeenStreams()).start()) {
            for (int i = 0; i < 50; i++) {
                writer.addAt(SourceId.CHAT, nowMs - 40 * MINUTE_MS + i, 0, chat("before" + i));
            }
            rig.awaitEntries(50);
            rig.stop();
            rig.awaitDrained();
            cursors = rig.cursors();
            seen = rig.journalled;
        }
        redis.commands().xdel(CHATS, nowMs - 40 * MINUTE_MS + 49 + "-0");
        for (int i = 0; i < 35; i++) {
            writer.addAt(SourceId.CHAT, nowMs - (39 - i) * MINUTE_MS, 0, chat("after" + i));
        }
        try (SourceRig second = rig(cursors, seen).start()) {
            second.awaitEntries(35);
            assertThat(second.entries().stream().map(Received::subject)).containsExactlyElementsOf(keys("after", 35));
            assertThat(second.source.stats().count(Count.REREAD_DROPPED)).isEqualTo(49);
        }
    }

    @Test
    void aNodeThatEndedWhileItReadAgainGoesOnWithoutApplyingAnythingTwice() throws Exception {
        StreamId first = writer.add(SourceId.CHAT, chat("first"));
        SourceCursors cursors;
        SeenStreams seen;
        try (SourceRig rig = new SourceRig(
                        SourceRig.config(proxy.uri(), ClockMode.REDIS, "$", 50, RING), SourceCursors.none())
                .start()) {
            Await.until("it reads", () -> rig.cursors().known(SourceId.CHAT));
            for (int i = 0; i < 40; i++) {
                writer.add(SourceId.CHAT, chat("seen" + i));
            }
            rig.awaitEntries(40);
            rig.stop();
            rig.awaitDrained();
            seen = rig.journalled;
            cursors = rig.cursors();
        }
        // A new epoch was journalled, from the first entry on, and the node was killed before it read any of it.
        Signal position = new Signal();
        position.type = SignalType.SOURCE_POSITION;
        position.source = SourceId.CHAT;
        position.sourceTimeMs = first.ms();
        position.sourceSeq = first.seq();
        position.value1 = 1;
        seen.note(position);
        for (int i = 0; i < 5; i++) {
            writer.add(SourceId.CHAT, chat("new" + i));
        }
        try (SourceRig second =
                rig(cursors.with(SourceId.CHAT, first.ms(), first.seq()), seen).start()) {
            second.awaitEntries(5);
            assertThat(second.entries().stream().map(Received::subject)).containsExactlyElementsOf(keys("new", 5));
            assertThat(second.source.stats().count(Count.STREAM_EPOCHS)).isZero();
        }
    }

    @Test
    void aStreamThatWasEmptyAndHasItsOldEntriesAgainIsNotAppliedFromItsBeginning() throws Exception {
        long nowMs = Long.parseLong(redis.commands().time().get(0)) * 1_000;
        for (int i = 0; i < 60; i++) {
            writer.addAt(SourceId.CHAT, nowMs - 60 * MINUTE_MS + i, 0, chat("never" + i));
        }
        try (RedisNode other = new RedisNode(kind, Files.createDirectory(folder.resolve("empty")));
                SourceRig rig = new SourceRig(
                                SourceRig.config(proxy.uri(), ClockMode.REDIS, "$", 50, RING), SourceCursors.none())
                        .start()) {
            Await.until("it reads", () -> rig.cursors().known(SourceId.CHAT));
            for (int i = 0; i < 20; i++) {
                writer.add(SourceId.CHAT, chat("seen" + i));
            }
            rig.awaitEntries(20);
            moveTo(other.port());
            Await.until("the empty stream is noticed", () -> rig.source.stats().count(Count.STREAM_EPOCHS) == 1);
            for (int i = 0; i < 7; i++) {
                writer.add(SourceId.CHAT, chat("meanwhile" + i));
            }
            moveTo(redis.port());
            rig.awaitEntries(27);
            writer.add(SourceId.CHAT, chat("last"));
            rig.awaitEntries(28);
            List<Long> wanted = keys("seen", 20);
            wanted.addAll(keys("meanwhile", 7));
            wanted.add(Entries.key("last"));
            assertThat(rig.entries().stream().map(Received::subject)).containsExactlyElementsOf(wanted);
        }
    }

    private void moveTo(int port) {
        proxy.refuse(true);
        proxy.cut();
        switchTo(port);
    }

    private static List<Long> keys(String session, int count) {
        List<Long> keys = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            keys.add(Entries.key(session + i));
        }
        return keys;
    }

    private RedisNode replica() throws Exception {
        RedisNode replica = new RedisNode(kind, Files.createDirectory(folder.resolve("two")));
        replica.commands().replicaof("127.0.0.1", redis.port());
        return replica;
    }

    private long groups() {
        return redis.commands().exists(CHATS) == 0
                ? 0
                : redis.commands().xinfoGroups(CHATS).size();
    }

    private SourceRig rig(SourceCursors start, SeenStreams seen) {
        return new SourceRig(SourceRig.config(proxy.uri(), ClockMode.REDIS, "0", 50, RING), start, seen);
    }

    private void addMany(int count) {
        for (int i = 0; i < count; i++) {
            int source = 1 + i % 6;
            writer.add(source, Writer.message(source));
        }
    }

    private static List<String> places(SourceRig rig) {
        return rig.entries().stream().map(Received::place).toList();
    }

    private static String chat(String session) {
        return "{\"sessionId\":\"" + session + "\"}";
    }
}
