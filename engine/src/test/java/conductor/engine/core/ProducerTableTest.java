package conductor.engine.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conductor.engine.support.StateBytes;
import org.junit.jupiter.api.Test;

class ProducerTableTest {
    private static final long NOW_MS = 1_772_446_500_000L;

    private final ProducerTable table = new ProducerTable(2);

    @Test
    void aNumberIsKnownOnceItOrALaterOneOfItsEpochWasApplied() {
        assertThat(table.has(7, 0, 1)).isFalse();
        assertThat(table.apply(7, 0, 1, NOW_MS)).isEqualTo(Code.NONE);
        assertThat(table.apply(7, 0, 2, NOW_MS)).isEqualTo(Code.NONE);
        assertThat(table.has(7, 0, 1)).isTrue();
        assertThat(table.has(7, 0, 2)).isTrue();
        assertThat(table.has(7, 0, 3)).isFalse();
        assertThat(table.has(8, 0, 1)).as("of another producer").isFalse();
    }

    @Test
    void anEpochBeginsAnewAndAnOlderOneIsRefused() {
        table.apply(7, 3, 100, NOW_MS);
        assertThat(table.has(7, 4, 1)).isFalse();
        assertThat(table.apply(7, 4, 1, NOW_MS)).isEqualTo(Code.NONE);
        assertThat(table.has(7, 4, 100)).isFalse();
        assertThat(table.apply(7, 3, 101, NOW_MS)).isEqualTo(Code.OLD_EPOCH);
        assertThat(table.refused()).isEqualTo(1);
        assertThat(table.has(7, 4, 2)).as("what was refused moves nothing").isFalse();
    }

    @Test
    void numbersThatWerePassedOverAreCounted() {
        table.apply(7, 0, 11, NOW_MS);
        assertThat(table.missing()).as("nobody knows where a producer began").isZero();
        table.apply(7, 0, 15, NOW_MS);
        table.apply(7, 1, 1, NOW_MS);
        table.apply(7, 1, 3, NOW_MS);
        assertThat(table.missing()).isEqualTo(4);
    }

    @Test
    void aFullTableRefusesANewProducerUntilTheStreamIsHalfAnHourPastTheOldestOne() {
        table.apply(7, 0, 1, NOW_MS);
        table.apply(8, 0, 1, NOW_MS + 1);
        long full = table.hash();
        assertThat(table.apply(9, 0, 1, NOW_MS + ProducerTable.KEEP_MS - 1)).isEqualTo(Code.PRODUCER_TABLE_FULL);
        assertThat(table.has(7, 0, 1)).isTrue();
        assertThat(table.hash()).as("a refusal is counted").isNotEqualTo(full);
        assertThat(table.apply(8, 0, 2, NOW_MS + ProducerTable.KEEP_MS - 1)).isEqualTo(Code.NONE);
        assertThat(table.apply(9, 0, 1, NOW_MS + ProducerTable.KEEP_MS)).isEqualTo(Code.NONE);
        assertThat(table.has(7, 0, 1)).as("the oldest").isFalse();
        assertThat(table.has(8, 0, 2)).isTrue();
        assertThat(table.size()).isEqualTo(2);
    }

    @Test
    void whichProducerIsGivenAwayDoesNotDependOnWhetherTheTableWasReadBack() {
        table.apply(7, 0, 1, NOW_MS);
        table.apply(8, 0, 1, NOW_MS + 10);
        table.apply(9, 0, 1, NOW_MS + 20);
        // A new epoch of the stream begins before what was read.
        table.apply(7, 0, 2, NOW_MS - 60_000);
        ProducerTable back = back(table, 2);
        long laterMs = NOW_MS + ProducerTable.KEEP_MS + 5;
        assertThat(back.apply(10, 0, 1, laterMs)).isEqualTo(table.apply(10, 0, 1, laterMs));
        assertThat(back.hash()).isEqualTo(table.hash());
        assertThat(back.has(8, 0, 1)).isEqualTo(table.has(8, 0, 1));
    }

    @Test
    void whatIsWrittenIsReadBackAndHashesTheSame() {
        table.apply(7, 5, 9, NOW_MS);
        table.apply(8, 0, 4, NOW_MS);
        table.apply(9, 0, 4, NOW_MS);
        table.repeat();
        ProducerTable back = back(table, 2);
        assertThat(back.hash()).isEqualTo(table.hash()).isEqualTo(back.recomputeHash());
        assertThat(back.has(7, 5, 9)).isTrue();
        assertThat(back.repeated()).isEqualTo(1);
        assertThat(back.refused()).isEqualTo(1);
        assertThatThrownBy(() -> back(table, 1)).hasMessageContaining("engine.producers-max");
    }

    @Test
    void anUnusedTableAddsNothingToTheStateHash() {
        assertThat(table.hash()).isZero();
        assertThat(new InputLedger(1).hash()).isEqualTo(new InputLedger(1_000).hash());
    }

    private static ProducerTable back(ProducerTable from, int capacity) {
        StateBytes state = new StateBytes();
        state.beginSection(1, 1);
        from.write(state);
        state.endSection();
        StateReader reader = state.reader();
        reader.beginSection(1, 1);
        ProducerTable to = new ProducerTable(capacity);
        to.read(reader);
        return to;
    }
}
