package conductor.engine.audience;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.codec.MessageHeaderDecoder;
import conductor.engine.codec.RewardRecordDecoder;
import conductor.engine.codec.SummaryRecordDecoder;
import conductor.engine.core.Arm;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionState;
import conductor.engine.core.DecisionType;
import conductor.engine.core.Mode;
import conductor.engine.learn.Group;
import conductor.engine.support.Recorded;
import conductor.engine.support.Stage;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The summary of an event with lively sessions that fall silent, against what its records say one by one. */
class EventSummaryTest {
    private static final int SESSIONS = 12;
    private static final int PEOPLE = 20;
    private static final String EVENT = "evt_1";

    private final Stage stage = new Stage(Stage.period(5_000));
    private final Map<Long, Decision> lastOf = new LinkedHashMap<>();
    private final Map<Long, Decision> firstOf = new LinkedHashMap<>();

    @BeforeEach
    void play() {
        for (int session = 0; session < SESSIONS; session++) {
            stage.at(session * 3_000L).in("ses_" + session);
            for (int user = 0; user < PEOPLE + session; user++) {
                stage.join("usr_" + user, EVENT);
            }
        }
        stage.settings(
                EVENT,
                s -> s.mode((short) Mode.AUTO)
                        .maxInterventionsPerHour((short) 100)
                        .holdoutPpm(500_000));
        long answered = 0;
        for (int second = 40; second < 600; second++) {
            stage.at(second * 1_000L);
            for (int session = 0; session < SESSIONS; session++) {
                // One falls silent after the other, or the feed would be doubted.
                if (second < 160 + 20 * session) {
                    stage.in("ses_" + session).chat("usr_" + second % PEOPLE).react("usr_" + second % PEOPLE);
                }
            }
            for (Recorded published : published(answered)) {
                answered = published.d.seq;
                if (answered % 3 != 0) {
                    stage.outcome(answered, answered % 3 == 1);
                }
            }
        }
        stage.at(2_600_000);
        for (Recorded r : decisions()) {
            firstOf.putIfAbsent(r.d.decisionSeq, r.d);
            lastOf.put(r.d.decisionSeq, r.d);
        }
    }

    @Test
    void thereIsOneSummaryRightBehindTheCloseOfTheLastSession() {
        List<Recorded> summaries = stage.of(DecisionType.SUMMARY);
        assertThat(summaries).hasSize(1);
        assertThat(stage.of(DecisionType.SESSION_CLOSED)).hasSize(SESSIONS);
        int at = stage.records.indexOf(summaries.get(0));
        assertThat(stage.records.get(at - 1).d.type).isEqualTo(DecisionType.SESSION_CLOSED);
        assertThat(summaries.get(0).d.subjectKey).isZero();
        SummaryRecordDecoder s = summary();
        assertThat(s.sessions()).isEqualTo(SESSIONS);
        assertThat(s.openSessions()).isZero();
        assertThat(s.firstOpenMs()).isEqualTo(Stage.START_MS);
        assertThat(s.lastMs()).isEqualTo(summaries.get(0).d.engineTimeMs);
    }

    @Test
    void everyDecisionCountsOnceInItsLastState() {
        SummaryRecordDecoder s = summary();
        for (int state = DecisionState.PROPOSED; state <= DecisionState.UNMEASURED; state++) {
            int wanted = state;
            assertThat(s.states(state)).as(DecisionState.name(state)).isEqualTo((int)
                    lastOf.values().stream().filter(d -> d.state == wanted).count());
        }
        assertThat(s.states(DecisionState.MEASURED)).isPositive();
        assertThat(s.states(DecisionState.FAILED)).isPositive();
        for (int arm = Arm.POLL; arm <= Arm.GAMIFICATION; arm++) {
            int wanted = arm;
            assertThat(s.arms(arm)).as(Arm.name(arm)).isEqualTo((int)
                    firstOf.values().stream().filter(d -> d.arm == wanted).count());
        }
        long executed = decisions().stream()
                .filter(r -> r.d.state == DecisionState.EXECUTED)
                .filter(r -> lastOf.get(r.d.decisionSeq).state != DecisionState.FAILED)
                .count();
        assertThat((long) s.autoExecuted()).isEqualTo(executed).isPositive();
        assertThat(s.approvedExecuted()).isZero();
    }

    @Test
    void scoresPeopleAndMeasurementsAddUp() {
        SummaryRecordDecoder s = summary();
        Map<Long, Integer> people = new HashMap<>();
        int peak = 0;
        long sum = 0;
        for (Recorded r : stage.of(DecisionType.SCORE)) {
            if (r.d.scopeKey != 0) {
                people.put(r.d.subjectKey, r.d.totalUsers);
                sum += r.d.scorePpm;
                peak = Math.max(
                        peak, people.values().stream().mapToInt(users -> users).sum());
            }
        }
        assertThat(s.scoreSumPpm()).isEqualTo(sum);
        assertThat(s.peakUsers()).isEqualTo(peak).isGreaterThan(SESSIONS * PEOPLE);
        Group treated = new Group();
        Group control = new Group();
        RewardRecordDecoder reward = new RewardRecordDecoder();
        for (Recorded r : stage.of(DecisionType.REWARD)) {
            reward.wrapAndApplyHeader(r.d.payload, 0, new MessageHeaderDecoder());
            if (reward.counted() == 1) {
                (reward.grp() == Group.TREATED ? treated : control).add(reward.deltaPpm());
            }
        }
        assertThat(s.treated()).isEqualTo((int) treated.count()).isPositive();
        assertThat(s.controls()).isEqualTo((int) control.count()).isPositive();
        assertThat(Group.of(s.treated(), s.treatedSumPpm(), s.treatedSquares()).mean())
                .isEqualTo(treated.mean());
        assertThat(s.usersReached()).isPositive();
    }

    @Test
    void whoeverAddsUpTheRecordsAgainGetsTheSameSummary() {
        EventTallies again = new EventTallies(10, 100);
        Decision summary = stage.of(DecisionType.SUMMARY).get(0).d;
        stage.records.stream().filter(r -> r.d != summary).forEach(r -> again.observe(r.d));
        Decision mine = new Decision();
        mine.scopeKey = Stage.key(EVENT);
        assertThat(again.closed(mine.scopeKey)).isTrue();
        assertThat(again.write(mine)).isTrue();
        assertThat(payload(mine)).isEqualTo(payload(summary));
    }

    private static byte[] payload(Decision d) {
        byte[] bytes = new byte[d.payloadLength];
        d.payload.getBytes(0, bytes);
        return bytes;
    }

    private SummaryRecordDecoder summary() {
        SummaryRecordDecoder decoder = new SummaryRecordDecoder();
        decoder.wrapAndApplyHeader(stage.of(DecisionType.SUMMARY).get(0).d.payload, 0, new MessageHeaderDecoder());
        return decoder;
    }

    private List<Recorded> decisions() {
        return stage.of(DecisionType.DECISION);
    }

    private List<Recorded> published(long after) {
        return stage.where(
                r -> r.d.type == DecisionType.DECISION && r.d.state == DecisionState.PUBLISHED && r.d.seq > after);
    }
}
