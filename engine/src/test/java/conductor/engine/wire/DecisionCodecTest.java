package conductor.engine.wire;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.codec.DecisionRecordEncoder;
import conductor.engine.codec.MessageHeaderEncoder;
import conductor.engine.core.Decision;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class DecisionCodecTest {
    private static final int OFFSET = 7;
    private static final int PAYLOAD_LENGTH_AT =
            OFFSET + MessageHeaderEncoder.ENCODED_LENGTH + DecisionRecordEncoder.BLOCK_LENGTH;

    private final DecisionCodec codec = new DecisionCodec();
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[OFFSET + DecisionCodec.MAX_LENGTH]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();

    @Test
    void everyFieldComesBack() {
        Random random = new Random(5);
        Decision back = new Decision();
        for (int i = 0; i < 5_000; i++) {
            Decision decision = randomDecision(random, i <= Decision.PAYLOAD_CAPACITY ? i : random.nextInt(120));
            int length = codec.encode(decision, buffer, OFFSET);
            assertThat(length).isEqualTo(8 + 128 + 4 + decision.payloadLength);
            assertThat(codec.decode(buffer, OFFSET, back)).isTrue();
            assertThat(fields(back)).isEqualTo(fields(decision));
            assertThat(payload(back)).isEqualTo(payload(decision));
        }
    }

    @Test
    void theLongestRecordHasTheMaximumLength() {
        Decision decision = randomDecision(new Random(6), Decision.PAYLOAD_CAPACITY);
        assertThat(codec.encode(decision, buffer, OFFSET)).isEqualTo(DecisionCodec.MAX_LENGTH);
    }

    @Test
    void anotherTemplateIsRefused() {
        codec.encode(randomDecision(new Random(7), 3), buffer, OFFSET);
        header.wrap(buffer, OFFSET).templateId(1);
        assertThat(codec.decode(buffer, OFFSET, new Decision())).isFalse();
    }

    @Test
    void anotherSchemaIsRefused() {
        codec.encode(randomDecision(new Random(8), 3), buffer, OFFSET);
        header.wrap(buffer, OFFSET).schemaId(DecisionRecordEncoder.SCHEMA_ID + 1);
        assertThat(codec.decode(buffer, OFFSET, new Decision())).isFalse();
    }

    @Test
    void aPayloadLongerThanADecisionHoldsIsRefused() {
        codec.encode(randomDecision(new Random(9), 3), buffer, OFFSET);
        buffer.putInt(PAYLOAD_LENGTH_AT, Decision.PAYLOAD_CAPACITY + 1);
        assertThat(codec.decode(buffer, OFFSET, new Decision())).isFalse();
    }

    /** Every public field but the payload, by name. */
    private static Map<String, Object> fields(Decision decision) {
        Map<String, Object> fields = new TreeMap<>();
        for (Field field : Decision.class.getFields()) {
            if (!Modifier.isFinal(field.getModifiers())) {
                try {
                    fields.put(field.getName(), field.get(decision));
                } catch (IllegalAccessException e) {
                    throw new AssertionError(e);
                }
            }
        }
        return fields;
    }

    private static byte[] payload(Decision decision) {
        byte[] bytes = new byte[decision.payloadLength];
        decision.payload.getBytes(0, bytes);
        return bytes;
    }

    private static Decision randomDecision(Random random, int payloadLength) {
        Decision d = new Decision();
        d.seq = random.nextLong();
        d.causeSequence = random.nextLong();
        d.engineTimeMs = random.nextLong();
        d.scopeKey = random.nextLong();
        d.subjectKey = random.nextLong();
        d.causeSource = random.nextInt(256);
        d.causeTimeMs = random.nextLong();
        d.causeSeq = random.nextLong();
        d.causeTimer = random.nextInt(256);
        d.decisionSeq = random.nextLong();
        d.anomalySeq = random.nextLong();
        d.type = random.nextInt(256);
        d.code = random.nextInt(256);
        d.state = random.nextInt(256);
        d.previous = random.nextInt(256);
        d.anomalyClass = random.nextInt(256);
        d.rule = random.nextInt(256);
        d.severity = random.nextInt(256);
        d.category = random.nextInt(256);
        d.arm = random.nextInt(256);
        d.flags = random.nextInt(256);
        d.scorePpm = random.nextInt();
        d.expectedPpm = random.nextInt();
        d.anomalyScorePpm = random.nextInt();
        d.chatCount = random.nextInt();
        d.reactionCount = random.nextInt();
        d.activeUsers = random.nextInt();
        d.totalUsers = random.nextInt();
        d.leavers = random.nextInt();
        d.participationPpm = random.nextInt();
        d.leaveRatePpm = random.nextLong();
        d.payloadLength = payloadLength;
        byte[] bytes = new byte[payloadLength];
        random.nextBytes(bytes);
        d.payload.putBytes(0, bytes);
        return d;
    }
}
