package conductor.engine.core;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.support.Host;
import conductor.engine.support.Recorded;
import conductor.engine.support.Stage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the engine does with definitions: the texts in its records, and what it refuses. */
class NamesOfSessionsTest {
    private static final long SESSION = Stage.key("ses_1");
    private static final long EVENT = Stage.key("evt_1");

    private final List<Recorded> records = new ArrayList<>();
    private Host host = host(Stage.period(5_000));

    @Test
    void recordsCarryTheTextsOfTheirKeys() {
        define(0, SESSION, "ses_1");
        define(0, EVENT, "evt_1");
        join(0, "usr_1", EVENT);
        assertThat(last(DecisionType.SESSION_OPENED).text()).isEqualTo("ses_1");
        assertThat(last(DecisionType.EVENT_RESOLVED).text()).isEqualTo("evt_1");
        assertThat(last(DecisionType.EVENT_RESOLVED).d.code).isEqualTo(Code.NONE);
    }

    @Test
    void aSessionWithoutADefinitionOpensAllTheSameAndSaysSo() {
        join(0, "usr_1", EVENT);
        assertThat(last(DecisionType.SESSION_OPENED).d.code).isEqualTo(Code.UNDEFINED_NAME);
        assertThat(last(DecisionType.SESSION_OPENED).text()).isEmpty();
        assertThat(last(DecisionType.EVENT_RESOLVED).d.code).isEqualTo(Code.UNDEFINED_NAME);
    }

    @Test
    void aNameIsKnownWhileASessionIsOpenHoweverLong() {
        define(0, SESSION, "ses_1");
        define(0, EVENT, "evt_1");
        for (int minute = 0; minute <= 120; minute += 20) {
            join(minute * 60_000L, "usr_" + minute, EVENT);
        }
        // Another text under these keys would be taken if they had been forgotten.
        define(121 * 60_000L, SESSION, "ses_2");
        assertThat(host.engine().refusedNames()).isEqualTo(1);
        define(121 * 60_000L + 1, EVENT, "evt_2");
        assertThat(host.engine().refusedNames()).isEqualTo(2);
    }

    @Test
    void aNameIsForgottenOnceItsSessionHasClosed() {
        define(0, SESSION, "ses_1");
        define(0, EVENT, "evt_1");
        join(0, "usr_1", EVENT);
        host.tickTo(Stage.START_MS + 1_800_000);
        assertThat(of(DecisionType.SESSION_CLOSED)).hasSize(1);
        define(1_800_001, SESSION, "ses_2");
        define(1_800_001, EVENT, "evt_2");
        assertThat(host.engine().refusedNames()).isZero();
    }

    @Test
    void aCollisionIsRefusedWithItsKeyAndTheFirstNameStays() {
        define(0, SESSION, "ses_1");
        define(1, SESSION, "ses_2");
        assertThat(host.engine().refusedNames()).isEqualTo(1);
        join(2, "usr_1", 0);
        assertThat(last(DecisionType.SESSION_OPENED).text()).isEqualTo("ses_1");
    }

    @Test
    void aFullTableRefusesTheNameAndTheSessionStillOpens() {
        host = host(Stage.with(Stage.period(5_000), "engine.names-max", 1));
        define(0, EVENT, "evt_1");
        define(1, SESSION, "ses_1");
        assertThat(host.engine().refusedNames()).isEqualTo(1);
        join(2, "usr_1", EVENT);
        assertThat(last(DecisionType.SESSION_OPENED).d.code).isEqualTo(Code.UNDEFINED_NAME);
        assertThat(last(DecisionType.EVENT_RESOLVED).text()).isEqualTo("evt_1");
    }

    @Test
    void neitherNamesNorTheirRefusalsArePartOfTheStateHash() {
        long before = host.engine().stateHash();
        define(0, SESSION, "ses_1");
        define(1, SESSION, "ses_2");
        assertThat(host.engine().stateHash()).isEqualTo(before);
    }

    private Host host(EngineConfig config) {
        return new Host(config, d -> records.add(new Recorded(d)));
    }

    private void define(long ms, long key, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Signal s = signal(ms, SignalType.DEFINE);
        s.subjectKey = key;
        s.payload.putBytes(0, bytes);
        s.payloadLength = bytes.length;
        host.apply(s);
    }

    private void join(long ms, String user, long event) {
        Signal s = signal(ms, SignalType.JOIN);
        s.source = SourceId.PRESENCE;
        s.subjectKey = SESSION;
        s.actorKey = Stage.key(user);
        s.scopeKey = event;
        host.apply(s);
    }

    private static Signal signal(long ms, int type) {
        Signal s = new Signal().clear();
        s.type = type;
        s.engineTimeMs = Stage.START_MS + ms;
        s.sourceTimeMs = s.engineTimeMs;
        return s;
    }

    private List<Recorded> of(int type) {
        return records.stream().filter(r -> r.d.type == type).toList();
    }

    private Recorded last(int type) {
        List<Recorded> found = of(type);
        return found.get(found.size() - 1);
    }
}
