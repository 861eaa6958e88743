package conductor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("one-jdk")
class PurityTest {
    private static final Map<String, ArchRule> PURE = PurityRules.ofThePureEngine();
    private static final Map<String, ArchRule> RING = PurityRules.ofTheRing();
    private static final JavaClasses ENGINE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("conductor.engine");

    static Stream<String> pureRules() {
        return PURE.keySet().stream();
    }

    static Stream<String> ringRules() {
        return RING.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("pureRules")
    void theEngineIsPure(String rule) {
        PURE.get(rule).check(ENGINE);
    }

    @ParameterizedTest
    @MethodSource("ringRules")
    void theRingHostOpensNothingAndDrawsNoLots(String rule) {
        RING.get(rule).check(ENGINE);
    }

    @ParameterizedTest
    @MethodSource("pureRules")
    void everyRuleOfPurityCatchesWhatWasPlantedForIt(String rule) throws ClassNotFoundException {
        assertCaught(PURE.get(rule), "conductor.engine.planted.Planted$" + rule);
    }

    @ParameterizedTest
    @MethodSource("ringRules")
    void everyRuleOfTheRingCatchesWhatWasPlantedForIt(String rule) throws ClassNotFoundException {
        assertCaught(RING.get(rule), "conductor.engine.ring.planted.PlantedInRing$" + rule);
    }

    @Test
    void everyPlantedClassHasItsRule() throws ClassNotFoundException {
        assertThat(plantedIn("conductor.engine.planted.Planted")).isEqualTo(PURE.keySet());
        assertThat(plantedIn("conductor.engine.ring.planted.PlantedInRing")).isEqualTo(RING.keySet());
    }

    @Test
    void thePureEngineIsFound() {
        assertThat(ENGINE.contain("conductor.engine.core.Engine")).isTrue();
        assertThat(ENGINE.contain("conductor.engine.wire.SignalCodec")).isTrue();
    }

    private static void assertCaught(ArchRule rule, String planted) throws ClassNotFoundException {
        JavaClasses classes = new ClassFileImporter().importClasses(Class.forName(planted));
        assertThat(rule.evaluate(classes).hasViolation()).as(planted).isTrue();
    }

    private static Set<String> plantedIn(String outer) throws ClassNotFoundException {
        return Arrays.stream(Class.forName(outer).getDeclaredClasses())
                .map(Class::getSimpleName)
                .collect(Collectors.toSet());
    }
}
