package conductor.gateway.redis;

import static conductor.gateway.redis.Entries.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.Code;
import conductor.engine.core.NameKind;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import conductor.engine.ring.ClockMode;
import conductor.gateway.OnEveryRedis;
import conductor.gateway.RedisUnderTest;
import conductor.gateway.batch.SignalBatchWriter;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** docs/wire.md: {@code conductor.signals.v1} from a real server. */
@Tag("one-jdk")
@OnEveryRedis
class SignalsStreamTest {
    private static final int RING = 1 << 10;
    private static final byte[] STREAM = utf8(SourceId.stream(SourceId.SIGNALS));
    private static final byte[] DATA = utf8("data");

    @Parameter
    RedisUnderTest kind;

    @TempDir
    Path folder;

    private RedisNode redis;
    private RedisClient client;
    private RedisCommands<byte[], byte[]> gateway;
    private final SignalBatchWriter batches = new SignalBatchWriter(0x1234, 0, 100);

    @BeforeEach
    void startRedis() throws Exception {
        redis = new RedisNode(kind, folder);
        client = RedisClient.create(redis.uri());
        gateway = client.connect(ByteArrayCodec.INSTANCE).sync();
    }

    @AfterEach
    void stopRedis() throws Exception {
        client.shutdown();
        redis.close();
    }

    @Test
    void aBatchStandsBetweenOutcomesAndCommandsOfItsMillisecondAndItsSignalsInTheirOrder() throws Exception {
        Writer writer = new Writer(redis);
        writer.addAt(SourceId.COMMAND, 1_000, 0, "{}");
        Batches.addAll(batches, 3);
        writeAt(1_000, batches.take());
        writer.addAt(SourceId.OUTCOME, 1_000, 0, Entries.OUTCOME);
        writer.addAt(SourceId.CHAT, 1_001, 0, Entries.CHAT);
        try (SourceRig rig = rig(SourceCursors.none()).start()) {
            rig.awaitEntries(21);
            List<Received> entries = rig.entries();
            assertThat(entries.get(0).source()).isEqualTo(SourceId.OUTCOME);
            assertThat(entries.get(19).source()).isEqualTo(SourceId.COMMAND);
            assertThat(entries.get(20).source()).isEqualTo(SourceId.CHAT);
            for (int i = 0; i < 18; i++) {
                assertThat(entries.get(1 + i).place()).isEqualTo("1000/7/0");
                assertThat(entries.get(1 + i).value2()).isEqualTo(0x1234);
            }
            assertThat(entries.get(1).actor()).isEqualTo(Entries.key("usr_0"));
            assertThat(entries.get(18).type()).isEqualTo(SignalType.POLL_CLOSED);
            assertThat(rig.source.stats().entries(SourceId.SIGNALS)).isEqualTo(1);
            assertThat(rig.source.stats().entries(SourceId.SIGNALS, SignalType.CHAT))
                    .isEqualTo(3);
        }
    }

    @Test
    void theTextsOfSessionsAndEventsAreDefinedOnceBeforeTheirFirstSignal() throws Exception {
        Batches.addAll(batches, 4);
        writeAt(1_000, batches.take());
        Batches.addAll(batches, 4);
        writeAt(1_001, batches.take());
        try (SourceRig rig = rig(SourceCursors.none()).start()) {
            rig.awaitEntries(48);
            List<Received> all = rig.received();
            List<Received> defines =
                    all.stream().filter(s -> s.type() == SignalType.DEFINE).toList();
            assertThat(defines).extracting(Received::text).containsExactly(Batches.SESSION, Batches.EVENT);
            assertThat(defines).extracting(Received::value1).containsExactly((long) NameKind.SUBJECT, (long)
                    NameKind.SCOPE);
            assertThat(all.indexOf(defines.get(1)))
                    .isLessThan(all.indexOf(rig.entries().get(0)));
        }
    }

