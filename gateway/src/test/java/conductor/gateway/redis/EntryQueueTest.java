package conductor.gateway.redis;

import static conductor.gateway.redis.Entries.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.SourceId;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EntryQueueTest {
    private record Kept(long ms, boolean isData, byte[] bytes) {}

    private final EntryQueue queue = new EntryQueue();
    private final Deque<Kept> model = new ArrayDeque<>();
    private final Random random = new Random(41);
    private long ms;

    @Test
    void givesBackWhatCameInAnyRhythmOfReadsReleasesAndFailures() {
        EntryQueue held = new EntryQueue();
        for (int round = 0; round < 2_000; round++) {
            List<Kept> read = new ArrayList<>();
            int size = random.nextInt(40) == 0 ? 1_500 : random.nextInt(20);
            for (int i = 0; i < size; i++) {
                read.add(addRandom());
            }
            if (random.nextInt(5) == 0) {
                queue.beginEntry(ms, 0);
                queue.name(ByteBuffer.wrap(utf8("data")));
                queue.clear();
            } else {
                held.append(queue);
                model.addAll(read);
            }
            assertThat(queue.isEmpty()).isTrue();
            assertThat(held.size()).isEqualTo(model.size());
            for (int release = random.nextInt(model.size() + 1); release > 0; release--) {
                Kept expected = model.removeFirst();
                assertThat(held.headMs()).isEqualTo(expected.ms());
                assertThat(held.headForm()).isEqualTo(expected.isData() ? EntryQueue.DATA : EntryQueue.FLAT);
                int from = held.headOffset();
                assertThat(Arrays.copyOfRange(held.bytes(), from, from + held.headLength()))
                        .isEqualTo(expected.bytes());
                held.removeHead();
            }
        }
    }

    @Test
    void ofALargeEntryOnlyTheBeginningIsKept() {
        byte[] large = new byte[EntryQueue.ENTRY_MAX + 1];
        Arrays.fill(large, (byte) 'x');
        Entries.add(queue, 1, 0, utf8("data"), large);
        Entries.add(queue, 2, 0, utf8("data"), Arrays.copyOf(large, EntryQueue.ENTRY_MAX));
        Entries.add(queue, 3, 0, utf8("a"), Arrays.copyOf(large, 40_000), utf8("b"), Arrays.copyOf(large, 40_000));
        assertThat(queue.headForm()).isEqualTo(EntryQueue.LARGE_DATA);
        assertThat(queue.headLength()).isEqualTo(EntryQueue.KEPT_OF_LARGE);
        queue.removeHead();
        assertThat(queue.headForm()).isEqualTo(EntryQueue.DATA);
        assertThat(queue.headLength()).isEqualTo(EntryQueue.ENTRY_MAX);
        queue.removeHead();
        assertThat(queue.headForm()).isEqualTo(EntryQueue.LARGE_FLAT);
        assertThat(queue.headLength()).isLessThan(40_000 + EntryQueue.KEPT_OF_LARGE + 100);
    }

    private Kept addRandom() {
        ms++;
        byte[] value = utf8(Long.toString(random.nextLong(), 36).repeat(random.nextInt(40)));
        switch (random.nextInt(3)) {
            case 0 -> Entries.add(queue, ms, 0, utf8("data"), value);
            case 1 -> Entries.add(queue, ms, 0, utf8("other"), utf8("1"), utf8("data"), value, utf8("more"), utf8("2"));
            default -> {
                Entries.add(queue, ms, 0, utf8("n"), value);
                return new Kept(ms, false, flat("n", value));
            }
        }
        return new Kept(ms, true, value);
    }

    private static byte[] flat(String name, byte[] value) {
        byte[] bytes = new byte[FlatFields.HEADER + name.length() + value.length];
        FlatFields.INT.set(bytes, 0, name.length());
        FlatFields.INT.set(bytes, Integer.BYTES, value.length);
        System.arraycopy(utf8(name), 0, bytes, FlatFields.HEADER, name.length());
        System.arraycopy(value, 0, bytes, FlatFields.HEADER + name.length(), value.length);
        return bytes;
    }

    @Test
    void anEntryOfManyFieldsNamedDataTakesNoMoreThanItsLastOne() {
        EntryQueue queue = new EntryQueue();
        queue.beginEntry(1, 0);
        byte[] value = new byte[60_000];
        for (int i = 0; i < 200; i++) {
            value[0] = (byte) i;
            queue.name(ByteBuffer.wrap(utf8("data")));
            queue.value(ByteBuffer.wrap(value));
        }
        queue.endEntry();
        assertThat(queue.bytes().length).isLessThan(200_000);
        assertThat(queue.headForm()).isEqualTo(EntryQueue.DATA);
        assertThat(queue.headLength()).isEqualTo(60_000);
        assertThat(queue.bytes()[queue.headOffset()]).isEqualTo((byte) 199);
    }

    @Test
    void anEntryOfManyEmptyFieldsTakesNoMoreThanALargeOne() {
        queue.beginEntry(1, 0);
        for (int i = 0; i < 500_000; i++) {
            queue.name(ByteBuffer.allocate(0));
            queue.value(ByteBuffer.allocate(0));
        }
        queue.endEntry();
        assertThat(queue.headForm()).isEqualTo(EntryQueue.LARGE_FLAT);
        assertThat(queue.bytes().length).isLessThan(200_000);
    }

    @Test
    void ofAReadOnlySoMuchIsKeptAsMayBeHeldAndTheNextGoesOnBehindIt() {
        StreamState stream = new StreamState(SourceId.CHAT, SourceId.CHAT);
        byte[] value = new byte[60_000];
        assertThat(stream.prepare(500)).isTrue();
        receive(stream, 1, 400, value);
        stream.answered(500);
        int kept = stream.queue.size();
        assertThat(kept).isBetween(EntryQueue.HELD_MAX / 70_000, EntryQueue.HELD_MAX / 60_000 + 1);
        assertThat(stream.lastMs()).isEqualTo(kept);
        assertThat(stream.queue.bytes().length).isLessThanOrEqualTo(2 * EntryQueue.HELD_MAX);
        assertThat(stream.prepare(500)).as("asked while it holds so much").isFalse();
        while (!stream.queue.hasRoom(500)) {
            stream.queue.removeHead();
        }
        assertThat(stream.hasBacklog(500)).as("what was left out is read next").isTrue();
        int held = stream.queue.size();
        assertThat(stream.prepare(500)).isTrue();
        receive(stream, kept + 1, 3, value);
        stream.answered(500);
        assertThat(stream.queue.size()).isEqualTo(held + 3);
        assertThat(stream.lastMs()).isEqualTo(kept + 3);
    }

    private static void receive(StreamState stream, long firstMs, int count, byte[] value) {
        for (int i = 0; i < count; i++) {
            stream.receive(firstMs + i, 0);
            stream.incoming.name(ByteBuffer.wrap(utf8("data")));
            stream.incoming.value(ByteBuffer.wrap(value));
            stream.incoming.endEntry();
        }
    }
}
