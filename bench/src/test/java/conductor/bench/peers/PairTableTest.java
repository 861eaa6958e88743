package conductor.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.state.Hashing;
import conductor.engine.state.RowTable;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PairTableTest {
    private record Known(int seen, int active) {}

    private final SplittableRandom random = new SplittableRandom(9);

    @Test
    void itTellsWhatAMapTells() {
        PairTable table = new PairTable(1_024);
        Map<Long, Known> model = new HashMap<>();
        int pane = PairTable.LONG_AGO;
        for (int i = 0; i < 400_000; i++) {
            pane += random.nextInt(5_000) == 0 ? random.nextInt(20) : 0;
            int pair = random.nextInt(50_000);
            long key = Hashing.pair(pair + 1, 7);
            int active = random.nextInt(2);
            Known before = model.get(key);
            int expected = before == null
                    ? ages(PairTable.LONG_AGO, PairTable.LONG_AGO)
                    : ages(pane - before.seen, pane - before.active);
            assertThat(table.see(key, table.place(key), pair, pane, active)).isEqualTo(expected);
            assertThat(table.sessionSlot(key, table.place(key))).isEqualTo(pair);
            int lastActive = before == null ? pane - PairTable.LONG_AGO : before.active;
            model.put(key, new Known(pane, active == 1 ? pane : lastActive));
            table.sweep(pane, 1);
        }
        assertThat(table.size()).isBetween(1, 50_000);
    }

    private static int ages(int seen, int active) {
        return Math.min(PairTable.LONG_AGO, seen) << PairTable.AGE_BITS | Math.min(PairTable.LONG_AGO, active);
    }

    @Test
    void pairsThatHaveLeftTheWindowAreTakenOut() {
        PairTable table = new PairTable(1_024);
        for (int pair = 0; pair < 20_000; pair++) {
            long key = Hashing.pair(pair + 1, 7);
            table.see(key, table.place(key), pair, PairTable.LONG_AGO, 1);
        }
        assertThat(table.size()).isEqualTo(20_000);
        table.sweep(2 * PairTable.LONG_AGO - 1, 1 << 20);
        assertThat(table.size()).isEqualTo(20_000);
        table.sweep(2 * PairTable.LONG_AGO, 1 << 20);
        assertThat(table.size()).isZero();
        long key = Hashing.pair(1, 7);
        assertThat(table.sessionSlot(key, table.place(key))).isEqualTo(RowTable.NONE);
    }

    @Test
    void itStaysBoundedWhenEverySignalIsOfANewPair() {
        PairTable table = new PairTable(1_024);
        int perPane = 1_000;
        for (int i = 0; i < 300 * perPane; i++) {
            int pane = PairTable.LONG_AGO + i / perPane;
            long key = Hashing.pair(i + 1, 7);
            table.see(key, table.place(key), 0, pane, 1);
            table.sweep(pane, 0);
        }
        // A window holds 12,000.
        assertThat(table.size()).isLessThan(5 * PeerScore.PANES * perPane);
    }
}
