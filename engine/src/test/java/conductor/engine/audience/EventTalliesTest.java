package conductor.engine.audience;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.codec.DetailRecordEncoder;
import conductor.engine.codec.ExplanationRecordEncoder;
import conductor.engine.codec.MessageHeaderDecoder;
import conductor.engine.codec.MessageHeaderEncoder;
import conductor.engine.codec.RewardRecordEncoder;
import conductor.engine.codec.SummaryRecordDecoder;
import conductor.engine.core.AnomalyClass;
import conductor.engine.core.Arm;
import conductor.engine.core.Code;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionState;
import conductor.engine.core.DecisionType;
import conductor.engine.core.Severity;
import conductor.engine.core.SkipReason;
import conductor.engine.learn.Group;
import conductor.engine.state.RowTable;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EventTalliesTest {
    private static final long EVENT = 7_001;
    private static final long OTHER = 7_002;
    private static final long THIRD = 7_003;
    private static final long A = 11;
    private static final long B = 12;
    private static final long C = 13;
    private static final byte[] NOTHING = {};

    private EventTallies tallies = new EventTallies(2, 100);

    @Test
    void sessionsPeopleScoresAndTimeAreThoseOfTheEvent() {
        open(A, 1_000, EVENT);
        open(B, 4_000, EVENT);
        score(A, 6_000, EVENT, 400_000, 30);
        score(B, 9_000, EVENT, 200_000, 12);
        score(A, 11_000, EVENT, 600_000, 20);
        score(B, 14_000, EVENT, 100_000, 15);
        assertThat(tallies.closed(EVENT)).isFalse();
        close(A, 61_000, EVENT);
        assertThat(tallies.closed(EVENT)).isFalse();
        close(B, 91_000, EVENT);
        assertThat(tallies.closed(EVENT)).isTrue();

        SummaryRecordDecoder s = summary(EVENT, 99_000);
        assertThat(s.sessions()).isEqualTo(2);
        assertThat(s.openSessions()).isZero();
        assertThat(s.firstOpenMs()).isEqualTo(1_000);
        assertThat(s.lastMs()).isEqualTo(91_000);
        assertThat(s.peakUsers()).isEqualTo(42);
        assertThat(s.scoreSumPpm()).isEqualTo(1_300_000);
        assertThat(s.scores()).isEqualTo(4);
    }

    @Test
    void whileASessionIsOpenTheEventLastsUntilNow() {
        open(A, 1_000, EVENT);
        assertThat(summary(EVENT, 5_000).lastMs()).isEqualTo(5_000);
        assertThat(summary(EVENT, 5_000).openSessions()).isEqualTo(1);
    }

    @Test
    void aSessionThatIsOpenedAgainGoesOnWithTheEvent() {
        open(A, 1_000, EVENT);
        score(A, 6_000, EVENT, 500_000, 10);
        close(A, 9_000, EVENT);
        open(A, 20_000, EVENT);
        assertThat(tallies.closed(EVENT)).isFalse();
        close(A, 30_000, EVENT);
        SummaryRecordDecoder s = summary(EVENT, 30_000);
        assertThat(s.sessions()).isEqualTo(2);
        assertThat(s.firstOpenMs()).isEqualTo(1_000);
        assertThat(s.lastMs()).isEqualTo(30_000);
        assertThat(s.peakUsers()).isEqualTo(10);
    }

    @Test
    void withoutAnEventNothingIsCounted() {
        open(A, 1_000, 0);
        score(A, 6_000, 0, 500_000, 10);
        decision(A, 0, DecisionState.SKIPPED, 0, Code.MILD, Arm.POLL);
        close(A, 9_000, 0);
        assertThat(tallies.closed(0)).isFalse();
        assertThat(tallies.write(record(DecisionType.SUMMARY, 0, 9_000, 0))).isFalse();
    }

    @Test
    void aSessionThatMovesTakesItsPeopleAlongAndLeavesWhatWasRecorded() {
        open(A, 1_000, EVENT);
        open(B, 2_000, EVENT);
        score(A, 6_000, EVENT, 400_000, 30);
        score(B, 7_000, EVENT, 400_000, 5);
        resolve(A, 8_000, OTHER);
        score(A, 11_000, OTHER, 800_000, 31);
        score(B, 12_000, EVENT, 400_000, 6);
        close(B, 50_000, EVENT);
        assertThat(tallies.closed(EVENT)).isTrue();
        assertThat(summary(EVENT, 50_000).sessions()).isEqualTo(1);
        assertThat(summary(EVENT, 50_000).scores()).isEqualTo(3);
        assertThat(summary(EVENT, 50_000).peakUsers()).isEqualTo(35);
        SummaryRecordDecoder other = summary(OTHER, 50_000);
        assertThat(other.sessions()).isEqualTo(1);
        assertThat(other.firstOpenMs()).isEqualTo(1_000);
        assertThat(other.scoreSumPpm()).isEqualTo(800_000);
        assertThat(other.peakUsers()).isEqualTo(31);
        close(A, 60_000, OTHER);
        assertThat(tallies.closed(OTHER)).isTrue();
    }

    @Test
    void anEventWhoseOnlySessionMovedAwayDidNotClose() {
        open(A, 1_000, EVENT);
        resolve(A, 2_000, OTHER);
        assertThat(tallies.closed(EVENT)).isFalse();
        assertThat(summary(EVENT, 3_000).sessions()).isZero();
    }

    @Test
    void anomaliesCountByClassAndSeverity() {
        open(A, 1_000, EVENT);
        anomaly(AnomalyClass.MASS_EXIT, Severity.WARNING);
        anomaly(AnomalyClass.GRADUAL_DECLINE, Severity.CRITICAL);
        anomaly(AnomalyClass.GRADUAL_DECLINE, Severity.CRITICAL);
        SummaryRecordDecoder s = summary(EVENT, 9_000);
        assertThat(s.anomalies(0)).isEqualTo(1);
        assertThat(s.anomalies(7)).isEqualTo(2);
        assertThat(s.anomalies(1) + s.anomalies(6)).isZero();
    }

    @Test
    void aDecisionCountsInTheStateItIsInAndOnceForItsArm() {
        open(A, 1_000, EVENT);
        decision(A, EVENT, DecisionState.PROPOSED, 0, 0, Arm.POLL);
        assertThat(summary(EVENT, 9_000).states(DecisionState.PROPOSED)).isEqualTo(1);
        decision(A, EVENT, DecisionState.EXPIRED, DecisionState.PROPOSED, 0, Arm.POLL);
        decision(A, EVENT, DecisionState.SKIPPED, 0, Code.MILD, 0);
        decision(A, EVENT, DecisionState.SKIPPED, 0, Code.NO_CONTENT, Arm.BROADCAST);
        decision(A, EVENT, DecisionState.SKIPPED, 0, Code.STALE, Arm.BROADCAST);
        decision(A, EVENT, DecisionState.SUPPRESSED, 0, Code.PENDING, 0);
        SummaryRecordDecoder s = summary(EVENT, 9_000);
        assertThat(s.states(DecisionState.PROPOSED)).isZero();
        assertThat(s.states(DecisionState.EXPIRED)).isEqualTo(1);
        assertThat(s.states(DecisionState.SKIPPED)).isEqualTo(3);
        assertThat(s.states(DecisionState.SUPPRESSED)).isEqualTo(1);
        assertThat(s.arms(Arm.POLL)).isEqualTo(1);
        assertThat(s.arms(Arm.BROADCAST)).isEqualTo(2);
        assertThat(s.arms(0)).isEqualTo(2);
        assertThat(s.skipped(SkipReason.of(Code.MILD))).isEqualTo(1);
        assertThat(s.skipped(SkipReason.of(Code.NO_CONTENT))).isEqualTo(1);
        assertThat(s.skipped(SkipReason.OTHER)).isEqualTo(1);
    }

    @Test
    void aDecisionThatBeganInAnotherEventEndsInThisOneWithoutACountBelowZero() {
        open(A, 1_000, EVENT);
        decision(A, EVENT, DecisionState.PROPOSED, 0, 0, Arm.POLL);
        resolve(A, 2_000, OTHER);
        decision(A, OTHER, DecisionState.REJECTED, DecisionState.PROPOSED, 0, Arm.POLL);
        assertThat(summary(OTHER, 3_000).states(DecisionState.PROPOSED)).isZero();
        assertThat(summary(OTHER, 3_000).states(DecisionState.REJECTED)).isEqualTo(1);
    }

    @Test
    void whatWasExecutedCountsByWhoApprovedItUnlessItFailsAfterAll() {
        open(A, 1_000, EVENT);
        executed(true, DecisionState.EXECUTED, DecisionState.PUBLISHED);
        executed(true, DecisionState.EXECUTED, DecisionState.PUBLISHED);
        executed(false, DecisionState.EXECUTED, DecisionState.PUBLISHED);
        executed(true, DecisionState.FAILED, DecisionState.EXECUTED);
        executed(false, DecisionState.FAILED, DecisionState.PUBLISHED);
        SummaryRecordDecoder s = summary(EVENT, 9_000);
        assertThat(s.autoExecuted()).isEqualTo(1);
        assertThat(s.approvedExecuted()).isEqualTo(1);
        assertThat(s.states(DecisionState.FAILED)).isEqualTo(2);
    }

    @Test
    void peopleReachedAndCostAreThoseAtThePublication() {
        open(A, 1_000, EVENT);
        Decision d = record(DecisionType.DECISION, A, 2_000, EVENT);
        d.state = DecisionState.PUBLISHED;
        d.previous = DecisionState.AUTO_APPROVED;
        d.totalUsers = 50;
        explain(d, true);
        detail(d, 47, 7_500);
        tallies.observe(d);
        explain(d, true);
        tallies.observe(d);
        SummaryRecordDecoder s = summary(EVENT, 9_000);
        assertThat(s.usersReached()).isEqualTo(47 + 50);
        assertThat(s.costMicros()).isEqualTo(7_500);
    }

    @Test
    void allThatWasMeasuredIsCountedButOnlyWhatCountsGoesIntoTheUplift() {
        open(A, 1_000, EVENT);
        reward(Group.TREATED, 120_000, true, true);
        reward(Group.TREATED, -20_000, false, true);
        reward(Group.TREATED, 500_000, true, false);
        reward(Group.CONTROL, -30_000, false, true);
        SummaryRecordDecoder s = summary(EVENT, 9_000);
        assertThat(s.measured()).isEqualTo(3);
        assertThat(s.helped()).isEqualTo(2);
        assertThat(s.treated()).isEqualTo(2);
        assertThat(s.treatedSumPpm()).isEqualTo(100_000);
        assertThat(s.treatedSquares()).isEqualTo(14_400_000_000L + 400_000_000L);
        assertThat(s.treatedBefore()).isEqualTo(20);
        assertThat(s.treatedAfter()).isEqualTo(18);
        assertThat(s.controls()).isEqualTo(1);
        assertThat(s.controlSumPpm()).isEqualTo(-30_000);
        assertThat(s.controlBefore()).isEqualTo(10);
        assertThat(s.controlAfter()).isEqualTo(9);
    }

    @Test
    void inAFullTableTheEventThatHasBeenClosedTheLongestMakesRoom() {
        open(A, 1_000, EVENT);
        open(B, 2_000, OTHER);
        close(B, 3_000, OTHER);
        close(A, 4_000, EVENT);
        open(C, 5_000, THIRD);
        assertThat(tallies.closed(EVENT)).isTrue();
        assertThat(tallies.closed(OTHER)).isFalse();
        assertThat(summary(THIRD, 6_000).sessions()).isEqualTo(1);
        assertThat(tallies.refused()).isZero();
        assertThat(tallies.recomputeHash()).isEqualTo(tallies.hash());
    }

    @Test
    void withoutRoomAnEventHasNoTallyUntilThereIsSome() {
        open(A, 1_000, EVENT);
        open(B, 2_000, OTHER);
        open(C, 3_000, THIRD);
        score(C, 8_000, THIRD, 500_000, 40);
        assertThat(tallies.refused()).isEqualTo(1);
        assertThat(tallies.write(record(DecisionType.SUMMARY, 0, 8_000, THIRD))).isFalse();
        close(A, 9_000, EVENT);
        score(C, 13_000, THIRD, 500_000, 41);
        assertThat(summary(THIRD, 13_000).peakUsers()).isEqualTo(41);
        close(C, 14_000, THIRD);
        assertThat(tallies.closed(THIRD)).isTrue();
    }

    /** Random lives of sessions and decisions: the hash is that of the rows, and what was read back goes on the same. */
    @Test
    void theHashIsThatOfTheRowsAndARestoredTableGoesOnTheSame() {
        for (int seed = 0; seed < 20; seed++) {
            tallies = new EventTallies(4, 30);
            Random random = new Random(seed);
            Map<Long, Long> eventOf = new HashMap<>();
            for (int step = 0; step < 600; step++) {
                randomRecord(random, eventOf, step * 1_000L + 1);
            }
            assertThat(tallies.recomputeHash()).isEqualTo(tallies.hash());
            EventTallies through = tallies;
            EventTallies back = restored(through);
            assertThat(back.hash()).isEqualTo(through.hash());
            Map<Long, Long> sameEvents = new HashMap<>(eventOf);
            long more = random.nextLong();
            play(through, more, eventOf);
            play(back, more, sameEvents);
            assertThat(back.hash()).isEqualTo(through.hash());
            assertThat(back.recomputeHash()).isEqualTo(back.hash());
        }
    }

    private void play(EventTallies on, long seed, Map<Long, Long> eventOf) {
        tallies = on;
        Random random = new Random(seed);
        for (int step = 600; step < 900; step++) {
            randomRecord(random, eventOf, step * 1_000L + 1);
        }
    }

    private void randomRecord(Random random, Map<Long, Long> eventOf, long nowMs) {
        long session = 1 + random.nextInt(25);
        long event = 500 + random.nextInt(7);
        Long now = eventOf.get(session);
        if (now == null) {
            open(session, nowMs, random.nextBoolean() ? event : 0);
            eventOf.put(session, random.nextInt(4) == 0 ? move(session, nowMs, event) : lastScope);
            return;
        }
        switch (random.nextInt(12)) {
            case 0 -> {
                close(session, nowMs, now);
                eventOf.remove(session);
            }
            case 1 -> eventOf.put(session, move(session, nowMs, event));
            case 2 -> decision(session, now, 1 + random.nextInt(13), random.nextInt(14), Code.MILD, random.nextInt(5));
            case 3 -> scopedReward(now, 1 + random.nextInt(2), random.nextInt(200_000) - 100_000, true, true);
            default -> score(session, nowMs, now, random.nextInt(900_000), random.nextInt(60));
        }
    }

    private long move(long session, long nowMs, long event) {
        resolve(session, nowMs, event);
        return event;
    }

    /** Copies the state as snapshots carry it: the hashed words of the rows, to other slots than before. */
    private static EventTallies restored(EventTallies from) {
        EventTallies to = new EventTallies(4, 30);
        to.refused = from.refused;
        to.tallies.idle.lastNumber = from.tallies.idle.lastNumber;
        for (int slot = from.tallies.rows.slotsEnd() - 1; slot >= 0; slot--) {
            if (from.tallies.rows.key(slot) != 0) {
                to.relinkTally(copy(from.tallies.rows, slot, to.tallies.rows));
            }
        }
        to.tallies.idle.relink();
        for (int slot = from.sessions.slotsEnd() - 1; slot >= 0; slot--) {
            if (from.sessions.key(slot) != 0) {
                to.relinkSession(copy(from.sessions, slot, to.sessions));
            }
        }
        return to;
    }

    private static int copy(RowTable from, int slot, RowTable to) {
        int copy = to.allocate(from.key(slot));
        for (int word = 1; word < from.hashedWords(); word++) {
            to.setWord(copy, word, from.word(slot, word));
        }
        return copy;
    }

    private SummaryRecordDecoder summary(long event, long nowMs) {
        Decision d = record(DecisionType.SUMMARY, 0, nowMs, event);
        assertThat(tallies.write(d)).isTrue();
        SummaryRecordDecoder decoder = new SummaryRecordDecoder();
        decoder.wrapAndApplyHeader(d.payload, 0, new MessageHeaderDecoder());
        assertThat(d.payloadLength)
                .isEqualTo(MessageHeaderDecoder.ENCODED_LENGTH + decoder.encodedLength())
                .isEqualTo(352);
        return decoder;
    }

    private long lastScope;

    private void open(long session, long nowMs, long event) {
        tallies.observe(record(DecisionType.SESSION_OPENED, session, nowMs, 0));
        lastScope = event;
        if (event != 0) {
            resolve(session, nowMs, event);
        }
    }

    private void resolve(long session, long nowMs, long event) {
        tallies.observe(record(DecisionType.EVENT_RESOLVED, session, nowMs, event));
    }

    private void close(long session, long nowMs, long event) {
        tallies.observe(record(DecisionType.SESSION_CLOSED, session, nowMs, event));
    }

    private void score(long session, long nowMs, long event, int scorePpm, int users) {
        Decision d = record(DecisionType.SCORE, session, nowMs, event);
        d.scorePpm = scorePpm;
        d.totalUsers = users;
        tallies.observe(d);
    }

    private void anomaly(int anomalyClass, int severity) {
        Decision d = record(DecisionType.ANOMALY, A, 2_000, EVENT);
        d.anomalyClass = anomalyClass;
        d.severity = severity;
        tallies.observe(d);
    }

    private void decision(long session, long event, int state, int previous, int code, int arm) {
        Decision d = record(DecisionType.DECISION, session, 2_000, event);
        d.state = state;
        d.previous = previous;
        d.code = code;
        d.arm = arm;
        tallies.observe(d);
    }

    private void executed(boolean automatic, int state, int previous) {
        Decision d = record(DecisionType.DECISION, A, 2_000, EVENT);
        d.state = state;
        d.previous = previous;
        explain(d, automatic);
        tallies.observe(d);
    }

    private static void explain(Decision d, boolean automatic) {
        new ExplanationRecordEncoder()
                .wrapAndApplyHeader(d.payload, 0, new MessageHeaderEncoder())
                .autoApproved((short) (automatic ? 1 : 0));
        d.payloadLength = MessageHeaderEncoder.ENCODED_LENGTH + ExplanationRecordEncoder.BLOCK_LENGTH;
    }

    private static void detail(Decision d, int usersReached, long costMicros) {
        int at = (d.payloadLength + 7) / 8 * 8;
        DetailRecordEncoder details = new DetailRecordEncoder()
                .wrapAndApplyHeader(d.payload, at, new MessageHeaderEncoder())
                .usersReached(usersReached)
                .costMicros(costMicros)
                .putActor(NOTHING, 0, 0)
                .putReason(NOTHING, 0, 0)
                .putContent(NOTHING, 0, 0)
                .putResult(NOTHING, 0, 0)
                .putError(NOTHING, 0, 0);
        d.payloadLength = at + MessageHeaderEncoder.ENCODED_LENGTH + details.encodedLength();
    }

    private void reward(int group, int deltaPpm, boolean helped, boolean counted) {
        scopedReward(EVENT, group, deltaPpm, helped, counted);
    }

    private void scopedReward(long event, int group, int deltaPpm, boolean helped, boolean counted) {
        Decision d = record(DecisionType.REWARD, A, 2_000, event);
        new RewardRecordEncoder()
                .wrapAndApplyHeader(d.payload, 0, new MessageHeaderEncoder())
                .deltaPpm(deltaPpm)
                .usersBefore(10)
                .usersAfter(9)
                .grp((short) group)
                .helped((short) (helped ? 1 : 0))
                .counted((short) (counted ? 1 : 0));
        d.payloadLength = MessageHeaderEncoder.ENCODED_LENGTH + RewardRecordEncoder.BLOCK_LENGTH;
        tallies.observe(d);
    }

    private static Decision record(int type, long session, long nowMs, long event) {
        Decision d = new Decision();
        d.type = type;
        d.subjectKey = session;
        d.engineTimeMs = nowMs;
        d.scopeKey = event;
        return d;
    }
}
