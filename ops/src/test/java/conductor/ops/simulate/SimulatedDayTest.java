package conductor.ops.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.gateway.json.Json;
import conductor.ops.cli.Cli;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The simulated day through a real Redis, as a newcomer runs it: the node decides by its rules, the stand-in for the platform carries
 * out what it commands, the audience responds.
 */
@Tag("one-jdk")
@Tag("slow")
class SimulatedDayTest {
    @TempDir
    Path dir;

    @Test
    void theDayGoesAsItsScriptExpectsAndTheJournalReplaysToTheSameState() throws Exception {
        Cli run = simulate("--data-dir", dir.toString());
        Map<String, Object> day = Json.read(run.out());

        assertThat(objects(day, "expected"))
                .as(run.err())
                .isNotEmpty()
                .allSatisfy(expected -> assertThat(expected).containsEntry("met", true));

        Map<String, Object> lull = expected(day, 0);
        assertThat(lull)
                .containsEntry("class", "GRADUAL_DECLINE")
                .containsEntry("arm", "GAMIFICATION")
                .containsEntry("automatic", false)
                .containsEntry("states", List.of("PROPOSED", "EXPIRED"))
                .containsEntry("at", "2026-03-02T09:33:20.000Z")
                .containsEntry("expires_at", "2026-03-02T09:34:20.000Z");
        assertThat((Double) lull.get("confidence")).isBetween(0.60, 0.66);
        assertThat(run.err())
                .contains("09:33:50  Workshop   ? GAMIFICATION waits for a person, 30 s left")
                .contains("09:34:20  Workshop   x GAMIFICATION has expired");

        Map<String, Object> dip = expected(day, 1);
        assertThat(dip)
                .containsEntry("class", "LOW_ENGAGEMENT")
                .containsEntry("arm", "POLL")
                .containsEntry("at", "2026-03-02T10:29:25.000Z")
                .containsEntry("states", List.of("AUTO_APPROVED", "PUBLISHED", "EXECUTED", "MEASURED"));
        assertThat((Double) dip.get("score")).isLessThanOrEqualTo(0.5);
        assertThat((Double) dip.get("confidence")).isBetween(0.77, 0.85);

        Map<String, Object> reward = objects(day, "rewards").stream()
                .filter(of -> of.get("decision_id").equals(dip.get("decision_id")))
                .findFirst()
                .orElseThrow();
        assertThat(reward).containsEntry("learned", true);
        assertThat((Double) reward.get("post_engagement"))
                .as("the room recovers")
                .isGreaterThan((Double) reward.get("pre_engagement") + 0.2);
        assertThat(Numbers.of(reward.get("reward"))).isEqualTo(1.0);

        assertThat(day).containsEntry("failed", 1L);
        assertThat(objects(day, "decisions"))
                .filteredOn(decision -> "FAILED".equals(decision.get("state")))
                .singleElement()
                .satisfies(decision -> assertThat(decision).containsEntry("code", "OUTCOME_FAILED"));
        assertThat((Map<?, ?>) day.get("summary"))
                .as("the summary of the event")
                .isNotEmpty();

        Cli anomalies = Cli.run("journal", "cat", "--data-dir", dir.toString(), "--type", "ANOMALY");
        assertThat(anomalies.out().lines()).isNotEmpty().allMatch(line -> line.contains("\"detector\":\"v2\""));

        Map<String, Object> replayed = command("journal", "replay");
        assertThat(replayed)
                .containsEntry("state_hash", day.get("state_hash"))
                .containsEntry("decisions", day.get("records"))
                .containsEntry("signals", day.get("signals"));
        assertThat(command("journal", "verify")).containsEntry("ok", true).containsEntry("decisions_missing", 0L);
    }

    @Test
    void theSameSeedGivesTheSameDayAtEverySpeed() throws Exception {
        Map<String, Object> day = Json.read(simulate("--attendees", "60").out());
        Map<String, Object> slower =
                Json.read(simulate("--attendees", "60", "--speed", "900").out());

        assertThat(slower.get("state_hash")).isEqualTo(day.get("state_hash"));
        assertThat(slower.get("decisions")).isEqualTo(day.get("decisions"));
        assertThat(slower.get("rewards")).isEqualTo(day.get("rewards"));
    }

    @Test
    void aSuggestionThatIsApprovedIsCarriedOutAndMeasured() throws Exception {
        Map<String, Object> day = Json.read(simulate("--approve", "20").out());

        Map<String, Object> lull = expected(day, 0);
        assertThat(lull)
                .containsEntry("states", List.of("PROPOSED", "APPROVED", "PUBLISHED", "EXECUTED", "MEASURED"))
                .containsEntry("automatic", false);
        assertThat(objects(day, "rewards"))
                .filteredOn(reward -> lull.get("decision_id").equals(reward.get("decision_id")))
                .hasSize(1);
    }

    private static Cli simulate(String... options) {
        List<String> arguments =
                new ArrayList<>(List.of("simulate", "day", "--speed", "0", "--without-database", "-o", "json"));
        for (String option : options) {
            if (option.equals("--speed")) {
                arguments.removeAll(List.of("--speed", "0"));
            }
        }
        arguments.addAll(List.of(options));
        Cli run = Cli.run(arguments.toArray(new String[0]));
        assertThat(run.exitCode()).as(run.err()).isZero();
        return run;
    }

    private Map<String, Object> command(String... words) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(words));
        arguments.addAll(List.of("--data-dir", dir.toString(), "-o", "json"));
        Cli run = Cli.run(arguments.toArray(new String[0]));
        assertThat(run.exitCode()).as(run.err()).isZero();
        return Json.read(run.out());
    }

    /** The decision that meets an expectation of the script. */
    private static Map<String, Object> expected(Map<String, Object> day, int number) {
        Object id = objects(day, "expected").get(number).get("decision_id");
        return objects(day, "decisions").stream()
                .filter(decision -> decision.get("decision_id").equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no decision for expectation " + number));
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> objects(Map<String, Object> day, String member) {
        return (List<Map<String, Object>>) day.get(member);
    }
}