    @Test
    void whatCannotBeUsedIsADeadLetterOfTheEntryOrOfOneSignal() throws Exception {
        Batches.add(batches, SignalType.REACTION, Batches.SESSION, utf8("usr_1"), null, null);
        Batches.add(batches, SignalType.REACTION, null, utf8("usr_2"), null, null);
        Batches.add(batches, SignalType.REACTION, Batches.SESSION, utf8("usr_3"), null, null);
        writeAt(1_000, batches.take());
        writeAt(1_001, utf8("{\"sessionId\":\"ses_1\"}"));
        gateway.xadd(STREAM, new XAddArgs().id("1002-0"), Map.of(utf8("other"), utf8("x")));
        try (SourceRig rig = rig(SourceCursors.none()).start()) {
            rig.awaitEntries(5);
            assertThat(rig.entries())
                    .extracting(Received::type)
                    .containsExactly(
                            SignalType.REACTION,
                            SignalType.DEAD_LETTER,
                            SignalType.REACTION,
                            SignalType.DEAD_LETTER,
                            SignalType.DEAD_LETTER);
            Await.until("three letters are written", () -> letters().size() == 3);
            assertThat(rig.source.stats().deadLetters(Code.BAD_RECORD)).isEqualTo(1);
        }
        assertThat(letters().get(0))
                .contains("\"stream\":\"conductor.signals.v1\",\"entry_id\":\"1000-0\",\"reason\":\"BAD_FIELD\"")
                .contains("\"field\":\"signals[1].session\"")
                .doesNotContain("usr_2");
        assertThat(letters().get(1)).contains("\"entry_id\":\"1001-0\",\"reason\":\"BAD_RECORD\"");
        assertThat(letters().get(2)).contains("\"reason\":\"MISSING_FIELD\",\"field\":\"data\"");
    }

    @Test
    void readingGoesOnBehindTheEntryThatWasWholeAndWithTheOneThatWasNot() throws Exception {
        for (int i = 0; i < 5; i++) {
            writeAt(1_000 + i, Batches.reactions(batches, 10 * i, 4));
        }
        try (SourceRig rig =
                rig(SourceCursors.none().with(SourceId.SIGNALS, 1_002, 0)).start()) {
            rig.awaitEntries(8);
            rig.awaitDrained();
            assertThat(rig.entries()).extracting(Received::ms).containsOnly(1_003L, 1_004L);
        }
        SourceCursors inPart = SourceCursors.none().withOpen(SourceId.SIGNALS, 1_002, 0);
        try (SourceRig rig = rig(inPart).start()) {
            rig.awaitEntries(12);
            rig.awaitDrained();
            assertThat(rig.entries()).extracting(Received::ms).containsOnly(1_002L, 1_003L, 1_004L);
            assertThat(rig.source.stats().count(SourceStats.Count.STREAM_EPOCHS))
                    .isZero();
        }
    }

    @Test
    void hundredsOfEntriesArriveOnceAndInOrderThroughATinyRing() throws Exception {
        int entries = 400;
        for (int i = 0; i < entries; i++) {
            writeAt(1_000 + i, Batches.reactions(batches, i, 40));
        }
        try (SourceRig rig = new SourceRig(
                        SourceRig.config(redis.uri(), ClockMode.REDIS, "0", 7, 8), SourceCursors.none())
                .start()) {
            rig.awaitEntries(40 * entries);
            List<Received> received = rig.entries();
            assertThat(received).hasSize(40 * entries);
            for (int i = 0; i < received.size(); i++) {
                assertThat(received.get(i).ms()).isEqualTo(1_000 + i / 40);
            }
        }
    }

    private void writeAt(long ms, byte[] entry) {
        gateway.xadd(STREAM, new XAddArgs().id(ms + "-0"), Map.of(DATA, entry));
    }

    private List<String> letters() {
        List<String> letters = new ArrayList<>();
        for (StreamMessage<String, String> letter :
                redis.commands().xrange(SourceChores.DEAD_LETTER_STREAM, Range.unbounded())) {
            letters.add(letter.getBody().get("data"));
        }
        return letters;
    }

    private SourceRig rig(SourceCursors start) {
        return new SourceRig(SourceRig.config(redis.uri(), ClockMode.REDIS, "0", 500, RING), start);
    }
}
