package conductor.gateway.publish;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.journal.json.SessionDirectory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SessionDirectoryTest {
    private final SessionDirectory directory = new SessionDirectory();

    @Test
    void anEventNobodyNamedIsUnknown() {
        assertThat(event(0)).isEqualTo("unknown");
        assertThat(event(5)).isEqualTo("unknown");
        assertThat(directory.session(0)).isNull();
        assertThat(directory.session(5)).isNull();
    }

    @Test
    void textsAreThereFromTheRecordThatBringsThem() {
        directory.apply(Records.opened(1, 7, "ses_\"1\""));
        assertThat(session(7)).isEqualTo("ses_\\\"1\\\"");
        assertThat(new String(directory.session(7).channel(), StandardCharsets.UTF_8))
                .isEqualTo("session:ses_\"1\":events");
        directory.apply(Records.resolved(2, 7, 0, 9, "evt_1"));
        assertThat(event(9)).isEqualTo("evt_1");
    }

    @Test
    void aClosedSessionIsKnownThroughItsOwnLastRecordsAndThenForgotten() {
        directory.apply(Records.opened(1, 7, "ses_1"));
        directory.apply(Records.opened(2, 8, "ses_2"));
        directory.apply(Records.resolved(3, 7, 0, 9, "evt_1"));
        directory.apply(Records.closed(4, 7, 9));
        assertThat(session(7)).isEqualTo("ses_1");
        directory.apply(of(DecisionType.STATUS, 7));
        assertThat(session(7)).isEqualTo("ses_1");
        assertThat(event(9)).isEqualTo("evt_1");
        directory.apply(of(DecisionType.STATUS, 8));
        assertThat(directory.session(7)).isNull();
        assertThat(event(9)).isEqualTo("unknown");
        assertThat(directory.sessionCount()).isEqualTo(1);
        assertThat(directory.eventCount()).isZero();
    }

    @Test
    void recordsOfOperatorsNeitherEndASessionsLastRecordsNorAreOfOne() {
        directory.apply(Records.opened(1, 7, "ses_1"));
        directory.apply(Records.resolved(2, 7, 0, 9, "evt_1"));
        directory.apply(Records.closed(3, 7, 9));
        for (int type = DecisionType.AGENT_SESSION_OPENED; type <= DecisionType.MESSAGE_RESULT; type++) {
            directory.apply(of(type, 70));
            assertThat(directory.session(70)).isNull();
        }
        assertThat(session(7)).isEqualTo("ses_1");
        assertThat(event(9)).isEqualTo("evt_1");
        directory.apply(of(DecisionType.STATUS, 8));
        assertThat(directory.session(7)).isNull();
    }

    @Test
    void theEventThatClosesWithItsLastSessionIsKnownInItsSummary() {
        directory.apply(Records.opened(1, 7, "ses_1"));
        directory.apply(Records.resolved(2, 7, 0, 9, "evt_1"));
        directory.apply(Records.closed(3, 7, 9));
        directory.apply(of(DecisionType.SUMMARY, 0));
        assertThat(event(9)).isEqualTo("evt_1");
        directory.apply(of(DecisionType.STATUS, 8));
        assertThat(event(9)).isEqualTo("unknown");
    }

    @Test
    void aSessionThatOpensAgainRightAfterItsCloseIsKnown() {
        directory.apply(Records.opened(1, 7, "ses_1"));
        directory.apply(Records.resolved(2, 7, 0, 9, "evt_1"));
        directory.apply(Records.closed(3, 7, 9));
        directory.apply(Records.opened(4, 7, "ses_1"));
        directory.apply(of(DecisionType.STATUS, 8));
        assertThat(session(7)).isEqualTo("ses_1");
        assertThat(event(9)).isEqualTo("unknown");
    }

    @Test
    void anEventStaysAsLongAsOneOfItsSessionsIsOpen() {
        directory.apply(Records.opened(1, 7, "ses_1"));
        directory.apply(Records.opened(2, 8, "ses_2"));
        directory.apply(Records.resolved(3, 7, 0, 9, "evt_1"));
        directory.apply(Records.resolved(4, 8, 0, 9, "evt_1"));
        directory.apply(Records.closed(5, 7, 9));
        directory.apply(of(DecisionType.STATUS, 8));
        assertThat(event(9)).isEqualTo("evt_1");
        directory.apply(Records.closed(6, 8, 9));
        directory.apply(of(DecisionType.STATUS, 6));
        assertThat(event(9)).isEqualTo("unknown");
    }

    @Test
    void anEventThatIsReplacedIsKnownInTheRecordThatReplacesIt() {
        directory.apply(Records.opened(1, 7, "ses_1"));
        directory.apply(Records.resolved(2, 7, 0, 9, "evt_1"));
        directory.apply(Records.resolved(3, 7, 9, 10, "evt_2"));
        assertThat(event(9)).isEqualTo("evt_1");
        assertThat(event(10)).isEqualTo("evt_2");
        directory.apply(of(DecisionType.STATUS, 7));
        assertThat(event(9)).isEqualTo("unknown");
        assertThat(event(10)).isEqualTo("evt_2");
    }

    @Test
    void theSameEventResolvedAgainStaysKnown() {
        directory.apply(Records.opened(1, 7, "ses_1"));
        directory.apply(Records.resolved(2, 7, 0, 9, "evt_1"));
        directory.apply(Records.resolved(3, 7, 9, 9, "evt_1"));
        directory.apply(of(DecisionType.STATUS, 7));
        assertThat(event(9)).isEqualTo("evt_1");
    }

    @Test
    void aRecordWithoutATextLeavesItsKeyUnknown() {
        directory.apply(Records.opened(1, 7, ""));
        directory.apply(Records.resolved(2, 7, 0, 9, ""));
        assertThat(directory.session(7)).isNull();
        assertThat(event(9)).isEqualTo("unknown");
        directory.apply(Records.closed(3, 7, 9));
        directory.apply(of(DecisionType.STATUS, 8));
        assertThat(directory.eventCount()).isZero();
    }

    @Test
    void clearingForgetsEverything() {
        directory.apply(Records.opened(1, 7, "ses_1"));
        directory.apply(Records.resolved(2, 7, 0, 9, "evt_1"));
        directory.clear();
        assertThat(directory.sessionCount()).isZero();
        assertThat(directory.eventCount()).isZero();
    }

    private String session(long key) {
        return new String(directory.session(key).escaped(), StandardCharsets.UTF_8);
    }

    private String event(long key) {
        return new String(directory.event(key), StandardCharsets.UTF_8);
    }

    private static Decision of(int type, long sessionKey) {
        Decision d = Records.record(type, 1, 0L);
        d.subjectKey = sessionKey;
        return d;
    }
}
