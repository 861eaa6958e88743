package conductor.bench.arch;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("one-jdk")
class ModuleArrowsTest {
    private static final Map<String, ArchRule> RULES = ModuleRules.all();
    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("conductor");

    static Stream<String> rules() {
        return RULES.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void theModulesKnowOnlyWhomTheyMay(String rule) {
        RULES.get(rule).check(PRODUCT);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void everyRuleCatchesWhatWasPlantedForIt(String rule) throws ClassNotFoundException {
        JavaClasses planted = new ClassFileImporter().importClasses(Class.forName(rule));

        assertThat(RULES.get(rule).evaluate(planted).hasViolation()).isTrue();
    }

    @Test
    void everyModuleIsLookedAt() {
        assertThat(PRODUCT.stream().map(type -> type.getPackageName().split("\\.")[1]))
                .contains("engine", "gateway", "ops");
    }
}
