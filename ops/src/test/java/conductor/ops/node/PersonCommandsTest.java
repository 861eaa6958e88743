package conductor.ops.node;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.gateway.json.Json;
import conductor.ops.cli.Cli;
import conductor.ops.config.NodeConfig;
import conductor.ops.config.Settings;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person at a terminal asks of a running node, from the command line through Redis and the engine to the answer. */
@Tag("one-jdk")
class PersonCommandsTest {
    @TempDir
    Path dir;

    @Test
    void aPersonSetsModeAndSettingsAndSendsAnInterventionAndAllOfItIsRecorded() throws Exception {
        try (ConductorNode node = start();
                RedisClient client = RedisClient.create(node.file().redisUri())) {
            Scenario scenario = new Scenario(client.connect().sync());
            scenario.tenConnectedThreeChat();
            scenario.marksUntil(0, 7_000);
            Await.until("the session", () -> Playback.number(Playback.status(dir), "scores") == 1);

            yes("is in mode AUTO", "mode", Scenario.SESSION, "auto", "--actor", "usr_9");
            yes("It was so already", "mode", Scenario.SESSION, "AUTO");
            yes("follows the mode of its event", "mode", Scenario.SESSION, "event");
            yes("are changed", "settings", Scenario.EVENT, "agent_mode=MANUAL", "allowed_interventions=POLL,BROADCAST");
            no("allowed_interventions", "trigger", Scenario.SESSION, "NOTIFICATION");
            yes(
                    "A BROADCAST goes to session",
                    "trigger",
                    Scenario.SESSION,
                    "broadcast",
                    "--reason",
                    "say \"hi\"",
                    "--content",
                    "{\"message\":\"Hello, all of you\"}",
                    "--actor",
                    "usr_9");
            no("is under way", "trigger", Scenario.SESSION, "POLL");
            no("is open", "trigger", "ses_nobody", "POLL");
            no("No decision of this id", "approve", "d-5e1f09c2-999999");
            no("No decision of this id", "reject", "d-00000000-1", "--reason", "no");
            no("settings.holdout_fraction must be a number from 0 to 0.5", "settings", "evt_x", "holdout_fraction=0.6");
            no(
                    "changed by somebody else",
                    "settings",
                    Scenario.EVENT,
                    "agent_enabled=false",
                    "--expected-version",
                    "77");
            yes("of the node again", "settings", Scenario.EVENT, "--reset");
        }

        assertThat(cat("MODE"))
                .hasSize(2)
                .first()
                .satisfies(mode -> assertThat(mode)
                        .containsEntry("actor", "usr_9")
                        .containsEntry("values", Map.of("mode", "AUTO", "previous", "SEMI_AUTO", "source", "SESSION")));
        assertThat(cat("SETTINGS")).hasSize(2);
        assertThat(cat("TRIGGER"))
                .element(1)
                .satisfies(trigger -> assertThat(trigger)
                        .containsEntry("reason", "say \"hi\"")
                        .containsEntry("content", "{\"message\":\"Hello, all of you\"}"));
        assertThat(Json.read(Cli.run("journal", "verify", "--data-dir", dir.toString(), "-o", "json")
                        .out()))
                .containsEntry("ok", true);
    }

    @Test
    void aProposalIsApprovedAndGoesOutUnderTheNameOfWhoeverApprovedIt() throws Exception {
        try (ConductorNode node = start();
                RedisClient client = RedisClient.create(node.file().redisUri())) {
            RedisCommands<String, String> redis = client.connect().sync();
            Scenario scenario = new Scenario(redis);
            scenario.tenConnectedThreeChat();
            scenario.marksUntil(0, 7_000);
            Await.until("the session", () -> Playback.number(Playback.status(dir), "scores") == 1);
            yes("is in mode MANUAL", "mode", Scenario.SESSION, "MANUAL");
            // A minute after the last chat the room is silent, which is proposed to a person.
            scenario.marksUntil(8_000, 80_000);
            Await.until("the proposal", () -> decision(redis, "PROPOSED") != null);
            String id = (String) decision(redis, "PROPOSED").get("decision_id");

            no("not of this session", "approve", id, "--session", "ses_other");
            yes("is approved", "approve", id, "--session", Scenario.SESSION, "--actor", "usr_\"9\"");
            yes("It was so already", "approve", id);
            no("no longer", "reject", id);
            scenario.marksUntil(81_000, 82_000);
            Await.until("the command", () -> decision(redis, "PUBLISHED") != null);

            assertThat(decision(redis, "APPROVED"))
                    .containsEntry("actor", "usr_\"9\"")
                    .containsEntry("decision_id", id);
            assertThat(decision(redis, "PUBLISHED"))
                    .containsEntry("decision_id", id)
                    .containsKey("content");
        }
    }

    /** The first record of a decision in a state, or null. */
    private static Map<String, Object> decision(RedisCommands<String, String> redis, String state) throws IOException {
        for (StreamMessage<String, String> entry : redis.xrange(Playback.DECISIONS, Range.unbounded())) {
            Map<String, Object> record = Json.read(entry.getBody().get("data"));
            if (state.equals(record.get("state"))) {
                return record;
            }
        }
        return null;
    }

    @Test
    void theAnswerIsOneJsonObject() throws Exception {
        try (ConductorNode node = start()) {
            assertThat(node.file().redisUri()).isNotEmpty();
            Cli run = run("mode", "ses_nobody", "MANUAL", "-o", "json");
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(Json.read(run.out()))
                    .containsEntry("type", "COMMAND_RESULT")
                    .containsEntry("command", "SET_MODE")
                    .containsEntry("ok", false)
                    .containsEntry("code", "UNKNOWN_SESSION");
        }
        assertThat(run("approve", "d-5e1f09c2-1").exitCode()).isEqualTo(3);
    }

    private void yes(String sentence, String... args) {
        Cli run = run(args);
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains(sentence);
    }

    private void no(String sentence, String... args) {
        Cli run = run(args);
        assertThat(run.err()).startsWith("The node refused: ").contains(sentence);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
    }

    private Cli run(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--data-dir", dir.toString()));
        return Cli.run(all.toArray(new String[0]));
    }

    private List<Map<String, Object>> cat(String type) throws IOException {
        List<Map<String, Object>> records = new ArrayList<>();
        for (String line : run("journal", "cat", "-o", "json", "--type", type)
                .out()
                .lines()
                .toList()) {
            records.add(Json.read(line));
        }
        return records;
    }

    private ConductorNode start() throws IOException {
        Settings settings = Settings.load(Playback.settings(dir), Map.of(), null);
        return ConductorNode.start(NodeConfig.bind(settings), settings);
    }
}
