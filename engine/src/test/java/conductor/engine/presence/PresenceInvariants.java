package conductor.engine.presence;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.DecisionType;
import conductor.engine.presence.PresenceLine.Figure;
import java.util.HashMap;
import java.util.Map;

/** What must hold whatever happens (presence.md 2), seen in nothing but the records. */
final class PresenceInvariants {
    /** Where an item is, and with whom. */
    private record Holding(String operator, int state) {}

    private final Map<String, Holding> holdings = new HashMap<>();
    private final Map<String, Long> open = new HashMap<>();
    private long lastSeq;
    private long lastMs;

    void hear(PresenceLine line) {
        assertThat(line.seq()).as("numbers without holes: %s", line).isEqualTo(++lastSeq);
        assertThat(line.atMs()).as("time never falls: %s", line).isGreaterThanOrEqualTo(lastMs);
        lastMs = line.atMs();
        if (line.figure(Figure.KIND) != 0) {
            hold(line);
        }
        if (line.type() == DecisionType.AGENT_SESSION_OPENED) {
            assertThat(open.put(operator(line), line.figure(Figure.SESSION)))
                    .as("one open session: %s", line)
                    .isNull();
            assertThat(line.figure(Figure.SESSION))
                    .as("named by its record: %s", line)
                    .isEqualTo(line.seq());
        } else if (line.type() == DecisionType.AGENT_SESSION_CLOSED) {
            assertThat(open.remove(operator(line)))
                    .as("what closes was open: %s", line)
                    .isEqualTo(line.figure(Figure.SESSION));
            assertThat(line.figure(Figure.RESERVED))
                    .as("no reservation: %s", line)
                    .isZero();
        }
        if (!line.agent().isEmpty()) {
            count(line);
        }
    }

    private static String operator(PresenceLine line) {
        return line.scope() + " " + line.agent();
    }

    private void hold(PresenceLine line) {
        int state = (int) line.figure(Figure.STATE);
        String item = line.scope() + " " + line.subject();
        if (state == WorkState.OFFERED || state == WorkState.CONNECTED) {
            assertThat(line.agent()).as("it has an operator: %s", line).isNotEmpty();
            Holding before = holdings.put(item, new Holding(operator(line), state));
            if (state == WorkState.CONNECTED) {
                assertThat(before)
                        .as("who answers was offered it: %s", line)
                        .isEqualTo(new Holding(operator(line), WorkState.OFFERED));
            } else {
                assertThat(before).as("nobody else has it: %s", line).isNull();
                assertThat(line.figure(Figure.ACTIVE) + line.figure(Figure.RESERVED))
                        .as("room for it: %s", line)
                        .isLessThanOrEqualTo(line.figure(Figure.MAX));
            }
        } else {
            holdings.remove(item);
        }
    }

    /** What an operator is said to have is what it was given. */
    private void count(PresenceLine line) {
        assertThat(line.figure(Figure.ACTIVE))
                .as("connected items: %s", line)
                .isEqualTo(held(operator(line), WorkState.CONNECTED));
        assertThat(line.figure(Figure.RESERVED))
                .as("open offers: %s", line)
                .isEqualTo(held(operator(line), WorkState.OFFERED));
    }

    private long held(String operator, int state) {
        Holding wanted = new Holding(operator, state);
        return holdings.values().stream().filter(wanted::equals).count();
    }
}
