package conductor.bench.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** What the node promises holds over seeds of faults, and a simulation that would not notice otherwise is found out by planted bugs. */
@Tag("one-jdk")
class SimulationTest {
    private static final int EVENTS = 600;
    private static final int SEEDS = 200;
    private static final int SEEDS_A_BUG = 10_000;
    private static final Logger OURS = (Logger) LoggerFactory.getLogger("conductor");

    private static Level usual;

    @TempDir
    Path folder;

    @BeforeAll
    static void quiet() {
        usual = OURS.getLevel();
        OURS.setLevel(Level.OFF);
    }

    @AfterAll
    static void loud() {
        OURS.setLevel(usual);
    }

    @Test
    void whatIsPromisedHoldsOverFaultsOfAllKinds() {
        Seeds.Result result = Seeds.run(1, SEEDS, EVENTS, processors(), Mutation.NONE, done -> {});

        assertThat(result.failures()).isEmpty();
        assertThat(result.published()).isGreaterThan(SEEDS / 2);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aPlantedBugIsFound(Mutation bug) {
        for (long seed = 1; seed <= SEEDS_A_BUG; seed++) {
            Run.Outcome outcome = Run.of(Scenario.of(seed, EVENTS), bug, folder);
            if (outcome.failed()) {
                System.out.println(bug + " found with seed " + seed + " after " + outcome.events() + " events, "
                        + outcome.violation().getMessage());
                return;
            }
        }
        throw new AssertionError(bug + " was not found");
    }

    @Test
    void aSeedDoesTheSameEveryTime() {
        List<Run.Outcome> twice = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            twice.add(Run.of(Scenario.of(7, EVENTS), Mutation.NONE, folder));
        }

        assertThat(twice.get(0).stateHash()).isNotZero();
        assertThat(twice.get(0)).isEqualTo(twice.get(1));
    }

    @Test
    void aFailureIsMadeSmallerAndKeptAndFailsAlikeWhenReadBack() throws IOException {
        Scenario failing = firstToFail(Mutation.SINK_POSITION_APART);
        String invariant = Run.of(failing, Mutation.SINK_POSITION_APART, folder)
                .violation()
                .invariant();
        Scenario small = new Shrinker(Mutation.SINK_POSITION_APART, folder, 300, invariant).shrink(failing);
        Run.Outcome outcome = Run.of(small, Mutation.SINK_POSITION_APART, folder);
        Path file = folder.resolve("small.replay");

        ReplayFile.write(file, small, outcome.violation());
        Scenario back = ReplayFile.read(file);
        Files.delete(file);

        assertThat(small.steps().size()).isLessThan(failing.steps().size() / 10);
        assertThat(back).isEqualTo(small);
        assertThat(outcome.violation().invariant()).isEqualTo(invariant);
    }

    private Scenario firstToFail(Mutation mutation) {
        for (long seed = 1; ; seed++) {
            assertThat(seed).as("seeds without a failure").isLessThan(500);
            Scenario scenario = Scenario.of(seed, EVENTS);
            if (Run.of(scenario, mutation, folder).violation() != null) {
                return scenario;
            }
        }
    }

    static Stream<Path> kept() throws IOException, URISyntaxException {
        Path here = Path.of(SimulationTest.class.getResource("found").toURI());
        try (Stream<Path> files = Files.list(here)) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("kept")
    void whatWasFoundOnceHolds(Path file) throws IOException {
        assertThat(Run.of(ReplayFile.read(file), Mutation.NONE, folder).violation())
                .isNull();
    }

    private static int processors() {
        return Runtime.getRuntime().availableProcessors();
    }
}
