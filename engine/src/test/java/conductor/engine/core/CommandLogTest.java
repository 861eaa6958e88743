package conductor.engine.core;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.support.StateBytes;
import org.junit.jupiter.api.Test;

/** Which commands were answered: the newest 65,536 of the last 24 hours. */
class CommandLogTest {
    private static final int MORE = 100;

    @Test
    void theOldestCommandMakesRoomAndIsNewWhenItComesAgain() {
        CommandLog log = filled();
        assertThat(log.answer(1, 1_000)).isEqualTo(code(1));
        log.add(CommandLog.CAPACITY + 1L, 5, 1_000);
        assertThat(log.answer(1, 1_000)).isEqualTo(-1);
        assertThat(log.answer(2, 1_000)).isEqualTo(code(2));
        log.add(1, 9, 1_001);
        assertThat(log.answer(2, 1_001)).isEqualTo(-1);
        assertThat(log.answer(1, 1_001)).isEqualTo(9);
        assertThat(log.hash()).isEqualTo(log.recomputeHash());
    }

    @Test
    void aLogThatHasGoneRoundCanBeWrittenAndReadAndGoesOnAlike() {
        CommandLog log = filled();
        addMore(log, CommandLog.CAPACITY + 1L, 1_000);
        CommandLog back = restored(log);
        assertSame(log, back, 1_000);
        addMore(log, CommandLog.CAPACITY + 1L + MORE, CommandLog.KEEP_MS);
        addMore(back, CommandLog.CAPACITY + 1L + MORE, CommandLog.KEEP_MS);
        assertSame(log, back, CommandLog.KEEP_MS);
    }

    @Test
    void afterADayEverythingIsNewAgain() {
        CommandLog log = filled();
        addMore(log, CommandLog.CAPACITY + 1L, 1_000);
        assertThat(log.answer(CommandLog.CAPACITY, CommandLog.KEEP_MS - 1)).isEqualTo(code(CommandLog.CAPACITY));
        assertThat(log.answer(CommandLog.CAPACITY, CommandLog.KEEP_MS)).isEqualTo(-1);
        assertThat(log.answer(CommandLog.CAPACITY + 1L, CommandLog.KEEP_MS)).isEqualTo(code(CommandLog.CAPACITY + 1L));
        assertThat(log.hash()).isEqualTo(log.recomputeHash());
        assertSame(log, restored(log), CommandLog.KEEP_MS);
    }

    private static CommandLog filled() {
        CommandLog log = new CommandLog();
        for (long key = 1; key <= CommandLog.CAPACITY; key++) {
            assertThat(log.answer(key, 0)).isEqualTo(-1);
            log.add(key, code(key), 0);
        }
        return log;
    }

    private static void addMore(CommandLog log, long from, long nowMs) {
        for (long key = from; key < from + MORE; key++) {
            log.answer(key, nowMs);
            log.add(key, code(key), nowMs);
        }
    }

    private static CommandLog restored(CommandLog log) {
        StateBytes state = new StateBytes();
        state.beginSection(1, 1);
        log.write(state);
        state.endSection();
        StateReader reader = state.reader();
        reader.beginSection(1, 1);
        CommandLog back = new CommandLog();
        back.read(reader);
        reader.endSection();
        return back;
    }

    private static void assertSame(CommandLog log, CommandLog other, long nowMs) {
        for (long key = 1; key <= CommandLog.CAPACITY + 2L * MORE; key++) {
            assertThat(other.answer(key, nowMs)).isEqualTo(log.answer(key, nowMs));
        }
        assertThat(other.hash()).isEqualTo(log.hash());
        assertThat(other.recomputeHash()).isEqualTo(log.hash());
    }

    private static int code(long key) {
        return (int) (key % 3) + Code.IDLE;
    }
}
