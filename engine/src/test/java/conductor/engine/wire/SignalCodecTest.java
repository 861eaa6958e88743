package conductor.engine.wire;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.codec.MessageHeaderEncoder;
import conductor.engine.codec.SignalRecordEncoder;
import conductor.engine.core.Signal;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class SignalCodecTest {
    private static final int OFFSET = 13;
    private static final int PAYLOAD_LENGTH_AT =
            OFFSET + MessageHeaderEncoder.ENCODED_LENGTH + SignalRecordEncoder.BLOCK_LENGTH;

    private final SignalCodec codec = new SignalCodec();
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[OFFSET + SignalCodec.MAX_LENGTH]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();

    @Test
    void everyFieldComesBack() {
        Random random = new Random(5);
        Signal back = new Signal();
        for (int i = 0; i < 5_000; i++) {
            Signal signal = randomSignal(random, i < 100 ? payloadLengthOf(i) : random.nextInt(300));
            int length = codec.encode(signal, buffer, OFFSET);
            assertThat(length).isEqualTo(8 + 104 + 4 + signal.payloadLength);
            assertThat(codec.decode(buffer, OFFSET, back)).isTrue();
            assertThat(fields(back)).isEqualTo(fields(signal));
            assertThat(payload(back)).isEqualTo(payload(signal));
        }
    }

    @Test
    void theLongestRecordHasTheMaximumLength() {
        Signal signal = randomSignal(new Random(6), Signal.PAYLOAD_CAPACITY);
        assertThat(codec.encode(signal, buffer, OFFSET)).isEqualTo(SignalCodec.MAX_LENGTH);
    }

    @Test
    void anotherTemplateIsRefused() {
        codec.encode(randomSignal(new Random(7), 3), buffer, OFFSET);
        header.wrap(buffer, OFFSET).templateId(2);
        assertThat(codec.decode(buffer, OFFSET, new Signal())).isFalse();
    }

    @Test
    void anotherSchemaIsRefused() {
        codec.encode(randomSignal(new Random(8), 3), buffer, OFFSET);
        header.wrap(buffer, OFFSET).schemaId(SignalRecordEncoder.SCHEMA_ID + 1);
        assertThat(codec.decode(buffer, OFFSET, new Signal())).isFalse();
    }

    @Test
    void aPayloadLongerThanASignalHoldsIsRefused() {
        codec.encode(randomSignal(new Random(9), 3), buffer, OFFSET);
        buffer.putInt(PAYLOAD_LENGTH_AT, Signal.PAYLOAD_CAPACITY + 1);
        assertThat(codec.decode(buffer, OFFSET, new Signal())).isFalse();
    }

    @Test
    void aLaterVersionWithALongerBlockIsRead() {
        Signal signal = randomSignal(new Random(10), 20);
        codec.encode(signal, buffer, OFFSET);
        byte[] payload = new byte[24];
        buffer.getBytes(PAYLOAD_LENGTH_AT, payload);
        buffer.putLong(PAYLOAD_LENGTH_AT, 0x1122334455667788L);
        buffer.putBytes(PAYLOAD_LENGTH_AT + 8, payload);
        header.wrap(buffer, OFFSET).blockLength(SignalRecordEncoder.BLOCK_LENGTH + 8);
        header.version(SignalRecordEncoder.SCHEMA_VERSION + 1);
        Signal back = new Signal();
        assertThat(codec.decode(buffer, OFFSET, back)).isTrue();
        assertThat(fields(back)).isEqualTo(fields(signal));
        assertThat(payload(back)).isEqualTo(payload(signal));
    }

    private static int payloadLengthOf(int i) {
        return Math.min(i * 21, Signal.PAYLOAD_CAPACITY);
    }

    /** Every public field but the payload, by name. */
    private static Map<String, Object> fields(Signal signal) {
        Map<String, Object> fields = new TreeMap<>();
        for (Field field : Signal.class.getFields()) {
            if (!Modifier.isFinal(field.getModifiers())) {
                try {
                    fields.put(field.getName(), field.get(signal));
                } catch (IllegalAccessException e) {
                    throw new AssertionError(e);
                }
            }
        }
        return fields;
    }

    private static byte[] payload(Signal signal) {
        byte[] bytes = new byte[signal.payloadLength];
        signal.payload.getBytes(0, bytes);
        return bytes;
    }

    private static Signal randomSignal(Random random, int payloadLength) {
        Signal s = new Signal();
        s.sequence = random.nextLong();
        s.engineTimeMs = random.nextLong();
        s.sourceTimeMs = random.nextLong();
        s.sourceSeq = random.nextLong();
        s.source = random.nextInt(256);
        s.type = random.nextInt(256);
        s.flags = random.nextInt(65_536);
        s.scopeKey = random.nextLong();
        s.subjectKey = random.nextLong();
        s.actorKey = random.nextLong();
        s.value1 = random.nextLong();
        s.value2 = random.nextLong();
        s.value3 = random.nextLong();
        s.value4 = random.nextLong();
        s.payloadLength = payloadLength;
        byte[] bytes = new byte[payloadLength];
        random.nextBytes(bytes);
        s.payload.putBytes(0, bytes);
        return s;
    }
}
