package conductor.ops.node;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.SourceId;
import conductor.gateway.json.Json;
import conductor.ops.cli.Cli;
import conductor.ops.config.NodeConfig;
import conductor.ops.config.Settings;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dead letters of a running node by the command line. */
@Tag("one-jdk")
class DeadLetterCommandsTest {
    private static final String DEAD_LETTERS = "conductor.dead-letter.v1";
    private static final String CHATS = SourceId.stream(SourceId.CHAT);

    @TempDir
    Path dir;

    @Test
    void lettersAreListedShownPutBackAndDropped() throws Exception {
        try (ConductorNode node = start();
                RedisClient client = RedisClient.create(node.file().redisUri())) {
            RedisCommands<String, String> redis = client.connect().sync();
            assertThat(run(0, "dlq", "list").out()).contains("No dead letters.");
            redis.xadd(CHATS, "data", "{\"message\":{\"text\":\"my words\"}}");
            String gone = redis.xadd(CHATS, "data", "[]");
            redis.xadd(SourceId.stream(SourceId.POLL_VOTE), "data", "{bad");
            Await.until("three letters", () -> redis.xlen(DEAD_LETTERS) == 3);
            redis.xdel(CHATS, gone);

            Map<String, Object> all = json(run(0, "dlq", "list", "-o", "json"));
            assertThat(all).containsEntry("count", 3L);
            Map<String, Object> chats = json(run(0, "dlq", "list", "--stream", CHATS, "--limit", "1", "-o", "json"));
            assertThat(letters(chats))
                    .singleElement()
                    .satisfies(l -> assertThat(l.get("entry_id")).isEqualTo(gone));
            Map<String, Object> missing = json(run(0, "dlq", "list", "--reason", "missing_field", "-o", "json"));
            String id = letters(missing).get(0).get("id").toString();
            assertThat(run(0, "dlq", "list").out()).contains("MISSING_FIELD", "sessionId", id);

            assertThat(letters(json(run(0, "dlq", "show", id, "-o", "json"))).get(0))
                    .containsEntry("original_there", true)
                    .containsEntry("reason", "MISSING_FIELD");
            String goneId = letters(chats).get(0).get("id").toString();
            assertThat(run(0, "dlq", "show", goneId).out()).contains("original_there           false");

            Cli retried = run(0, "dlq", "retry", id);
            assertThat(retried.out()).contains("1 put back, 0 gone");
            // The content is what it was, chat text and all, and is refused again.
            assertThat(redis.xrange(CHATS, Range.unbounded()).get(1).getBody())
                    .containsEntry("data", "{\"message\":{\"text\":\"my words\"}}");
            Await.until("it is refused again", () -> redis.xlen(DEAD_LETTERS) == 3);
            assertThat(run(1, "dlq", "retry", goneId).out()).contains("no longer in", "0 put back, 1 gone");
            assertThat(redis.xlen(DEAD_LETTERS)).isEqualTo(3);

            assertThat(run(2, "dlq", "drop", "--all").err()).contains("--yes");
            assertThat(run(2, "dlq", "drop").err()).contains("--all");
            assertThat(run(2, "dlq", "drop", "7").err()).contains("no place");
            assertThat(run(1, "dlq", "drop", "7-0").err()).contains("no dead letter at 7-0");
            assertThat(run(0, "dlq", "drop", "--all", "--yes", "--reason", "BAD_JSON")
                            .out())
                    .contains("1 dropped");
            assertThat(json(run(0, "dlq", "drop", goneId, "-o", "json"))).containsEntry("dropped", 1L);
            assertThat(redis.xlen(DEAD_LETTERS)).isEqualTo(1);
        }
        assertThat(run(3, "dlq", "list").err()).contains("No Redis is known");
    }

    @Test
    void anEntryThatIsPutBackAfterTheNodeCanUseItIsApplied() throws Exception {
        try (ConductorNode node = start();
                RedisClient client = RedisClient.create(node.file().redisUri())) {
            RedisCommands<String, String> redis = client.connect().sync();
            // A letter as an earlier release would have left it for an entry that this one can use.
            String good = redis.xadd(CHATS, "data", "{\"sessionId\":\"ses_1\"}");
            Await.until("it is applied", () -> Playback.number(Playback.status(dir), "signals") == 1);
            redis.xadd(
                    DEAD_LETTERS,
                    "data",
                    "{\"stream\":\"" + CHATS + "\",\"entry_id\":\"" + good + "\",\"reason\":\"BAD_JSON\"}");
            redis.xadd(
                    DEAD_LETTERS,
                    "data",
                    "{\"stream\":\"a:key\",\"entry_id\":\"" + good + "\",\"reason\":\"BAD_JSON\"}");
            redis.xadd("a:key", "x", "y");

            Map<String, Object> done = json(run(1, "dlq", "retry", "--all", "--yes", "-o", "json"));

            assertThat((List<?>) done.get("retried")).hasSize(1);
            assertThat((List<?>) done.get("gone")).hasSize(1);
            Await.until("it is applied again", () -> Playback.number(Playback.status(dir), "signals") == 2);
            assertThat(redis.xlen("a:key")).isEqualTo(1);
        }
    }

    @Test
    void allLettersAreMeantWithAllAndForeignBytesDoNotReachTheTerminal() throws Exception {
        try (ConductorNode node = start();
                RedisClient client = RedisClient.create(node.file().redisUri())) {
            RedisCommands<String, String> redis = client.connect().sync();
            for (int i = 0; i < 150; i++) {
                redis.xadd(DEAD_LETTERS, "data", "{\"stream\":\"x\",\"reason\":\"BAD_JSON\",\"raw\":\"" + i + "\"}");
            }
            String evil = redis.xadd(
                    DEAD_LETTERS,
                    "data",
                    "{\"stream\":\"x\",\"field\":\"\\u001b[2Jf\",\"raw\":\"\\u001b]0;t\\u0007\\u009b\\nq\",\"\\u007fn\":1}");

            String shown = run(0, "dlq", "show", evil).out();
            assertThat(shown).contains("\\u001b]0;t\\u0007\\u009b\\u000aq", "\\u007fn");
            assertThat(shown + run(0, "dlq", "list").out())
                    .contains("\\u001b[2Jf")
                    .doesNotContain("\u001b", "\u007f");
            assertThat(json(run(0, "dlq", "list", "-o", "json"))).containsEntry("count", 100L);

            assertThat(run(0, "dlq", "drop", "--all", "--yes", "--limit", "1").out())
                    .contains("1 dropped");
            assertThat(redis.xrange(DEAD_LETTERS, Range.create(evil, evil))).isEmpty();
            assertThat(run(0, "dlq", "drop", "--all", "--yes").out()).contains("150 dropped");
        }
    }

    private ConductorNode start() throws IOException {
        Map<String, String> flags = Playback.settings(dir);
        flags.put("clock", "redis");
        flags.put("egress", "observe");
        Settings settings = Settings.load(flags, Map.of(), null);
        return ConductorNode.start(NodeConfig.bind(settings), settings);
    }

    private Cli run(int exitCode, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--data-dir", dir.toString()));
        Cli run = Cli.run(all.toArray(new String[0]));
        assertThat(run.exitCode()).as(run.err() + run.out()).isEqualTo(exitCode);
        return run;
    }

    private static Map<String, Object> json(Cli run) throws IOException {
        return Json.read(run.out());
    }

    @SuppressWarnings("unchecked") // JSON that this test knows
    private static List<Map<String, Object>> letters(Map<String, Object> list) {
        return (List<Map<String, Object>>) list.get("dead_letters");
    }
}
