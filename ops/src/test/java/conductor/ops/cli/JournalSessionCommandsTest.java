package conductor.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.EngineConfig;
import conductor.gateway.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The course of one session, and what is known of it at a point. */
class JournalSessionCommandsTest {
    @TempDir
    static Path dataDir;

    @BeforeAll
    static void aRoomThatFallsSilent() throws InterruptedException {
        RoomJournal.write(
                dataDir,
                EngineConfig.parse("engine.id=5e1f09c2\nengine.sessions-max=64\nengine.users-max=4096"
                        + "\nengine.voters-max=256\ndecisioning.default.mode=AUTO\ndecisioning.default.holdout-ppm=0"));
    }

    @Test
    void theCourseOfASessionHasEveryRecordOfItUnderItsCause() throws IOException {
        List<Map<String, Object>> course = lines(run("cat", "--session", RoomJournal.ROOM, "-o", "json"));

        long sequence = -1;
        long seq = 0;
        int decisions = 0;
        for (Map<String, Object> line : course) {
            if (line.get("record").equals("signal")) {
                assertThat((Long) line.get("sequence")).isGreaterThan(sequence);
                sequence = (Long) line.get("sequence");
            } else {
                assertThat(line.get("cause_sequence")).isEqualTo(sequence);
                assertThat(line.get("session")).isEqualTo(RoomJournal.ROOM);
                decisions++;
            }
        }
        List<Map<String, Object>> alone =
                lines(run("cat", "--session", RoomJournal.ROOM, "--queue", "decisions", "-o", "json"));
        assertThat(decisions).isEqualTo(alone.size());
        assertThat(course).anyMatch(line -> "TICK".equals(line.get("type")));
        assertThat(course.stream().filter(line -> "CHAT".equals(line.get("type"))))
                .hasSize(RoomJournal.LIVELY_S);
    }

    @Test
    void forPeopleADecisionStandsUnderItsCause() {
        Cli course = run("cat", "--session", RoomJournal.ROOM);

        assertThat(course.exitCode()).isZero();
        assertThat(course.out())
                .containsPattern("Z  TICK \\d+.*\\n.*Z    -> SCORE \\d+  timer=EVALUATION")
                .containsPattern("Z    -> ANOMALY \\d+.*  class=[A-Z_]+  rule=")
                .containsPattern("Z    -> DECISION \\d+.*  state=PUBLISHED");
    }

    @Test
    void aSessionThatIsNotThereIsSaidToBeNotThere() {
        Cli course = run("cat", "--session", "no such room");

        assertThat(course.exitCode()).isZero();
        assertThat(course.out()).isEmpty();
        assertThat(course.err()).contains("There is no record of session no such room there.");
        Cli explained = run("replay", "--explain", "no such room");
        assertThat(explained.exitCode()).isEqualTo(ExitCode.FAILURE);
        assertThat(explained.err()).contains("Nothing is known of session no such room up to sequence");
    }

    @Test
    void aPointIsExplainedByItsTimeAsByItsSequence() throws IOException {
        Map<String, Object> anomaly = lines(run("cat", "--type", "ANOMALY")).get(0);
        Map<String, Object> bySequence = explain("--until", String.valueOf(anomaly.get("cause_sequence")));
        Map<String, Object> byTime = explain("--until", String.valueOf(anomaly.get("engine_time")));

        assertThat(byTime).containsAllEntriesOf(Map.of("session", RoomJournal.ROOM, "open", true));
        assertThat(byTime.get("event")).isEqualTo(RoomJournal.EVENT);
        assertThat(byTime.get("score")).isEqualTo(bySequence.get("score"));
        assertThat(map(byTime, "last_anomaly")).containsEntry("seq", anomaly.get("seq"));
        assertThat(map(byTime, "score"))
                .containsEntry("score", map(byTime, "last_score").get("score"));
        assertThat(map(byTime, "baseline")).containsKeys("expected", "deviation", "floor", "last_scores");
        assertThat(map(byTime, "detector")).containsKeys("z", "class", "cooling_until");
        assertThat(map(byTime, "limits")).containsKeys("event", "session_30s", "pending_decision");
        assertThat(map(byTime, "arms")).containsOnlyKeys("poll", "broadcast", "notification", "gamification");
        assertThat(map(map(byTime, "last_decision"), "explanation")).containsKeys("components", "arms", "gates");
    }

    @Test
    void theExplanationForPeopleHasTheSameFigures() throws IOException {
        String out = run("replay", "--explain", RoomJournal.ROOM).out();

        Map<String, Object> figures = explain();
        assertThat(out)
                .containsPattern("chat_part +" + map(figures, "score").get("chat_part"))
                .containsPattern("expected +" + map(figures, "baseline").get("expected"))
                .containsPattern("state_hash +" + figures.get("state_hash"));
    }

    @Test
    void whatCannotBeAskedIsExitCode2() {
        assertThat(run("replay", "--until", "yesterday").err())
                .contains("must be a sequence, 0 or more, or a time such as 2026-03-02T10:15:00Z, but is yesterday");
        assertThat(run("replay", "--until", "yesterday").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run("cat", "--queue", "both").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    private static Map<String, Object> explain(String... options) throws IOException {
        List<String> line = new ArrayList<>(List.of("replay", "--explain", RoomJournal.ROOM, "-o", "json"));
        line.addAll(List.of(options));
        Cli run = run(line.toArray(String[]::new));
        assertThat(run.exitCode()).isZero();
        return Json.read(run.out());
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Map<String, Object> map, String name) {
        return (Map<String, Object>) map.get(name);
    }

    private static List<Map<String, Object>> lines(Cli run) throws IOException {
        assertThat(run.exitCode()).isZero();
        List<Map<String, Object>> lines = new ArrayList<>();
        for (String line : run.out().split("\n")) {
            lines.add(Json.read(line));
        }
        return lines;
    }

    private static Cli run(String... command) {
        List<String> line = new ArrayList<>(List.of("journal"));
        line.addAll(List.of(command));
        line.addAll(List.of("--data-dir", dataDir.toString()));
        return Cli.run(line.toArray(String[]::new));
    }
}
