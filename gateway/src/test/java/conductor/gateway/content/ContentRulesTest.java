package conductor.gateway.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conductor.engine.core.Arm;
import conductor.engine.core.Payload;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentRulesTest {
    private static final String CHALLENGE = """
            {"action":"START_CHALLENGE","template":"QA_SPRINT","name":"Sprint","description":"Most questions win.",\
            "rewards":{"first":60,"second":35,"third":20},"duration_minutes":10}""";

    @Test
    void aPollIsRenderedInOurOrderWithItsDurationAndNothingUnknown() throws Exception {
        assertThat(
                        canonical(
                                Arm.POLL,
                                "{ \"options\": [\" Yes \", \"No\"], \"type\": \"MULTIPLE_CHOICE\", \"question\": \"Go on?\\t\" }"))
                .isEqualTo("{\"question\":\"Go on?\",\"options\":[\"Yes\",\"No\"],\"duration\":60}");
        assertThat(canonical(Arm.POLL, "{\"duration\":600,\"question\":\"Go on?\",\"options\":[\"Yes\",\"No\"]}"))
                .endsWith("\"duration\":600}");
    }

    @Test
    void theOtherKindsAreRenderedInOurOrder() throws Exception {
        assertThat(canonical(Arm.BROADCAST, "{\"message\":\"Say \\\"hello\\\".\"}"))
                .isEqualTo("{\"message\":\"Say \\\"hello\\\".\"}");
        assertThat(canonical(Arm.NOTIFICATION, "{\"priority\":\"high\",\"body\":\"B\",\"title\":\"T\"}"))
                .isEqualTo("{\"title\":\"T\",\"body\":\"B\",\"priority\":\"high\",\"suggested_action\":\"\"}");
        assertThat(canonical(Arm.GAMIFICATION, CHALLENGE)).isEqualTo(CHALLENGE);
    }

    @Test
    void whatIsCanonicalStaysAsItIs() throws Exception {
        for (String given : new String[] {
            "{\"question\":\"Äö 漢字 🎉?\",\"options\":[\"é\",\"\\\\\",\"🎉\"],\"duration\":15}",
            "{\"question\":\"Less & more?\",\"options\":[\"a\",\"b\",\"c\",\"d\",\"e\"],\"duration\":90}"
        }) {
            assertThat(canonical(Arm.POLL, given)).isEqualTo(given);
        }
    }

    @Test
    void lengthsCountCharactersAndNotTheirBytesOrHalves() throws Exception {
        String question = "🎉".repeat(150);

        assertThat(canonical(Arm.POLL, poll(question, "\"a\",\"b\"", 60))).contains(question);
        refused(Arm.POLL, poll(question + "?", "\"a\",\"b\"", 60), "question must have 5 to 150 characters, has 151");
        assertThat(canonical(Arm.BROADCAST, "{\"message\":\"" + "x".repeat(120) + "\"}"))
                .hasSize(134);
        refused(Arm.BROADCAST, "{\"message\":\"" + "x".repeat(121) + "\"}", "message must have 1 to 120 characters");
        refused(Arm.BROADCAST, "{\"message\":\"  \"}", "message must have 1 to 120 characters, has 0");
    }

    @Test
    void aPollNeedsAQuestionAndTwoToFiveOptionsThatDiffer() {
        refused(Arm.POLL, poll("Why?", "\"a\",\"b\"", 60), "question must have 5 to 150");
        refused(Arm.POLL, poll("Why not?", "\"a\"", 60), "options must be a list of 2 to 5");
        refused(Arm.POLL, poll("Why not?", "1,2,3,4,5,6", 60), "options must be a list of 2 to 5");
        refused(Arm.POLL, poll("Why not?", "\"a\",2", 60), "options[1] must be a text");
        refused(Arm.POLL, poll("Why not?", "\"a\",\" a\"", 60), "options must differ");
        refused(Arm.POLL, poll("Why not?", "\"a\",\"" + "b".repeat(61) + "\"", 60), "options[1] must have 1 to 60");
        refused(Arm.POLL, "{\"options\":[\"a\",\"b\"]}", "question must be a text");
    }

    @ParameterizedTest
    @CsvSource({"14", "601", "-60", "60.0", "\"60\"", "99999999999999999999"})
    void aDurationIsAWholeNumberOfSecondsInItsRange(String duration) {
        assertThatThrownBy(() -> canonical(
                        Arm.POLL,
                        "{\"question\":\"Why not?\",\"options\":[\"a\",\"b\"],\"duration\":" + duration + "}"))
                .isInstanceOf(ContentRules.Refused.class);
    }

    @ParameterizedTest
    @CsvSource({
        "START_CHALLENGE,STOP_CHALLENGE,action must be one of START_CHALLENGE",
        "QA_SPRINT,SACK_RACE,template must be one of",
        "60,0,rewards.first must be a whole number from 1 to 500",
        "20,501,rewards.third must be a whole number from 1 to 500",
        "\"duration_minutes\":10,\"duration_minutes\":31,duration_minutes must be a whole number from 1 to 30",
        "third,fourth,rewards.third must be",
        "rewards,awards,rewards must be an object"
    })
    void aChallengeIsKnownAndBounded(String part, String other, String sentence) {
        refused(Arm.GAMIFICATION, CHALLENGE.replace(part, other), sentence);
    }

    @ParameterizedTest
    @CsvSource({
        "priority,urgent,priority must be one of high; low; medium",
        "title,'',title must have 1 to 60",
        "suggested_action,<b>,suggested_action must not contain markup"
    })
    void aNotificationKeepsItsLimits(String member, String value, String sentence) {
        String given = "{\"title\":\"T\",\"body\":\"B\",\"priority\":\"low\",\"suggested_action\":\"A\"}"
                .replaceAll("\"" + member + "\":\"[^\"]*\"", "\"" + member + "\":\"" + value + "\"");

        refused(Arm.NOTIFICATION, given, sentence.replace("; ", ", "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "line\\nbreak",
                "bell\\u0007",
                "sep\\u2028x",
                "turned \\u202e text",
                "half \\ud83c",
                "a <b>word</b>",
                "5 < 6",
                "a **word**",
                "a *word* too",
                "[text](where)",
                "use `code`",
                "# Title",
                "fish &amp; chips",
                "see https://example.org/x",
                "see HTTP://EXAMPLE",
                "www.example.net",
                "join example.com now",
                "bit.ly/abc",
                "go to example.de/path",
                "javascript:alert(1)"
            })
    void controlCharactersMarkupAndLinksAreRefused(String message) {
        assertThatThrownBy(() -> canonical(Arm.BROADCAST, "{\"message\":\"" + message + "\"}"))
                .isInstanceOf(ContentRules.Refused.class)
                .hasMessageContaining("message must not contain ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10 % of you, e.g. those at home.",
                "Vote A/B now: 3 * 4 = 12?",
                "Node.js or ASP.NET?",
                "#1 of 3; R&D and Q&A; you",
                "snake_case & C++ 🎉 👩‍💻",
                "Ready? Data: yes"
            })
    void plainTextIsTaken(String message) throws Exception {
        assertThat(canonical(Arm.BROADCAST, "{\"message\":\"" + message + "\"}"))
                .contains(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{\"message\":\"a\"} {}",
                "{\"message\":\"a\",\"message\":\"b\"}",
                "{\"message\":",
                "text {\"message\":\"a\"}",
                "{\"message\":\"a\"} text"
            })
    void contentIsExactlyOneObject(String given) {
        refused(Arm.BROADCAST, given, "content must be one JSON object");
    }

    @Test
    void aReplyMayHaveWordsAroundItsObject() throws Exception {
        for (String reply : new String[] {
            "{\"message\":\"a\"}", "Here it is:\n```json\n{\"message\":\"a\"}\n```", " {\"message\":\"a\"} Good luck!"
        }) {
            assertThat(new String(ContentRules.fromReply(Arm.BROADCAST, reply), StandardCharsets.UTF_8))
                    .isEqualTo("{\"message\":\"a\"}");
        }
        for (String reply : new String[] {"", "no", "} {", "{\"message\":\"a\"} or {\"message\":\"b\"}"}) {
            assertThatThrownBy(() -> ContentRules.fromReply(Arm.BROADCAST, reply))
                    .isInstanceOf(ContentRules.Refused.class);
        }
    }

    @Test
    void whatIsTooLongIsRefusedBeforeItIsRead() {
        refused(Arm.BROADCAST, " ".repeat(8 * Payload.CONTENT_MAX + 1), "content is longer than");
        assertThatThrownBy(() -> ContentRules.fromReply(Arm.BROADCAST, " ".repeat(8 * Payload.CONTENT_MAX + 1)))
                .isInstanceOf(ContentRules.Refused.class)
                .hasMessageContaining("the reply is longer");
    }

    @Test
    void theLongestContentThatTheRulesAllowFitsItsPayload() throws Exception {
        String wide = "🎉";
        String options =
                String.join(",", option(wide, 1), option(wide, 2), option(wide, 3), option(wide, 4), option(wide, 5));

        assertThat(ContentRules.canonical(
                        Arm.POLL, poll(wide.repeat(150), options, 600).getBytes(StandardCharsets.UTF_8)))
                .hasSizeLessThanOrEqualTo(Payload.CONTENT_MAX);
    }

    private static String option(String wide, int number) {
        return "\"" + wide.repeat(59) + number + "\"";
    }

    private static String poll(String question, String options, int duration) {
        return "{\"question\":\"" + question + "\",\"options\":[" + options + "],\"duration\":" + duration + "}";
    }

    private static String canonical(int arm, String json) throws ContentRules.Refused {
        return new String(ContentRules.canonical(arm, json.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }

    private static void refused(int arm, String json, String sentence) {
        assertThatThrownBy(() -> canonical(arm, json))
                .isInstanceOf(ContentRules.Refused.class)
                .hasMessageContaining(sentence);
    }
}
