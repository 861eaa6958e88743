package conductor.engine.core;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.support.StateBytes;
import org.junit.jupiter.api.Test;

/** Which commands were answered: the newest 65,536 of the last 24 hours. */
class AnswerLogTest {
    private static final int MORE = 100;

    @Test
    void theOldestCommandMakesRoomAndIsNewWhenItComesAgain() {
        AnswerLog log = filled();
        assertThat(log.answer(1, 1_000)).isEqualTo(code(1));
        log.add(AnswerLog.CAPACITY + 1L, 5, 1_000);
        assertThat(log.answer(1, 1_000)).isEqualTo(-1);
        assertThat(log.answer(2, 1_000)).isEqualTo(code(2));
        log.add(1, 9, 1_001);
        assertThat(log.answer(2, 1_001)).isEqualTo(-1);
        assertThat(log.answer(1, 1_001)).isEqualTo(9);
        assertThat(log.hash()).isEqualTo(log.recomputeHash());
    }

    @Test
    void aLogThatHasGoneRoundCanBeWrittenAndReadAndGoesOnAlike() {
        AnswerLog log = filled();
        addMore(log, AnswerLog.CAPACITY + 1L, 1_000);
        AnswerLog back = restored(log);
        assertSame(log, back, 1_000);
        addMore(log, AnswerLog.CAPACITY + 1L + MORE, AnswerLog.KEEP_MS);
        addMore(back, AnswerLog.CAPACITY + 1L + MORE, AnswerLog.KEEP_MS);
        assertSame(log, back, AnswerLog.KEEP_MS);
    }

    @Test
    void afterADayEverythingIsNewAgain() {
        AnswerLog log = filled();
        addMore(log, AnswerLog.CAPACITY + 1L, 1_000);
        assertThat(log.answer(AnswerLog.CAPACITY, AnswerLog.KEEP_MS - 1)).isEqualTo(code(AnswerLog.CAPACITY));
        assertThat(log.answer(AnswerLog.CAPACITY, AnswerLog.KEEP_MS)).isEqualTo(-1);
        assertThat(log.answer(AnswerLog.CAPACITY + 1L, AnswerLog.KEEP_MS)).isEqualTo(code(AnswerLog.CAPACITY + 1L));
        assertThat(log.hash()).isEqualTo(log.recomputeHash());
        assertSame(log, restored(log), AnswerLog.KEEP_MS);
    }

    private static AnswerLog filled() {
        AnswerLog log = new AnswerLog(21);
        for (long key = 1; key <= AnswerLog.CAPACITY; key++) {
            assertThat(log.answer(key, 0)).isEqualTo(-1);
            log.add(key, code(key), 0);
        }
        return log;
    }

    private static void addMore(AnswerLog log, long from, long nowMs) {
        for (long key = from; key < from + MORE; key++) {
            log.answer(key, nowMs);
            log.add(key, code(key), nowMs);
        }
    }

    private static AnswerLog restored(AnswerLog log) {
        StateBytes state = new StateBytes();
        state.beginSection(1, 1);
        log.write(state);
        state.endSection();
        StateReader reader = state.reader();
        reader.beginSection(1, 1);
        AnswerLog back = new AnswerLog(21);
        back.read(reader);
        reader.endSection();
        return back;
    }

    private static void assertSame(AnswerLog log, AnswerLog other, long nowMs) {
        for (long key = 1; key <= AnswerLog.CAPACITY + 2L * MORE; key++) {
            assertThat(other.answer(key, nowMs)).isEqualTo(log.answer(key, nowMs));
        }
        assertThat(other.hash()).isEqualTo(log.hash());
        assertThat(other.recomputeHash()).isEqualTo(log.hash());
    }

    private static int code(long key) {
        return (int) (key % 3) + Code.IDLE;
    }
}
