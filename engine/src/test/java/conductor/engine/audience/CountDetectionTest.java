package conductor.engine.audience;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.AnomalyClass;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.engine.core.DetectionConfig;
import conductor.engine.core.Engine;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.Rule;
import conductor.engine.core.Severity;
import conductor.engine.support.Recorded;
import conductor.engine.support.Stage;
import conductor.engine.support.StateBytes;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Detector v2 in the engine: what it finds becomes records, at the rate that an event wants, and outlives a snapshot. */
class CountDetectionTest {
    private static final int PEOPLE = 60;
    private static final int QUIET_FROM_MIN = 10;
    private static final EngineConfig V2 =
            EngineConfig.parse(Stage.period(5_000).toText() + "detection.version=v2\n");

    private Stage stage = new Stage(V2);

    /** Minutes in which everybody says something, three a second. */
    private void lively(int fromMinute, int toMinute) {
        for (int second = fromMinute * 60; second < toMinute * 60; second++) {
            stage.at(second * 1_000L);
            for (int i = 0; i < 3; i++) {
                stage.chat("usr_" + (second * 3 + i) % PEOPLE, "evt_1");
            }
        }
    }

    private void begin() {
        stage.in("ses_1").at(0);
        for (int i = 0; i < PEOPLE; i++) {
            stage.join("usr_" + i, "evt_1");
        }
    }

    private List<Decision> anomalies() {
        return stage.of(DecisionType.ANOMALY).stream().map(record -> record.d).toList();
    }

    @Test
    void aRoomThatFallsSilentIsAnAnomalyOfTheCounts() {
        begin();
        lively(0, QUIET_FROM_MIN);
        assertThat(anomalies()).isEmpty();
        stage.at((QUIET_FROM_MIN + 1) * 60_000L);
        Decision first = anomalies().get(0);
        assertThat(first.rule).isEqualTo(Rule.COUNTS);
        assertThat(Rule.detector(first.rule)).isEqualTo("v2");
        assertThat(first.anomalyScorePpm).isBetween(600_000, 1_000_000);
        // The score is of a minute: it falls after the counts have.
        Decision last = anomalies().get(anomalies().size() - 1);
        assertThat(last.engineTimeMs).isGreaterThan(first.engineTimeMs);
        assertThat(last.expectedPpm).isGreaterThan(last.scorePpm);
        assertThat(stage.engine.stateHash()).isEqualTo(stage.engine.recomputeStateHash());
    }

    @Test
    void anAlarmThatGoesOnIsToldEverMoreSeldom() {
        begin();
        lively(0, QUIET_FROM_MIN);
        stage.at((QUIET_FROM_MIN + 20) * 60_000L);
        List<Decision> raised = anomalies();
        for (int i = 1; i < raised.size(); i++) {
            Decision again = raised.get(i);
            boolean graver = again.severity == Severity.CRITICAL
                    && raised.subList(0, i).stream().noneMatch(d -> d.severity == Severity.CRITICAL);
            long lastedMs = raised.get(i - 1).engineTimeMs - raised.get(0).engineTimeMs;
            assertThat(again.engineTimeMs - raised.get(i - 1).engineTimeMs)
                    .as("anomaly %d", i)
                    .isGreaterThanOrEqualTo(graver ? 5_000 : Math.max(30_000, lastedMs));
        }
        // At 0, 30, 60, 120, 240, 480 and 960 s of twenty minutes, and once for being graver.
        assertThat(raised).hasSizeBetween(3, 8);
        assertThat(raised).anySatisfy(d -> assertThat(d.severity).isEqualTo(Severity.CRITICAL));
        assertThat(stage.where(r -> r.d.type == DecisionType.ANOMALY || r.d.type == DecisionType.ANOMALY_COOLED))
                .allSatisfy(record -> assertThat(record.d.rule).isEqualTo(Rule.COUNTS));
    }

    @Test
    void manyWhoLeaveAreAMassExit() {
        begin();
        lively(0, QUIET_FROM_MIN);
        for (int i = 0; i < PEOPLE / 2; i++) {
            stage.at(QUIET_FROM_MIN * 60_000L + 100 + i * 500L);
            stage.leave("usr_" + i);
            stage.chat("usr_" + (PEOPLE / 2 + i), "evt_1");
        }
        stage.at(QUIET_FROM_MIN * 60_000L + 20_000);
        assertThat(anomalies()).anySatisfy(d -> {
            assertThat(d.anomalyClass).isEqualTo(AnomalyClass.MASS_EXIT);
            assertThat(d.rule).isEqualTo(Rule.LEAVERS);
        });
    }

    @Test
    void anEventThatWantsFewerFalseAlarmsIsToldLater() {
        long usualMs = firstAnomalyMs(100_000);
        long quietMs = firstAnomalyMs(10_000);
        long loudMs = firstAnomalyMs(10_000_000);
        assertThat(loudMs).isLessThan(usualMs);
        assertThat(usualMs).isLessThanOrEqualTo(quietMs);
    }

