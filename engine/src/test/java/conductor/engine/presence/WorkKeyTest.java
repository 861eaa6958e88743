package conductor.engine.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WorkKeyTest {
    @Test
    void noTwoItemsShareAKeyAndNoneIsZero() {
        Set<Long> keys = new HashSet<>();
        for (long seq = 1; seq <= 10_000; seq++) {
            assertThat(keys.add(WorkKey.approval(seq))).isTrue();
            assertThat(keys.add(WorkKey.escalation(seq))).isTrue();
        }
        assertThat(keys.add(WorkKey.approval(WorkKey.SEQ_MAX))).isTrue();
        assertThat(keys.add(WorkKey.escalation(WorkKey.SEQ_MAX))).isTrue();
        assertThat(keys).doesNotContain(0L);
    }

    @Test
    void keysAreTheSameForEver() {
        assertThat(WorkKey.approval(10_422)).isEqualTo(-39_857_319_533_255_869L);
        assertThat(WorkKey.escalation(10_422)).isEqualTo(-3_027_194_273_048_941_825L);
    }

    @Test
    void aNumberThatNoRecordHasIsAnError() {
        for (long seq : new long[] {0, -1, WorkKey.SEQ_MAX + 1, Long.MIN_VALUE}) {
            assertThatThrownBy(() -> WorkKey.approval(seq)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> WorkKey.escalation(seq)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
