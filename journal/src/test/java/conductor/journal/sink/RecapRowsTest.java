package conductor.journal.sink;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.engine.core.Mode;
import conductor.journal.Causes;
import conductor.journal.DecisionReader;
import conductor.journal.RecapMaker;
import conductor.journal.RecordFeed;
import conductor.journal.RecordPosition;
import conductor.journal.json.TemplateSets;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever begins with a recap writes to the byte what one writes who has read everything. */
class RecapRowsTest {
    private static final int PLACES = 60;

    @TempDir
    Path dataDir;

    @Test
    void rowsAreTheSameWhereverReadingBegins() throws Exception {
        try (Conference conference = new Conference(dataDir, 7, Mode.AUTO)) {
            conference.act().act().end();
            List<RecordPosition> places = places(conference.decisions());
            int recalled = 0;
            int made = 0;
            for (int i = 0; i < PLACES; i++) {
                RecordPosition place = places.get((int) ((long) i * places.size() / PLACES));
                if (i % 3 == 0) {
                    // Of the one before, the next time of all records.
                    RecapMaker.remove(conference.directory());
                }
                RecapMaker.make(conference.directory(), place);
                try (DecisionReader all = conference.reader();
                        DecisionReader some = conference.reader()) {
                    Recalling counted = new Recalling(some);
                    assertThat(rows(counted, place)).as("rows behind %s", place).isEqualTo(rows(new All(all), place));
                    assertThat(counted.begin).isEqualTo(place);
                    recalled += counted.recalled;
                    made++;
                }
            }
            assertThat(made).isEqualTo(PLACES);
            assertThat(recalled).isGreaterThan(PLACES);
        }
    }

    /** Behind each signal that led to records. */
    private static List<RecordPosition> places(List<Decision> decisions) {
        List<RecordPosition> places = new ArrayList<>();
        long seq = 0;
        long scoreSeq = 0;
        for (int i = 0; i < decisions.size(); i++) {
            Decision d = decisions.get(i);
            if (d.type == DecisionType.SCORE) {
                scoreSeq = d.seq;
            } else {
                seq = d.seq;
            }
            if (i + 1 == decisions.size() || decisions.get(i + 1).causeSequence != d.causeSequence) {
                places.add(new RecordPosition(seq, scoreSeq));
            }
        }
        return places;
    }

    private static List<String> rows(RecordFeed feed, RecordPosition from) throws Exception {
        Rows rows = new Rows(new RowServer.Position(from.seq(), from.scoreSeq()));
        StepwiseSink sink =
                new StepwiseSink(SinkConfig.defaults(() -> null, 7), rows, feed, Causes.NONE, TemplateSets.BUILT_IN);
        while (!sink.step()) {
            // Goes on until nothing is left.
        }
        // A table's rows lie together within a commit, and where commits end depends on where reading began.
        return rows.rows.stream().sorted().toList();
    }

    /** Reads the whole journal whatever the reader has dealt with. */
    private record All(DecisionReader reader) implements RecordFeed {
        @Override
        public boolean next(Decision d) {
            return reader.next(d);
        }

        @Override
        public RecordPosition goOnBehind(RecordPosition dealtWith) {
            reader.toStart();
            return RecordPosition.START;
        }
    }

    private static final class Recalling implements RecordFeed {
        private final DecisionReader reader;
        private RecordPosition begin;
        private int recalled;

        Recalling(DecisionReader reader) {
            this.reader = reader;
        }

        @Override
        public boolean next(Decision d) {
            boolean read = reader.next(d);
            recalled += read && reader.recalls() ? 1 : 0;
            return read;
        }

        @Override
        public RecordPosition goOnBehind(RecordPosition dealtWith) {
            begin = reader.goOnBehind(dealtWith);
            return begin;
        }

        @Override
        public boolean recalls() {
            return reader.recalls();
        }
    }

    private static final class Rows implements RowServer {
        private final List<String> rows = new ArrayList<>();
        private Position position;

        Rows(Position position) {
            this.position = position;
        }

        @Override
        public Position position() {
            return position;
        }

        @Override
        public void commit(Position from, Position to, List<Row> more) {
            assertThat(from).isEqualTo(position);
            position = to;
            more.forEach(row -> rows.add(row.table()
                    + row.columns().stream()
                            .map(column -> column == null ? "null" : new String(column, StandardCharsets.ISO_8859_1))
                            .collect(Collectors.joining("|", "(", ")"))));
        }
    }
}
