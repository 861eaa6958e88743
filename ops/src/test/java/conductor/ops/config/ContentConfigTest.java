package conductor.ops.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conductor.engine.core.AnomalyClass;
import conductor.journal.json.TemplateSet;
import conductor.journal.json.Templates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentConfigTest {
    @TempDir
    Path dir;

    @Test
    void byDefaultContentIsFromTheShippedTemplatesAlone() {
        ContentConfig content = content(Map.of(), Map.of("ANTHROPIC_API_KEY", "sk-1"));

        assertThat(content.templates()).isSameAs(Templates.BUILT_IN);
        assertThat(content.models()).isEmpty();
        assertThat(content.gap()).isNull();
    }

    @Test
    void modelsAreAskedWhenTheProviderAModelAndAKeyAreThere() {
        ContentConfig content = content(
                Map.of("content.provider", "anthropic", "content.primary-model", "model-a"),
                Map.of("ANTHROPIC_API_KEY", "sk-1"));

        assertThat(content.models()).hasValueSatisfying(models -> {
            assertThat(models.primary()).isEqualTo("model-a");
            assertThat(models.secondary()).isEmpty();
            assertThat(models.apiKey()).isEqualTo("sk-1");
            assertThat(models.prices().of("model-a", "primary").orElseThrow().out())
                    .isEqualTo(15_000_000);
            assertThat(models.toString()).doesNotContain("sk-1");
        });
        assertThat(content.gap()).isNull();
    }

    @Test
    void theKeyMayBeInAFileAndIsNeverShown() throws IOException {
        Path key = Files.writeString(dir.resolve("key"), "sk-2\n");
        Settings settings = Settings.load(
                Map.of("content.provider", "anthropic", "content.primary-model", "model-a"),
                Map.of("ANTHROPIC_API_KEY_FILE", key.toString()),
                null);

        assertThat(NodeConfig.bind(settings).content().models().orElseThrow().apiKey())
                .isEqualTo("sk-2");
        assertThat(Secrets.redact("content.api-key", "sk-2")).isEqualTo("***");
    }

    @Test
    void whatIsMissingForModelsThatAreAskedForIsSaid() {
        assertThat(content(Map.of("content.provider", "anthropic"), Map.of("ANTHROPIC_API_KEY", "sk-1"))
                        .gap())
                .contains("content.primary-model");
        assertThat(content(Map.of("content.provider", "anthropic", "content.primary-model", "model-a"), Map.of())
                        .gap())
                .contains("ANTHROPIC_API_KEY");
    }

    @ParameterizedTest
    @CsvSource({
        "content.base-url,ftp://x,must begin with https://",
        "content.base-url,https://u:p@x,must begin with https://",
        "content.prices,model-a:1,an entry is id:in/out",
        "content.wait-ms,999,must be from 1000 to 30000",
        "content.provider,somebody,must be one of none; anthropic",
        "content.api-key,two words,must be one word"
    })
    void aWrongValueIsAnErrorThatSaysWhatIsAllowed(String key, String value, String rule) {
        assertThatThrownBy(() -> content(Map.of(key, value), Map.of()))
                .isInstanceOf(ConfigError.class)
                .hasMessageContaining(key)
                .hasMessageContaining(rule.replace("; ", ", "))
                .hasMessageNotContaining("two words");
    }

    @Test
    void aTopicIsOneShortLine() {
        assertThatThrownBy(() -> content(Map.of("content.topic", "a\nb"), Map.of()))
                .hasMessageContaining("content.topic");
        assertThatThrownBy(() -> content(Map.of("content.topic", "x".repeat(201)), Map.of()))
                .hasMessageContaining("content.topic");
    }

    @Test
    void aTemplatesFileInHoconStandsBehindTheShippedSet() throws IOException {
        ContentConfig content = content(Map.of("content.templates-file", file("""
                                # ours
                                polls.pulse = [ { question = "All well?", options = [Yes, No], duration = 45, language = de } ]
                                broadcasts { MASS_EXIT = [ { message = "Stay, please." } ] }
                                """)), Map.of());

        assertThat(content.templates().poll(AnomalyClass.SUDDEN_DROP, 4, 0).durationSec())
                .isEqualTo(45);
        assertThat(content.templates().broadcast(AnomalyClass.MASS_EXIT, 3, TemplateSet.word("en")))
                .isEqualTo("Stay, please.");
    }

    @Test
    void aSetThatIsWrittenAsAFileCanBeReadAsOne() throws IOException {
        Path written = Files.write(dir.resolve("shipped.json"), Templates.BUILT_IN.canonical());

        ContentConfig content = content(Map.of("content.templates-file", written.toString()), Map.of());

        assertThat(content.templates().polls(AnomalyClass.LOW_ENGAGEMENT)).hasSize(8);
        assertThat(content.templates().languages()).containsExactly("en");
    }

    @Test
    void theExampleInTheDocumentsIsInOrder() throws IOException {
        String readme = Files.readString(Path.of("..", "gateway", "README.md"));
        String example = readme.replaceAll("(?s).*```hocon\\n(.*?)```.*", "$1");

        ContentConfig content = content(Map.of("content.templates-file", file(example)), Map.of());

        assertThat(content.templates()
                        .challenge(AnomalyClass.LOW_ENGAGEMENT, 1, 0)
                        .name())
                .isEqualTo("Sprint");
    }

    @Test
    void moreLanguagesThanTheEngineTellsApartAreAnError() throws IOException {
        TemplateSet.Builder set = new TemplateSet.Builder();
        for (char letter = 'a'; letter < 'a' + 16; letter++) {
            String language = "x" + letter;
            TemplateSet.POLL_SETS.forEach(
                    list -> set.poll(list, language, Templates.BUILT_IN.poll(AnomalyClass.MASS_EXIT, 0, 0)));
            TemplateSet.CLASSES.forEach(list -> set.broadcast(list, language, "Hello.")
                    .notification(list, language, Templates.BUILT_IN.notification(AnomalyClass.MASS_EXIT, 0, 0))
                    .challenge(list, language, Templates.BUILT_IN.challenge(AnomalyClass.MASS_EXIT, 0, 0)));
        }
        String name =
                Files.write(dir.resolve("many.json"), set.build().canonical()).toString();

        assertThatThrownBy(() -> content(Map.of("content.templates-file", name), Map.of()))
                .hasMessageContaining("more than 16 languages");
    }

    @Test
    void everythingThatIsWrongInAFileIsSaidAtOnceWithFileEntryAndRule() throws IOException {
        String name =
                file("polls.pulse = [ { question = \"Hm?\" } ]\nbroadcasts.MASS_EXIT = [ { message = \"{x}\" } ]");

        assertThatThrownBy(() -> content(Map.of("content.templates-file", name), Map.of()))
                .isInstanceOf(ConfigError.class)
                .hasMessageContaining(name + ": polls.pulse[0]: question must have 5 to 150 characters, has 3.")
                .hasMessageContaining(name + ": broadcasts.MASS_EXIT[0]: message must not hold braces");
    }

    @Test
    void aFileThatIsNotThereOrNotValidIsAnError() throws IOException {
        String name = file("polls = {");

        assertThatThrownBy(() -> content(Map.of("content.templates-file", name), Map.of()))
                .isInstanceOf(ConfigError.class)
                .hasMessageContaining(name + " is not valid");
        assertThatThrownBy(() -> content(Map.of("content.templates-file", name + "x"), Map.of()))
                .isInstanceOf(ConfigError.class)
                .hasMessageContaining("cannot be read");
    }

    private String file(String text) throws IOException {
        return Files.writeString(dir.resolve("templates.conf"), text).toString();
    }

    private static ContentConfig content(Map<String, String> flags, Map<String, String> environment) {
        return NodeConfig.bind(Settings.load(flags, environment, null)).content();
    }
}
