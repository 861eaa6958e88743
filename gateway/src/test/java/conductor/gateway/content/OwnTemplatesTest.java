package conductor.gateway.content;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.AnomalyClass;
import conductor.journal.json.TemplateSet;
import conductor.journal.json.Templates;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnTemplatesTest {
    private final List<String> problems = new ArrayList<>();

    @Test
    void entriesStandBehindTheShippedOnesInTheirOrderAndLanguage() {
        TemplateSet set = read(Map.of(
                "polls",
                Map.of(
                        "opinion",
                        List.of(
                                Map.of("question", "First one?", "options", List.of("a", "b"), "duration", 30),
                                Map.of("question", "Zweite?", "options", List.of("a", "b"), "language", "de"))),
                "broadcasts",
                Map.of("MASS_EXIT", List.of(Map.of("message", "Stay."))),
                "challenges",
                Map.of(
                        "LOW_ENGAGEMENT",
                        List.of(Map.of(
                                "template", "QA_SPRINT",
                                "name", "Sprint",
                                "description", "Ask.",
                                "rewards", Map.of("first", 3, "second", 2, "third", 1),
                                "duration_minutes", 5)))));

        assertThat(problems).isEmpty();
        assertThat(set.poll(AnomalyClass.GRADUAL_DECLINE, 3, 0))
                .isEqualTo(new TemplateSet.Poll("First one?", 30, List.of("a", "b")));
        assertThat(set.poll(AnomalyClass.GRADUAL_DECLINE, 9, TemplateSet.word("de")))
                .isEqualTo(new TemplateSet.Poll("Zweite?", ContentRules.POLL_DEFAULT_SEC, List.of("a", "b")));
        assertThat(set.broadcast(AnomalyClass.MASS_EXIT, 3, TemplateSet.word("en")))
                .isEqualTo("Stay.");
        assertThat(set.challenge(AnomalyClass.LOW_ENGAGEMENT, 1, 0).name()).isEqualTo("Sprint");
    }

    @Test
    void aBodyMayHoldPlaceholdersAndIsMeasuredAsLongAsTheyCanBecome() {
        TemplateSet set = read(notification("Only {active} of {total}: {current}, {expected}, {leavers}, {session}."));
        assertThat(problems).isEmpty();
        assertThat(set.notification(AnomalyClass.SUDDEN_DROP, 1, 0).body())
                .isEqualTo("Only {active} of {total}: {current}, {expected}, {leavers}, {session}.");

        read(notification("x".repeat(101) + "{session}"));
        assertThat(problems).singleElement().asString().contains("body must have 1 to 200 characters, has 201");
    }

    @ParameterizedTest
    @CsvSource({"{name}", "{session", "session}", "{}", "{{session}}"})
    void otherBracesAreNoPlaceholders(String text) {
        read(notification("In " + text + " now"));

        assertThat(problems)
                .singleElement()
                .asString()
                .startsWith("notifications.SUDDEN_DROP[0]: body may hold only the placeholders {current}");
    }

    @Test
    void onlyBodiesHavePlaceholders() {
        read(Map.of("broadcasts", Map.of("MASS_EXIT", List.of(Map.of("message", "Stay in {session}.")))));

        assertThat(problems)
                .containsExactly(
                        "broadcasts.MASS_EXIT[0]: message must not hold braces; only bodies of notifications have placeholders");
    }

    @Test
    void everyProblemNamesItsEntryAndItsRule() {
        TemplateSet set = read(Map.of(
                "poles", Map.of(),
                "polls", Map.of("pulse", List.of("text", Map.of("question", "Hm?", "options", List.of("a", "b")))),
                "broadcasts", Map.of("RAIN", List.of(), "MASS_EXIT", "Stay."),
                "challenges", List.of(),
                "notifications",
                        Map.of(
                                "MASS_EXIT",
                                List.of(Map.of("title", "T", "body", "B", "priority", "low", "language", "e")))));

        assertThat(problems)
                .containsExactlyInAnyOrder(
                        "poles is no kind of content; there are polls, broadcasts, notifications, challenges",
                        "polls.pulse[0]: an entry must be an object",
                        "polls.pulse[1]: question must have 5 to 150 characters, has 3",
                        "broadcasts.RAIN is no list; there are SUDDEN_DROP, GRADUAL_DECLINE, LOW_ENGAGEMENT, MASS_EXIT",
                        "broadcasts.MASS_EXIT must be a list",
                        "challenges must hold lists by name: SUDDEN_DROP, GRADUAL_DECLINE, LOW_ENGAGEMENT, MASS_EXIT",
                        "notifications.MASS_EXIT[0]: language must be a code of 2 to 8 letters, digits and hyphens, for"
                                + " example en");
        assertThat(set.canonical()).isEqualTo(Templates.BUILT_IN.canonical());
    }

    private static Map<String, Object> notification(String body) {
        return Map.of(
                "notifications", Map.of("SUDDEN_DROP", List.of(Map.of("title", "T", "body", body, "priority", "low"))));
    }

    private TemplateSet read(Map<String, Object> file) {
        return OwnTemplates.behindTheShipped(file, problems::add);
    }
}
