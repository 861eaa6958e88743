package conductor.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.SourceId;
import conductor.engine.ring.ClockMode;
import conductor.gateway.OnEveryRedis;
import conductor.gateway.RedisUnderTest;
import conductor.gateway.redis.SourceStats.Count;
import io.lettuce.core.Range;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** Letters that a node owed when it died are written by the next one, and none is written twice. */
@Tag("one-jdk")
@OnEveryRedis
class OwedLettersTest {
    private static final String LETTERS = SourceChores.DEAD_LETTER_STREAM;
    private static final String NO_SESSION = "{\"message\":{\"text\":\"my secret\"}}";

    @Parameter
    RedisUnderTest kind;

    @TempDir
    Path folder;

    /** What each node knows of the streams, with what those before it knew. */
    private final Map<SourceRig, SeenStreams> seen = new HashMap<>();

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
    void aStartWritesWhatTheNodeBeforeCouldNotAndAnotherStartNothingMore() throws Exception {
        SourceRig first = journalled(SourceCursors.none(), new SeenStreams(), "{bad");
        assertThat(letters()).hasSize(1);
        StreamId bad = writer.add(SourceId.CHAT, "{bad");
        StreamId noSession = writer.add(SourceId.CHAT, NO_SESSION);
        StreamId gone = writer.add(SourceId.REACTION, "[]");
        writer.add(SourceId.CHAT, Entries.CHAT);
        SourceRig died = diedOwing(first, 4);
        redis.commands().xdel(SourceId.stream(SourceId.REACTION), gone.toString());

        try (SourceRig next = next(died).start()) {
            SourceStats stats = next.source.stats();
            Await.until("they are written", () -> stats.count(Count.DEAD_LETTERS_RECOVERED) == 3);
            assertThat(stats.count(Count.DEAD_LETTERS_GONE)).isEqualTo(1);
            StreamId later = writer.add(SourceId.CHAT, "{bad");
            Await.until("a later one is written", () -> stats.count(Count.DEAD_LETTERS_WRITTEN) == 4);

            assertThat(letters()).hasSize(5);
            assertThat(letters().get(1))
                    .contains("\"entry_id\":\"" + bad + "\",\"reason\":\"BAD_JSON\",\"raw\":\"{3\"");
            assertThat(letters().get(2))
                    .contains("\"entry_id\":\"" + noSession + "\",\"reason\":\"MISSING_FIELD\",\"field\":\"sessionId\"")
                    .doesNotContain("secret");
            assertThat(letters().get(3))
                    .contains("\"entry_id\":\"" + gone + "\",\"reason\":\"NOT_AN_OBJECT\",\"raw\":null,\"gone\":true");
            assertThat(letters().get(4)).contains("\"entry_id\":\"" + later + "\"");
            died = next;
        }
        startedWritesNothing(died, 5);
    }

    @Test
    void whatWasDroppedOrPutBackDoesNotComeAgain() throws Exception {
        SourceRig first = journalled(SourceCursors.none(), new SeenStreams(), "{bad", NO_SESSION);
        String id = redis.commands().xrange(LETTERS, Range.unbounded()).get(1).getId();
        try (DeadLetterStore store = DeadLetterStore.open(redis.uri())) {
            store.oldestFirst(letter -> {
                if (!letter.id().equals(id)) {
                    store.remove(letter.id());
                }
            });
            String entry = redis.commands()
                    .xrange(SourceId.stream(SourceId.CHAT), Range.unbounded())
                    .get(1)
                    .getId();
            assertThat(store.putBack(id, SourceId.stream(SourceId.CHAT), entry)).isPresent();
        }
        try (SourceRig next = next(first).start()) {
            next.awaitEntries(1);
            Await.until("the one put back is written", () -> letters().size() == 1);
            redis.commands().del(LETTERS);
            first = next;
        }
        startedWritesNothing(first, 0);
    }

    @Test
    void anEntryThatIsReadAgainBecauseTheJournalLostItHasItsLetterAlready() throws Exception {
        SourceRig before = journalled(SourceCursors.none(), new SeenStreams(), "{bad");
        journalled(before.cursors(), new SeenStreams(), "[]", NO_SESSION);
        assertThat(letters()).hasSize(3);

        try (SourceRig again = next(before).start()) {
            again.awaitEntries(2);
            writer.add(SourceId.CHAT, "{later");
            SourceStats stats = again.source.stats();
            Await.until("the later one is written", () -> stats.count(Count.DEAD_LETTERS_WRITTEN) == 1);
            assertThat(letters()).hasSize(4);
        }
    }