    /** A twelfth of what is usual, by ever fewer people: found the later the rarer it has to be. */
    private static long firstAnomalyMs(int falseAlarmsPpm) {
        CountDetectionTest test = new CountDetectionTest();
        test.begin();
        test.stage.settings("evt_1", values -> values.falseAlarmsPerHourPpm(falseAlarmsPpm));
        test.lively(0, QUIET_FROM_MIN);
        for (int second = QUIET_FROM_MIN * 60; second < (QUIET_FROM_MIN + 5) * 60; second += 4) {
            test.stage.at(second * 1_000L).chat("usr_" + second % PEOPLE, "evt_1");
        }
        return test.anomalies().get(0).engineTimeMs;
    }

    @Test
    void theSameFollowsWithoutASnapshotAndBehindOne() {
        Stage through = silent(false);
        Stage restored = silent(true);

        assertThat(through.of(DecisionType.ANOMALY)).isNotEmpty();
        assertThat(restored.records).isEqualTo(through.records);
        assertThat(restored.engine.stateHash())
                .isEqualTo(through.engine.stateHash())
                .isEqualTo(restored.engine.recomputeStateHash());
    }

    /** @param restored whether every minute another engine goes on from the state of the one before. */
    private static Stage silent(boolean restored) {
        CountDetectionTest test = new CountDetectionTest();
        test.begin();
        for (int minute = 0; minute < QUIET_FROM_MIN + 3; minute++) {
            if (minute < QUIET_FROM_MIN) {
                test.lively(minute, minute + 1);
            } else {
                test.stage.at((minute + 1) * 60_000L);
            }
            if (restored) {
                StateBytes state = new StateBytes();
                test.stage.engine.writeState(state);
                test.stage.engine = Engine.readState(V2, state.reader(), d -> test.stage.records.add(new Recorded(d)));
            }
        }
        return test.stage;
    }

    /** One of two hundred rooms of an event falls to a twelfth: what would be an alarm of a room alone is not rare enough at first among so many. */
    @Test
    void whatIsNotRareAmongManySessionsIsWithheldAndCounted() {
        Stage alone = fading(0, Stage.with(V2, "detection.false-alarm-share-ppm", 100_000));
        Stage among = fading(200, Stage.with(V2, "detection.false-alarm-share-ppm", 100_000));
        Stage uncontrolled = fading(200, Stage.with(V2, "detection.false-alarm-share-ppm", 1_000_000));

        SessionPicture.Counts picture = among.engine.examine(Stage.key("ses_1")).counts();
        assertThat(alone.of(DecisionType.ANOMALY)).isNotEmpty();
        assertThat(uncontrolled.of(DecisionType.ANOMALY)).isNotEmpty();
        assertThat(firstMs(among)).isGreaterThan(firstMs(uncontrolled));
        assertThat(picture.eventWithheld()).isPositive();
        assertThat(picture.eventLevelPpm()).isBetween(picture.levelPpm() + 1_000_000, picture.levelPpm() + 1_400_000);
    }

    @Test
    void whatIsWithheldOutlivesASnapshot() {
        EngineConfig config = Stage.with(V2, "detection.false-alarm-share-ppm", 100_000);
        Stage through = fading(200, config);
        StateBytes state = new StateBytes();
        through.engine.writeState(state);
        Engine restored = Engine.readState(config, state.reader(), d -> {});
        SessionPicture.Counts before =
                through.engine.examine(Stage.key("ses_1")).counts();

        assertThat(before.eventWithheld()).isPositive();
        assertThat(restored.examine(Stage.key("ses_1")).counts()).isEqualTo(before);
        assertThat(restored.stateHash()).isEqualTo(through.engine.stateHash()).isEqualTo(restored.recomputeStateHash());
    }

    private static long firstMs(Stage stage) {
        return stage.of(DecisionType.ANOMALY).stream()
                .mapToLong(record -> record.d.engineTimeMs)
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }

    private static Stage fading(int others, EngineConfig config) {
        CountDetectionTest test = new CountDetectionTest();
        test.stage = new Stage(config);
        for (int i = 0; i < others; i++) {
            test.stage.in("ses_other_" + i).at(0).join("usr_other_" + i, "evt_1");
        }
        test.begin();
        test.lively(0, QUIET_FROM_MIN);
        for (int second = QUIET_FROM_MIN * 60; second < (QUIET_FROM_MIN + 2) * 60; second += 4) {
            test.stage.at(second * 1_000L).chat("usr_" + second % PEOPLE, "evt_1");
        }
        return test.stage;
    }

    @Test
    void whatAJournalDoesNotSayIsVersionOne() {
        assertThat(EngineConfig.parse("engine.sessions-max=5").detection()).isEqualTo(DetectionConfig.RULES);
        assertThat(V2.detection().version()).isEqualTo(DetectionConfig.V2);
        assertThat(EngineConfig.parse(V2.toText())).isEqualTo(V2);
    }
}
