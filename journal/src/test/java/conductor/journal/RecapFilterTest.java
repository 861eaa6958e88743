package conductor.journal;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.journal.json.SessionDirectory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Who reads a recap calls sessions and events as one does who has read everything. */
class RecapFilterTest {
    private static final long EVENT = 7;

    private final List<Decision> records = new ArrayList<>();

    @Test
    void anEventKeepsTheNameThatOnlyASessionBroughtWhichHasClosed() {
        add(DecisionType.SESSION_OPENED, 1, 0, "one");
        add(DecisionType.EVENT_RESOLVED, 1, EVENT, "");
        add(DecisionType.SESSION_OPENED, 2, 0, "two");
        add(DecisionType.EVENT_RESOLVED, 2, EVENT, "the event");
        add(DecisionType.SESSION_CLOSED, 2, EVENT, "");
        add(DecisionType.SESSION_OPENED, 3, 0, "three");

        assertThat(known(recap()).eventUtf8(EVENT))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("the event");

        add(DecisionType.SESSION_CLOSED, 1, EVENT, "");
        add(DecisionType.SESSION_OPENED, 4, 0, "four");
        assertThat(recap()).noneMatch(d -> d.type == DecisionType.EVENT_RESOLVED);
        assertThat(known(recap()).eventCount()).isZero();
    }

    @Test
    void whateverComesTheNamesAreThose() {
        for (int seed = 0; seed < 300; seed++) {
            records.clear();
            Random random = new Random(seed);
            boolean[] open = new boolean[5];
            // As in the engine, who forgets no name while the event has a session.
            for (int i = 0; i < 60; i++) {
                int session = 1 + random.nextInt(4);
                if (!open[session]) {
                    add(DecisionType.SESSION_OPENED, session, 0, "s" + session);
                    open[session] = true;
                } else if (random.nextInt(3) > 0) {
                    long event = 1 + random.nextInt(3);
                    boolean isNamed = random.nextInt(3) == 0 || known(records).event(event).length != 7;
                    add(DecisionType.EVENT_RESOLVED, session, event, isNamed ? "e" + event : "");
                } else {
                    add(DecisionType.SESSION_CLOSED, session, 0, "");
                    open[session] = false;
                }
                // Records of work items stand between those of sessions and change nothing.
                add(DecisionType.WORK_CLOSED, 70, 80, "");
                add(DecisionType.STATUS, 9, 0, "");
                SessionDirectory all = known(records);
                SessionDirectory recalled = known(recap());
                recalled.apply(records.get(records.size() - 1));
                for (long event = 1; event <= 3; event++) {
                    assertThat(recalled.event(event))
                            .as("seed %d, record %d", seed, i)
                            .isEqualTo(all.event(event));
                }
                assertThat(recalled.eventCount())
                        .as("seed %d, record %d", seed, i)
                        .isEqualTo(all.eventCount());
                assertThat(recalled.sessionCount())
                        .as("seed %d, record %d", seed, i)
                        .isEqualTo(all.sessionCount());
            }
        }
    }

    private List<Decision> recap() {
        RecapFilter filter = new RecapFilter(16);
        records.forEach(filter::note);
        return records.stream().filter(filter::keeps).toList();
    }

    private static SessionDirectory known(List<Decision> records) {
        SessionDirectory directory = new SessionDirectory();
        records.forEach(directory::apply);
        return directory;
    }

    private void add(int type, long session, long event, String text) {
        Decision d = new Decision();
        d.type = type;
        d.seq = records.size() + 1;
        d.subjectKey = session;
        d.scopeKey = event;
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        d.payload.putBytes(0, utf8);
        d.payloadLength = utf8.length;
        records.add(d);
    }
}
