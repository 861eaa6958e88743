package conductor.gateway.redis;

import static conductor.gateway.redis.Entries.key;
import static conductor.gateway.redis.Entries.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import conductor.engine.core.Code;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalFlags;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import conductor.gateway.batch.BatchLimits;
import conductor.gateway.batch.SignalBatchWriter;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** docs/wire.md: entries of {@code conductor.signals.v1}, good and bad. */
class BatchParserTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int HEADER = 8;
    private static final int PRODUCER = HEADER;
    private static final int EPOCH = HEADER + 8;
    private static final int FIRST = HEADER + 16;
    private static final int TEXTS = HEADER + 24;

    private final PlatformParser parser = new PlatformParser(Entries.HASH, Entries.ENGINE);
    private final ParsedEntry entry = new ParsedEntry();
    private final SignalBatchWriter writer = new SignalBatchWriter(0x1234, 5, BatchLimits.SIGNALS_MAX);
    private final List<String> badFields = new ArrayList<>();
    private String built;

    @Test
    void everySignalComesOutWithItsKeysAndItsNumber() {
        Batches.addAll(writer, 1);
        List<Signal> signals = parse(writer.take());
        assertThat(signals)
                .extracting(signal -> signal.type)
                .containsExactly(
                        SignalType.JOIN,
                        SignalType.CHAT,
                        SignalType.REACTION,
                        SignalType.POLL_VOTE,
                        SignalType.LEAVE,
                        SignalType.POLL_CLOSED);
        for (int i = 0; i < signals.size(); i++) {
            Signal signal = signals.get(i);
            assertThat(signal.subjectKey).isEqualTo(key(Batches.SESSION));
            assertThat(signal.actorKey).isEqualTo(signal.type == SignalType.POLL_CLOSED ? 0 : key("usr_0"));
            assertThat(signal.scopeKey).isEqualTo(i < 2 ? key(Batches.EVENT) : 0);
            assertThat(signal.value1).isEqualTo(i == 3 || i == 5 ? key("cmp42") : 0);
            assertThat(signal.value2).isEqualTo(0x1234);
            assertThat(signal.value3).isEqualTo(5);
            assertThat(signal.value4).isEqualTo(i + 1);
            assertThat(signal.flags).isEqualTo(SignalFlags.NUMBERED | (i < signals.size() - 1 ? SignalFlags.MORE : 0));
        }
        Batches.addAll(writer, 1);
        assertThat(parse(writer.take()).get(0).value4).isEqualTo(7);
    }

    @Test
    void anEventThatIsTheSessionOrUnknownIsNoEvidence() {
        for (String event : new String[] {Batches.SESSION, "unknown"}) {
            Batches.add(writer, SignalType.JOIN, Batches.SESSION, utf8("u"), event, null);
        }
        Batches.add(writer, SignalType.JOIN, Batches.SESSION, utf8("u"), "unknown2", null);
        assertThat(parse(writer.take())).extracting(signal -> signal.scopeKey).containsExactly(0L, 0L, key("unknown2"));
    }

    @Test
    void aSignalThatBreaksARuleIsADeadLetterWithItsPlaceAndTheOthersCount() {
        Batches.add(writer, SignalType.REACTION, Batches.SESSION, utf8("u"), null, null);
        Batches.add(writer, SignalType.REACTION, null, utf8("u"), null, null);
        Batches.add(writer, SignalType.REACTION, Batches.SESSION, null, null, null);
        Batches.add(writer, SignalType.POLL_VOTE, Batches.SESSION, null, null, null);
        Batches.add(writer, SignalType.LEAVE, " ", utf8("u"), null, null);
        Batches.add(writer, SignalType.CHAT, Batches.SESSION, new byte[] {(byte) 0xff}, null, null);
        Batches.add(writer, SignalType.TICK, Batches.SESSION, utf8("u"), null, null);
        Batches.add(writer, SignalType.CHAT, Batches.SESSION, null, null, null);
        List<Signal> signals = parse(writer.take());
        assertThat(signals).extracting(signal -> signal.type).startsWith(SignalType.REACTION);
        assertThat(signals.get(7).type).isEqualTo(SignalType.CHAT);
        assertThat(signals.subList(1, 7)).allSatisfy(signal -> {
            assertThat(signal.type).isEqualTo(SignalType.DEAD_LETTER);
            assertThat(signal.value1).isEqualTo(Code.BAD_FIELD);
            assertThat(signal.subjectKey | signal.actorKey | signal.scopeKey).isZero();
            assertThat(signal.value4).isPositive();
        });
        assertThat(badFields)
                .containsExactly(
                        "signals[1].session",
                        "signals[2].actor",
                        "signals[3].poll",
                        "signals[4].session",
                        "signals[5].actor",
                        "signals[6].type");
    }

    @Test
    void aPlaceBeyondTheTextsIsABadField() {
        Batches.add(writer, SignalType.REACTION, Batches.SESSION, utf8("u"), null, null);
        byte[] bytes = writer.take();
        putShort(bytes, bytes.length - 6, 2);
        parse(bytes);
        assertThat(badFields).containsExactly("signals[0].actor");
    }

    @Test
    void numbersThatCannotBeAreABadField() {
        assertRejected(with(PRODUCER, 0), Code.BAD_FIELD, "producerId");
        assertRejected(with(EPOCH, -1), Code.BAD_FIELD, "epoch");
        assertRejected(with(FIRST, 0), Code.BAD_FIELD, "firstNumber");
        assertRejected(with(FIRST, Long.MAX_VALUE), Code.BAD_FIELD, "firstNumber");
    }

    @Test
    void bytesThatAreNoBatchAreRefusedAsAWhole() {
        byte[] good = batch();
        assertRejected(new byte[0], Code.BAD_RECORD, null);
        assertRejected(utf8("{\"type\":\"user_join\"}"), Code.BAD_RECORD, null);
        for (int length = 1; length < good.length; length++) {
            assertRejected(Arrays.copyOf(good, length), Code.BAD_RECORD, null);
        }
        assertRejected(Arrays.copyOf(good, good.length + 1), Code.BAD_RECORD, null);
        byte[] otherRecord = good.clone();
        putShort(otherRecord, 2, 1);
        assertRejected(otherRecord, Code.BAD_RECORD, null);
        byte[] manyTexts = good.clone();
        putShort(manyTexts, TEXTS + 2, BatchLimits.TEXTS_MAX + 1);
        assertRejected(manyTexts, Code.BAD_RECORD, null);
    }

    @Test
    void anyDamageIsRefusedOrReadAndNeverBreaksTheReader() {
        byte[] good = batch();
        Random random = new Random(7);
        for (int i = 0; i < 10_000; i++) {
            byte[] damaged = good.clone();
            for (int n = random.nextInt(4); n >= 0; n--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            for (Signal signal : parse(damaged)) {
                assertThat(signal.flags & SignalFlags.NUMBERED).isNotZero();
            }
            badFields.clear();
        }
    }

    @Test
    void aLaterVersionMayAddFieldsToSignals() {
        byte[] good = batch();
        int size = 10;
        int signalsAt = good.length - 6 * size;
        byte[] later = new byte[good.length + 6 * 2];
        System.arraycopy(good, 0, later, 0, signalsAt);
        putShort(later, signalsAt - 4, size + 2);
        for (int i = 0; i < 6; i++) {
            System.arraycopy(good, signalsAt + i * size, later, signalsAt + i * (size + 2), size);
        }
        assertThat(parse(later)).extracting(signal -> signal.type).contains(SignalType.POLL_VOTE);
        assertThat(badFields).isEmpty();
    }

    @Test
    void anEntryWithoutDataOrTooLargeHasItsReason() {
        EntryQueue flat = new EntryQueue();
        Entries.add(flat, 1, 0, utf8("other"), batch());
        parser.parse(SourceId.SIGNALS, flat, entry);
        assertThat(entry.signal.value1).isEqualTo(Code.MISSING_FIELD);
        assertThat(entry.badField()).isEqualTo("data");
        assertRejected(new byte[EntryQueue.ENTRY_MAX + 1], Code.TOO_LARGE, null);
    }

    @Test
    void aWriterThatIsFullTakesNothingMoreUntilItsEntryIsTaken() {
        SignalBatchWriter small = new SignalBatchWriter(1, 0, 2);
        assertThatThrownBy(small::take).isInstanceOf(IllegalStateException.class);
        for (int i = 0; i < 2; i++) {
            Batches.add(small, SignalType.CHAT, Batches.SESSION, null, null, null);
        }
        assertThat(small.add(SignalType.CHAT, utf8(Batches.SESSION), null, null, null))
                .isFalse();
        assertThat(parse(small.take())).hasSize(2);
        SignalBatchWriter long255 = new SignalBatchWriter(1, 0, BatchLimits.SIGNALS_MAX);
        int added = 0;
        while (long255.add(SignalType.JOIN, longId(added), longId(added + 1), longId(added + 2), null)) {
            added += 3;
        }
        byte[] entry = long255.take();
        assertThat(entry.length)
                .isLessThanOrEqualTo(BatchLimits.BYTES_MAX)
                .isGreaterThan(BatchLimits.BYTES_MAX - 1_000);
        assertThat(parse(entry)).hasSize(added / 3);
        assertThatThrownBy(() -> small.add(SignalType.CHAT, new byte[256], null, null, null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readingAllocatesNothing() {
        Batches.addAll(writer, 40);
        byte[] bytes = writer.take();
        EntryQueue queue = new EntryQueue();
        Entries.add(queue, 1, 0, utf8("data"), bytes);
        Signal signal = new Signal();
        read(queue, signal, 2_000, false);
        long untilNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        long allocated = read(queue, signal, 1_000, false);
        while (allocated > 0 && System.nanoTime() - untilNs < 0) {
            allocated = read(queue, signal, 1_000, false);
        }
        assertThat(allocated).isZero();
        assertThat(read(queue, signal, 1_000, true)).isGreaterThan(240_000L * 16);
    }

    private long read(EntryQueue queue, Signal signal, int times, boolean withStrings) {
        long thread = Thread.currentThread().getId();
        long before = THREADS.getThreadAllocatedBytes(thread);
        for (int i = 0; i < times; i++) {
            parser.parse(SourceId.SIGNALS, queue, entry);
            while (parser.batch().next()) {
                parser.batch().fill(signal);
                if (withStrings) {
                    built = Long.toString(signal.actorKey);
                }
            }
        }
        return THREADS.getThreadAllocatedBytes(thread) - before;
    }

    private static byte[] longId(int i) {
        byte[] id = new byte[255];
        Arrays.fill(id, (byte) 'x');
        System.arraycopy(
                utf8(Integer.toString(i)), 0, id, 0, Integer.toString(i).length());
        return id;
    }

    private byte[] batch() {
        SignalBatchWriter one = new SignalBatchWriter(0x1234, 5, BatchLimits.SIGNALS_MAX);
        Batches.addAll(one, 1);
        return one.take();
    }

    private byte[] with(int at, long number) {
        byte[] bytes = batch();
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(at, number);
        return bytes;
    }

    private static void putShort(byte[] bytes, int at, int number) {
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putShort(at, (short) number);
    }

    private void assertRejected(byte[] data, int code, String field) {
        assertThat(parse(data)).isEmpty();
        assertThat(entry.signal.type).isEqualTo(SignalType.DEAD_LETTER);
        assertThat(entry.signal.value1).as("of %d bytes", data.length).isEqualTo(code);
        assertThat(entry.badField()).isEqualTo(field);
        assertThat(entry.signal.flags).isZero();
    }

    private List<Signal> parse(byte[] data) {
        EntryQueue queue = new EntryQueue();
        Entries.add(queue, 1, 0, utf8("data"), data);
        parser.parse(SourceId.SIGNALS, queue, entry);
        List<Signal> signals = new ArrayList<>();
        if (entry.signal.type == SignalType.DEAD_LETTER) {
            return signals;
        }
        while (parser.batch().next()) {
            Signal signal = new Signal();
            parser.batch().fill(signal);
            if (signal.type == SignalType.DEAD_LETTER) {
                badFields.add(parser.batch().badField());
            }
            signals.add(signal);
        }
        return signals;
    }
}
