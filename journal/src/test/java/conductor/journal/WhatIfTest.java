package conductor.journal;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.DecisionState;
import conductor.engine.core.DetectionConfig;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.Mode;
import conductor.engine.core.SettingsColumn;
import conductor.engine.core.SignalType;
import conductor.journal.DecisionCourse.How;
import conductor.journal.WhatIfDifference.Group;
import conductor.journal.WhatIfDifference.Kind;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WhatIfTest {
    private static final String FIRST = "first-room";
    private static final String SECOND = "second-room";
    /** So high that only mode AUTO decides without a person. */
    private static final String STRICT = "1000000";

    @TempDir
    Path dataDir;

    /** Vetoes, controls and measurements are looks: ticks that are about one session. */
    @ParameterizedTest
    @CsvSource({"0, 0", "5000, 0", "0, 500000", "3000, 500000"})
    void theSameSettingsMakeTheSameDecisionsAndTicksAsTheNodeMade(String vetoMs, String holdoutPpm)
            throws InterruptedException {
        EngineConfig config = with(Samples.config(DetectionConfig.RULES), "decisioning.default.mode", "AUTO");
        config = with(config, "decisioning.veto-ms", vetoMs);
        config = with(config, "decisioning.default.holdout-ppm", holdoutPpm);
        try (JournalDirectory directory = JournalDirectory.open(dataDir, config)) {
            new LiveNode(directory).run(0, 700);

            WhatIfResult result = ask(directory, directory.engineConfig());

            assertThat(result.same()).isPositive();
            assertUnchanged(result);
            long checkpoints =
                    Verify.run(directory, ProgressListener.NONE).byType().get("CHECKPOINT");
            assertThat(result.whatIf().sequence()).isEqualTo(result.journal().sequence() - checkpoints);
            assertThat(looks(directory)).isPositive();
        }
    }

    private static long looks(JournalDirectory directory) {
        CatFilter ticks = new CatFilter(0, SignalType.TICK, 0, Long.MAX_VALUE);
        long[] looks = {0};
        Cat.signals(directory, ticks, tick -> {
            looks[0] += tick.subjectKey != 0 ? 1 : 0;
            return true;
        });
        return looks[0];
    }

    @Test
    void theSameSettingsTakeTheAnswersOfTheJournalToTheSameDecisions() {
        try (ScriptedNode node = twoRooms()) {
            WhatIfResult result = ask(node.directory(), node.directory().engineConfig());

            assertUnchanged(result);
            assertThat(node.count(DecisionState.FAILED)).isPositive();
        }
    }

    @Test
    void aLowerThresholdDecidesWithoutAPersonAndOutcomesStayWithTheirDecisions() {
        try (ScriptedNode node = twoRooms()) {
            EngineConfig lower = with(node.directory(), "decisioning.default.auto-approve-ppm", "0");

            WhatIfResult result = ask(node.directory(), lower);

            WhatIfDifference first = result.differences().get(0);
            assertThat(first.was().how()).isEqualTo(How.WAITING);
            assertThat(first.was().state()).isEqualTo(DecisionState.EXPIRED);
            assertThat(first.wouldBe().how()).isEqualTo(How.AUTOMATIC);
            assertThat(first.wouldBe().published()).isTrue();
            assertThat(first.kind()).isEqualTo(Kind.HOW);
            assertThat(first.sessionKey()).isEqualTo(node.directory().keyOf(FIRST));
            assertThat(result.groups()).containsKey(new Group(Kind.HOW, "WAITING", "AUTOMATIC"));
            // The second room is automatic in both; its outcome names a number that here is another decision's.
            assertThat(result.differences())
                    .extracting(WhatIfDifference::sessionKey)
                    .doesNotContain(node.directory().keyOf(SECOND));
            assertThat(result.strayAnswers()).isZero();
            assertThat(result.assumed()).isPositive();
            assertThat(result.whatIf().stateHash())
                    .isNotEqualTo(result.journal().stateHash());
        }
    }

    @Test
    void verdictsOfPeopleStayWithTheirDecisionsAndWhatTheyLedToIsMeasuredAlike() {
        try (ScriptedNode node = twoRoomsWithAPerson(SignalType.APPROVE)) {
            node.outcome(SECOND, true).forward(400_000);
            EngineConfig lower = with(node.directory(), "decisioning.default.auto-approve-ppm", "0");

            WhatIfResult same = ask(node.directory(), node.directory().engineConfig());
            WhatIfResult automatic = ask(node.directory(), lower);

            assertUnchanged(same);
            assertThat(node.count(DecisionState.APPROVED)).isEqualTo(1);
            assertThat(node.count(DecisionState.MEASURED)).isPositive();
            assertThat(automatic.differences().get(0).sessionKey())
                    .isEqualTo(node.directory().keyOf(FIRST));
            assertThat(ofSecondRoom(node, automatic)).isEmpty();
            assertThat(automatic.strayAnswers()).isZero();
        }
    }

    @Test
    void aVerdictOnWhatWouldNotHaveBeenAskedForIsLeftOut() {
        try (ScriptedNode node = twoRoomsWithAPerson(SignalType.REJECT)) {
            node.forward(400_000);
            EngineConfig never = with(node.directory(), "decisioning.default.allowed-arms", "0");

            WhatIfResult result = ask(node.directory(), never, 1 << SettingsColumn.ALLOWED_INTERVENTIONS);

            assertThat(result.strayAnswers()).isEqualTo(1);
            WhatIfDifference rejected = ofSecondRoom(node, result).get(0);
            assertThat(rejected.was().state()).isEqualTo(DecisionState.REJECTED);
            assertThat(rejected.wouldBe().howText()).isEqualTo("SKIPPED(NO_ARM)");
        }
    }

    @Test
    void settingsOfEventsGoBeforeTheDefaultsUnlessAllEventsAreAskedFor() {
        try (ScriptedNode node = twoRooms()) {
            EngineConfig manual = with(node.directory(), "decisioning.default.mode", "MANUAL");
            long second = node.directory().keyOf(SECOND);

            WhatIfResult defaultsOnly = ask(node.directory(), manual);
            WhatIfResult allEvents = ask(node.directory(), manual, 1 << SettingsColumn.AGENT_MODE);

            assertThat(defaultsOnly.eventsWithSettings()).isEqualTo(1);
            assertThat(defaultsOnly.differences())
                    .extracting(WhatIfDifference::sessionKey)
                    .doesNotContain(second);
            assertThat(allEvents.differences())
                    .filteredOn(difference -> difference.sessionKey() == second)
                    .extracting(difference -> difference.wouldBe().how())
                    .contains(How.WAITING)
                    .doesNotContain(How.AUTOMATIC);
            // What was said of the intervention of the second room answers nothing here.
            assertThat(allEvents.strayAnswers()).isEqualTo(1);
            assertThat(allEvents.unanswered()).isPositive();
        }
    }

    @Test
    void whatHappensLaterThanAskedForDoesNotCount() {
        try (ScriptedNode node = twoRooms()) {
            EngineConfig lower = with(node.directory(), "decisioning.default.auto-approve-ppm", "0");
            WhatIf.Question question = new WhatIf.Question(lower, 0);

            WhatIfResult result = WhatIf.run(node.directory(), question, 100, signal -> {}, ProgressListener.NONE);

            assertThat(result.journal().sequence()).isEqualTo(100);
            assertThat(result.differences()).isEmpty();
        }
    }

    /** Two rooms that are lively and fall silent one after the other: about the first a person is asked, not about the second. */
    private ScriptedNode twoRooms() {
        return rooms(Mode.AUTO)
                .silentUntil(SECOND, DecisionState.PUBLISHED)
                .outcome(SECOND, false)
                .forward(400_000);
    }

    /** The same, but about both rooms a person is asked, who gives a verdict on the second alone. */
    private ScriptedNode twoRoomsWithAPerson(int verdict) {
        return rooms(Mode.MANUAL)
                .silentUntil(SECOND, DecisionState.PROPOSED)
                .forward(7_000)
                .verdict(SECOND, verdict)
                .forward(3_000);
    }

    private ScriptedNode rooms(int modeOfSecond) {
        EngineConfig config =
                with(Samples.config(DetectionConfig.RULES), "decisioning.default.auto-approve-ppm", STRICT);
        config = with(config, "decisioning.default.holdout-ppm", "0");
        return new ScriptedNode(dataDir, config)
                .open(FIRST)
                .open(SECOND)
                .mode(SECOND, modeOfSecond)
                .lively(150, FIRST, SECOND)
                .lively(60, SECOND);
    }

    private static List<WhatIfDifference> ofSecondRoom(ScriptedNode node, WhatIfResult result) {
        long key = node.directory().keyOf(SECOND);
        return result.differences().stream()
                .filter(difference -> difference.sessionKey() == key)
                .collect(Collectors.toList());
    }

    private static void assertUnchanged(WhatIfResult result) {
        assertThat(result.differences()).isEmpty();
        assertThat(result.groups()).isEmpty();
        assertThat(result.strayAnswers()).isZero();
        assertThat(result.whatIf().stateHash()).isEqualTo(result.journal().stateHash());
        assertThat(result.whatIf().decisions()).isEqualTo(result.journal().decisions());
        assertThat(result.whatIf().scores()).isEqualTo(result.journal().scores());
        assertThat(result.whatIf().signals()).isEqualTo(result.journal().signals());
    }

    private static EngineConfig with(JournalDirectory directory, String line, String value) {
        return with(directory.engineConfig(), line, value);
    }

    private static EngineConfig with(EngineConfig config, String line, String value) {
        return EngineConfig.parse(config.toText().replaceAll("(?m)^" + line + "=.*$", line + "=" + value));
    }

    private static WhatIfResult ask(JournalDirectory directory, EngineConfig config) {
        return ask(directory, config, 0);
    }

    private static WhatIfResult ask(JournalDirectory directory, EngineConfig config, int columns) {
        return WhatIf.run(
                directory,
                new WhatIf.Question(config, columns),
                Replay.TO_THE_END,
                signal -> {},
                ProgressListener.NONE);
    }
}