    @Test
    void twoWhoWriteTheSameLettersAtOnceWriteEachOnce() throws Exception {
        int entries = 600;
        try (SourceRig one = rig(SourceCursors.none(), new SeenStreams()).start();
                SourceRig other = rig(SourceCursors.none(), new SeenStreams()).start()) {
            for (int i = 0; i < entries; i++) {
                writer.add(i % 2 == 0 ? SourceId.CHAT : SourceId.REACTION, "[" + i);
            }
            for (SourceRig each : List.of(one, other)) {
                each.awaitEntries(entries);
                Await.until("none waits", () -> each.source.stats().count(Count.DEAD_LETTERS_WAITING) == 0);
            }
            Await.until("all are written", () -> letters().size() >= entries);
            one.stop();
            other.stop();
            assertThat(letters().stream().map(OwedLettersTest::entry))
                    .hasSize(entries)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void anEmptiedRedisGetsNoLettersOfWhatIsGoneWithIt() throws Exception {
        SourceRig first = journalled(SourceCursors.none(), new SeenStreams(), "{bad", "[]");
        redis.commands().flushall();

        try (SourceRig next = next(first).start()) {
            writer.add(SourceId.CHAT, "{new");
            Await.until("one is written", () -> !letters().isEmpty());
            assertThat(letters()).hasSize(1);
            assertThat(letters().get(0)).contains("\"raw\":\"{3\"");
        }
    }

    @Test
    void lettersOfAReleaseThatDidNotSayHowFarTheyGoCountAsAllThatWasOwed() throws Exception {
        SourceRig first = journalled(SourceCursors.none(), new SeenStreams(), "{bad", "[]");
        redis.commands().del(LettersWritten.KEY);

        startedWritesNothing(first, 2);
        assertThat(redis.commands().hgetall(LettersWritten.KEY))
                .containsOnlyKeys(SourceId.stream(SourceId.CHAT), SourceId.stream(SourceId.POLL_VOTE));
    }

    @Test
    void whatIsOwedOfAStreamThatWasMadeAnewIsWrittenThoughItsIdsAreLower() throws Exception {
        writer.addAt(SourceId.CHAT, 2_000_000, 0, "{bad");
        SourceRig first = journalled(SourceCursors.none(), new SeenStreams(), new String[0]);
        Await.until("the first letter is written", () -> letters().size() == 1);
        redis.commands().del(SourceId.stream(SourceId.CHAT));
        writer.addAt(SourceId.CHAT, 1_000_000, 0, "[]");
        SourceRig died = diedOwing(first, 1);

        try (SourceRig next = next(died).start()) {
            Await.until("it is written", () -> letters().size() == 2);
            assertThat(letters().get(1)).contains("\"entry_id\":\"1000000-0\",\"reason\":\"NOT_AN_OBJECT\",\"raw\":\"");
        }
    }

    /** A node that reads these entries, writes their letters and stops. */
    private SourceRig journalled(SourceCursors cursors, SeenStreams of, String... chats) throws Exception {
        SourceRig rig = rig(cursors, of);
        try (rig) {
            rig.start();
            for (String chat : chats) {
                writer.add(SourceId.CHAT, chat);
            }
            rig.awaitEntries(Math.max(1, chats.length));
            Await.until(
                    "letters are written",
                    () -> rig.source.stats().count(Count.DEAD_LETTERS_WRITTEN)
                            == rig.source.stats().deadLetters());
        }
        return rig;
    }

    /** A node that goes on behind another one, reads the entries and gets rid of no letter. */
    private SourceRig diedOwing(SourceRig before, int entries) throws Exception {
        boolean there = redis.commands().exists(LETTERS) == 1;
        if (there) {
            redis.commands().rename(LETTERS, "aside");
        }
        redis.commands().set(LETTERS, "not a stream");
        SourceRig rig = next(before);
        try (rig) {
            rig.start().awaitEntries(entries);
            Await.until("it was tried", () -> rig.source.stats().count(Count.CHORE_FAILURES) > 0);
        }
        redis.commands().del(LETTERS);
        if (there) {
            redis.commands().rename("aside", LETTERS);
        }
        return rig;
    }

    private void startedWritesNothing(SourceRig before, int letters) throws Exception {
        try (SourceRig next = next(before).start()) {
            writer.add(SourceId.POLL_VOTE, "[]");
            Await.until(
                    "only the letter of the new entry is written",
                    () -> letters().size() > letters);
            assertThat(letters()).hasSize(letters + 1);
            assertThat(letters().get(letters)).contains(SourceId.stream(SourceId.POLL_VOTE));
            assertThat(next.source.stats().count(Count.DEAD_LETTERS_RECOVERED)).isZero();
        }
    }

    /** A node with the journal that another one has left. */
    private SourceRig next(SourceRig before) {
        return rig(before.cursors(), seen.get(before));
    }

    private SourceRig rig(SourceCursors cursors, SeenStreams of) {
        SourceRig rig = new SourceRig(SourceRig.config(redis.uri(), ClockMode.REDIS, "0", 500, 1 << 12), cursors, of);
        seen.put(rig, of);
        return rig;
    }

    private List<String> letters() {
        List<String> letters = new ArrayList<>();
        redis.commands()
                .xrange(LETTERS, Range.unbounded())
                .forEach(entry -> letters.add(entry.getBody().get("data")));
        return letters;
    }

    private static String entry(String letter) {
        return letter.replaceAll(".*\"stream\":\"([^\"]*)\",\"entry_id\":\"([^\"]*)\".*", "$1 $2");
    }
}
