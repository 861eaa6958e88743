package conductor.engine.core;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.support.StateBytes;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class NamesTest {
    private static final long T = 1_772_446_500_000L;
    private static final long KEEP_MS = 1_800_000;

    private final Names names = new Names(4);

    @Test
    void aNameComesBackAsItWasDefined() {
        Random random = new Random(4);
        Names many = new Names(300);
        for (int length = 1; length <= Names.MAX_LENGTH; length++) {
            byte[] text = new byte[length];
            random.nextBytes(text);
            assertThat(many.define(length, new UnsafeBuffer(text), length, T)).isEqualTo(Code.NONE);
            UnsafeBuffer back = new UnsafeBuffer(new byte[3 + Names.MAX_LENGTH]);
            assertThat(many.copyText(length, back, 3)).isEqualTo(length);
            byte[] read = new byte[length];
            back.getBytes(3, read);
            assertThat(read).isEqualTo(text);
        }
    }

    @Test
    void aNameThatNothingRefersToIsForgotten30MinutesAfterItsLastDefinition() {
        define(1, "ses_a", T);
        define(1, "ses_a", T + 900_000);
        names.purge(T + 900_000 + KEEP_MS - 1);
        assertThat(text(1)).isEqualTo("ses_a");
        names.purge(T + 900_000 + KEEP_MS);
        assertThat(text(1)).isEmpty();
        assertThat(names.size()).isZero();
    }

    @Test
    void aNameIsKeptWhileSomethingRefersToIt() {
        define(1, "evt_a", T);
        names.refer(1);
        names.refer(1);
        names.purge(T + 10 * KEEP_MS);
        assertThat(text(1)).isEqualTo("evt_a");
        names.release(1, T + 10 * KEEP_MS);
        assertThat(text(1)).isEqualTo("evt_a");
        names.release(1, T + 10 * KEEP_MS);
        assertThat(text(1)).isEmpty();
    }

    @Test
    void aNameThatIsReleasedSoonIsKeptUntilItsTime() {
        define(1, "evt_a", T);
        names.refer(1);
        names.purge(T + KEEP_MS);
        define(1, "evt_a", T + KEEP_MS);
        names.release(1, T + KEEP_MS + 1);
        names.purge(T + 2 * KEEP_MS - 1);
        assertThat(text(1)).isEqualTo("evt_a");
        names.purge(T + 2 * KEEP_MS);
        assertThat(text(1)).isEmpty();
    }

    @Test
    void theKeyThatMeansNoneTakesNobodysReference() {
        Names many = new Names(3_000);
        UnsafeBuffer text = new UnsafeBuffer(new byte[] {'e'});
        for (long key = 1; key <= 3_000; key++) {
            many.define(key, text, 1, T);
            many.refer(key);
        }
        for (int i = 0; i < 10; i++) {
            many.release(0, T + KEEP_MS);
        }
        many.purge(T + KEEP_MS);
        assertThat(many.size()).isEqualTo(3_000);
    }

    @Test
    void anotherTextUnderTheSameKeyIsACollisionAndChangesNothing() {
        assertThat(define(1, "ses_a", T)).isEqualTo(Code.NONE);
        assertThat(define(1, "ses_b", T)).isEqualTo(Code.KEY_COLLISION);
        assertThat(define(1, "ses_ab", T)).isEqualTo(Code.KEY_COLLISION);
        assertThat(define(1, "ses_", T)).isEqualTo(Code.KEY_COLLISION);
        assertThat(text(1)).isEqualTo("ses_a");
    }

    @Test
    void aFullTableRefusesNewNamesUntilOneIsForgotten() {
        for (int key = 1; key <= 4; key++) {
            assertThat(define(key, "ses_" + key, T + key)).isEqualTo(Code.NONE);
        }
        assertThat(define(5, "ses_5", T + 5)).isEqualTo(Code.NAME_TABLE_FULL);
        assertThat(define(4, "ses_4", T + 6)).isEqualTo(Code.NONE);
        names.purge(T + 1 + KEEP_MS);
        assertThat(define(5, "ses_5", T + 1 + KEEP_MS)).isEqualTo(Code.NONE);
        assertThat(text(5)).isEqualTo("ses_5");
        assertThat(text(1)).isEmpty();
    }

    @Test
    void namesThatWereWrittenAndReadBackAreForgottenAtTheSameTime() {
        define(1, "ses_1", T);
        define(2, "evt_2", T + 1_000);
        names.refer(2);
        define(3, "evt_3", T + 2_000);
        StateBytes state = new StateBytes();
        names.write(state);
        Names back = new Names(4);
        back.read(state.reader());
        for (Names each : new Names[] {names, back}) {
            each.purge(T + 2_000 + KEEP_MS - 1);
            assertThat(each.size()).isEqualTo(2);
            each.purge(T + 2_000 + KEEP_MS);
            assertThat(each.size()).isEqualTo(1);
            each.release(2, T + 2_000 + KEEP_MS);
            assertThat(each.size()).isZero();
        }
    }

    private int define(long key, String text, long nowMs) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return names.define(key, new UnsafeBuffer(bytes), bytes.length, nowMs);
    }

    private String text(long key) {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[Names.MAX_LENGTH]);
        return buffer.getStringWithoutLengthUtf8(0, names.copyText(key, buffer, 0));
    }
}
