package conductor.gateway.edge;

import static conductor.gateway.edge.FeedRecords.ENGINE;
import static conductor.gateway.edge.FeedRecords.decision;
import static conductor.gateway.edge.FeedRecords.name;
import static conductor.gateway.edge.FeedRecords.score;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeedRingTest {
    private static final Predicate<FeedRecord> ALL = record -> true;
    private static final Predicate<FeedRecord> DECISIONS = record -> !record.isScore();

    private final FeedRing ring = new FeedRing(8);

    @Test
    void whatWasAddedIsReadInItsOrderWithThePositionBehindIt() {
        long from = ring.end();
        add(decision(1), score(1), score(2), decision(2));
        FeedRing.Batch batch = ring.read(from, 10, ALL);
        assertThat(names(batch)).containsExactly("d1", "s1", "s2", "d2");
        assertThat(batch.entries())
                .extracting(entry -> entry.position().toString())
                .containsExactly(ENGINE + "-1-0", ENGINE + "-1-1", ENGINE + "-1-2", ENGINE + "-2-2");
        assertThat(batch.entries())
                .extracting(FeedRing.Entry::place)
                .containsExactly(from, from + 1, from + 2, from + 3);
        assertThat(batch.next()).isEqualTo(from + 4).isEqualTo(ring.end());
        assertThat(batch.position()).isEqualTo(at(2, 2)).isEqualTo(ring.position());
    }

    @Test
    void atTheEndThereIsNothingAndThePlaceStays() {
        add(decision(1));
        FeedRing.Batch batch = ring.read(ring.end(), 10, ALL);
        assertThat(batch.entries()).isEmpty();
        assertThat(batch.next()).isEqualTo(ring.end());
        assertThat(batch.position()).isEqualTo(at(1, 0));
    }

    @Test
    void aReaderGetsNoMoreAtOnceThanItAsksForAndGoesOnThere() {
        long place = ring.end();
        add(decision(1), score(1), score(2), decision(2), score(3), decision(3));
        List<String> got = new ArrayList<>();
        List<Long> places = new ArrayList<>();
        while (place < ring.end()) {
            FeedRing.Batch batch = ring.read(place, 2, DECISIONS);
            got.addAll(names(batch));
            places.add(batch.next() - place);
            place = batch.next();
        }
        assertThat(got).containsExactly("d1", "d2", "d3");
        assertThat(places).containsExactly(4L, 2L);
    }

    @Test
    void whatIsNotWantedMovesThePositionAllTheSame() {
        long from = ring.end();
        add(score(1), score(2));
        FeedRing.Batch batch = ring.read(from, 10, DECISIONS);
        assertThat(batch.entries()).isEmpty();
        assertThat(batch.next()).isEqualTo(ring.end());
        assertThat(batch.position()).isEqualTo(at(0, 2));
    }

    @Test
    void theOldestAreForgottenAndWhoStandsThereIsTold() {
        long from = ring.end();
        for (int seq = 1; seq <= 8; seq++) {
            add(decision(seq));
        }
        assertThat(names(ring.read(from, 100, ALL))).hasSize(8);
        add(decision(9));
        assertThat(ring.read(from, 100, ALL)).isNull();
        assertThat(names(ring.read(from + 1, 100, ALL)))
                .startsWith("d2")
                .endsWith("d9")
                .hasSize(8);
        for (int seq = 10; seq <= 1_000; seq++) {
            add(decision(seq));
        }
        assertThat(names(ring.read(ring.end() - 8, 100, ALL)))
                .startsWith("d993")
                .endsWith("d1000")
                .hasSize(8);
        assertThat(ring.read(ring.end() - 9, 100, ALL)).isNull();
    }

    @Test
    void aPositionIsAPlaceForAsLongAsNothingBehindItIsForgotten() {
        ring.begin(at(10, 100));
        add(decision(11), score(101), decision(12), score(102));
        long first = ring.end() - 4;
        assertThat(ring.placeBehind(at(10, 100))).isEqualTo(first);
        assertThat(ring.placeBehind(at(11, 100))).isEqualTo(first + 1);
        assertThat(ring.placeBehind(at(11, 101))).isEqualTo(first + 2);
        assertThat(ring.placeBehind(at(12, 100))).isEqualTo(first + 1);
        assertThat(ring.placeBehind(at(10, 102))).isEqualTo(first);
        assertThat(ring.placeBehind(at(12, 102))).isEqualTo(ring.end());
        assertThat(ring.placeBehind(at(9, 100))).isEqualTo(-1);
        assertThat(ring.placeBehind(at(10, 99))).isEqualTo(-1);
        assertThat(ring.placeBehind(at(0, 0))).isEqualTo(-1);
        assertThat(ring.placeBehind(at(12, 99))).isEqualTo(-1);
        for (int seq = 103; seq <= 109; seq++) {
            add(score(seq));
        }
        // Gone are d11, s101 and d12.
        assertThat(ring.placeBehind(at(11, 101))).isEqualTo(-1);
        assertThat(ring.placeBehind(at(12, 100))).isEqualTo(-1);
        assertThat(ring.placeBehind(at(12, 101))).isEqualTo(first + 3);
    }

    @Test
    void aPositionOfAnotherEngineOrOfTheFutureIsNoPlace() {
        add(decision(1), score(1));
        assertThat(ring.placeBehind(at(1, 1))).isEqualTo(ring.end());
        assertThat(ring.placeBehind(new FeedPosition("00000001", 1, 1))).isEqualTo(-1);
        assertThat(ring.placeBehind(FeedPosition.NONE)).isEqualTo(-1);
        assertThat(ring.placeBehind(at(2, 1))).isEqualTo(-1);
        assertThat(ring.placeBehind(at(1, 2))).isEqualTo(-1);
        assertThat(ring.placeBehind(at(Long.MAX_VALUE, Long.MAX_VALUE))).isEqualTo(-1);
    }

    @Test
    void anEmptyRingKnowsNoPositionOfAnyEngine() {
        assertThat(ring.placeBehind(at(0, 0))).isEqualTo(-1);
        ring.begin(at(5, 7));
        assertThat(ring.placeBehind(at(5, 7))).isEqualTo(ring.end());
        assertThat(ring.placeBehind(at(4, 7))).isEqualTo(-1);
    }

    @Test
    void afterABeginningOldPlacesAreUnknownHoweverMuchFollows() {
        long first = ring.end();
        add(decision(1), score(1), decision(2));
        long end = ring.end();
        ring.begin(new FeedPosition("00000001", 0, 0));
        for (int seq = 1; seq <= 20; seq++) {
            for (long place = first; place <= end; place++) {
                assertThat(ring.read(place, 10, ALL))
                        .as("%d records later", seq - 1)
                        .isNull();
            }
            assertThat(ring.placeBehind(at(2, 1))).isEqualTo(-1);
            add(decision("00000001", seq));
        }
        assertThat(ring.position()).isEqualTo(new FeedPosition("00000001", 20, 0));
    }

    @Test
    void behindABeginningWhatFollowsIsRead() {
        add(decision(1), score(1));
        ring.begin(at(40, 50));
        long from = ring.end();
        assertThat(ring.position()).isEqualTo(at(40, 50));
        add(score(51), decision(41));
        assertThat(names(ring.read(from, 10, ALL))).containsExactly("s51", "d41");
        assertThat(ring.placeBehind(at(40, 51))).isEqualTo(from + 1);
    }

    @Test
    void onlyWantedDecisionsCountAsBehind() {
        long from = ring.end();
        assertThat(ring.decisionsBehind(from, ALL)).isZero();
        add(decision(1), score(1), decision(2), score(2), decision(3));
        assertThat(ring.decisionsBehind(from, ALL)).isEqualTo(3);
        assertThat(ring.decisionsBehind(from + 1, ALL)).isEqualTo(2);
        assertThat(ring.decisionsBehind(ring.end(), ALL)).isZero();
        assertThat(ring.decisionsBehind(from, record -> record.seq() == 2)).isEqualTo(1);
        assertThat(ring.decisionsBehind(-1, ALL)).isEqualTo(3);
        for (int seq = 4; seq <= 100; seq++) {
            add(decision(seq));
        }
        assertThat(ring.decisionsBehind(from, ALL)).isEqualTo(8);
        ring.begin(at(100, 2));
        assertThat(ring.decisionsBehind(from, ALL)).isZero();
    }

    /**
     * A client that changes the gateway whenever it likes: each has the records in an order of its own, and is somewhere else. What the client has
     * is the highest number of either kind that it was told.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aClientThatMovesBetweenGatewaysGetsEveryRecordOnce(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 50; round++) {
            Gateway[] gateways = {new Gateway(random), new Gateway(random), new Gateway(random)};
            Client client = new Client(at(0, 0));
            for (int step = 0; step < 400; step++) {
                gateways[random.nextInt(gateways.length)].goOn(random.nextInt(6));
                if (random.nextInt(3) == 0) {
                    client.visit(gateways[random.nextInt(gateways.length)], random.nextInt(5));
                }
            }
            for (Gateway gateway : gateways) {
                gateway.goOn(Integer.MAX_VALUE);
                client.visit(gateway, Integer.MAX_VALUE);
            }
            assertThat(client.decisions).as("seed %d, round %d", seed, round).isEqualTo(numbers(Gateway.DECISIONS));
            assertThat(client.scores).as("seed %d, round %d", seed, round).isEqualTo(numbers(Gateway.SCORES));
        }
    }

    private static List<Long> numbers(long most) {
        List<Long> all = new ArrayList<>();
        for (long number = 1; number <= most; number++) {
            all.add(number);
        }
        return all;
    }

    /** A ring that is filled with the same records as others, in an order of its own. */
    private static final class Gateway {
        static final int DECISIONS = 60;
        static final int SCORES = 200;

        private final FeedRing ring = new FeedRing(512);
        private final Random random;
        private long decisions;
        private long scores;

        Gateway(Random random) {
            this.random = random;
            ring.begin(at(0, 0));
        }

        void goOn(int records) {
            for (int i = 0; i < records && decisions + scores < DECISIONS + SCORES; i++) {
                boolean isScore = decisions == DECISIONS || scores < SCORES && random.nextInt(4) > 0;
                ring.add(isScore ? score(++scores) : decision(++decisions));
            }
        }
    }

    private static final class Client {
        final List<Long> decisions = new ArrayList<>();
        final List<Long> scores = new ArrayList<>();
        private FeedPosition has;

        Client(FeedPosition has) {
            this.has = has;
        }

        /** Reads some records; a gateway that is behind what the client has knows no place for it, and the client goes elsewhere. */
        void visit(Gateway gateway, int most) {
            long place = gateway.ring.placeBehind(FeedPosition.parse(has.toString()));
            if (place < 0) {
                assertThat(has.decisions() > gateway.decisions || has.scores() > gateway.scores)
                        .as("it is behind the client")
                        .isTrue();
                return;
            }
            FeedPosition before = has;
            for (FeedRing.Entry entry : gateway.ring
                    .read(place, most, record -> !before.includes(record))
                    .entries()) {
                FeedRecord record = entry.record();
                (record.isScore() ? scores : decisions).add(record.seq());
                has = new FeedPosition(
                        ENGINE,
                        Math.max(has.decisions(), entry.position().decisions()),
                        Math.max(has.scores(), entry.position().scores()));
            }
        }
    }

    private static FeedPosition at(long decisions, long scores) {
        return new FeedPosition(ENGINE, decisions, scores);
    }

    private void add(FeedRecord... records) {
        for (FeedRecord record : records) {
            ring.add(record);
        }
    }

    private static List<String> names(FeedRing.Batch batch) {
        return batch.entries().stream().map(entry -> name(entry.record())).toList();
    }
}
