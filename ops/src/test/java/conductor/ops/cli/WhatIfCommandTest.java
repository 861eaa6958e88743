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

class WhatIfCommandTest {
    @TempDir
    static Path dataDir;

    @BeforeAll
    static void aRoomInWhichAPersonIsAsked() throws InterruptedException {
        RoomJournal.write(
                dataDir,
                EngineConfig.parse("engine.id=5e1f09c2\nengine.sessions-max=64\nengine.users-max=4096"
                        + "\nengine.voters-max=256\ndecisioning.default.auto-approve-ppm=1000000"
                        + "\ndecisioning.default.holdout-ppm=0"));
    }

    @Test
    void aLowerThresholdIsAnsweredWithHowManyDecisionsWouldHaveDifferedAndWhich() {
        Cli run = ask("--what-if", "decisioning.auto-approve-threshold=0.10");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("what if    decisioning.default.auto-approve-threshold = 0.1 (the journal has 1)")
                .contains("would have been AUTOMATIC instead of WAITING")
                .containsPattern(
                        "2026-03-02T10:1\\d:\\d\\d\\.\\d{3}Z  room-1  [A-Z_]+  WAITING [A-Z]+ 0\\.\\d+, EXPIRED"
                                + " -> AUTOMATIC [A-Z]+ 0\\.\\d+, [A-Z]+")
                .contains("The audience does what it did");
    }

    @Test
    void jsonHasEveryDifferenceWhateverTheLimit() throws IOException {
        Cli run = ask("--what-if", "decisioning.auto-approve-threshold=0.10", "--limit", "0", "-o", "json");

        Map<String, Object> answer = Json.read(run.out());
        assertThat(answer).containsKeys("sequence", "state_hash", "signals", "decisions");
        Map<?, ?> whatIf = (Map<?, ?>) answer.get("what_if");
        assertThat((List<?>) whatIf.get("differences"))
                .hasSizeGreaterThan(0)
                .first()
                .satisfies(difference -> {
                    Map<?, ?> first = (Map<?, ?>) difference;
                    assertThat(first.get("session")).isEqualTo(RoomJournal.ROOM);
                    assertThat(first.get("event")).isEqualTo(RoomJournal.EVENT);
                    assertThat(((Map<?, ?>) first.get("was")).get("how")).isEqualTo("WAITING");
                    assertThat(((Map<?, ?>) first.get("would_be")).get("how")).isEqualTo("AUTOMATIC");
                });
        assertThat(whatIf.get("state_hash")).isNotEqualTo(answer.get("state_hash"));
    }

    @Test
    void theLimitCutsTheListAndSaysSo() {
        Cli run = ask("--what-if", "decisioning.auto-approve-threshold=0.10", "--limit", "0");

        assertThat(run.out())
                .containsPattern("\\.\\.\\. and \\d+ more; --limit \\d+ lists them all")
                .doesNotContain("room-1");
    }

    @Test
    void theSameSettingIsAnsweredWithNoDifferenceAndTheSameState() throws IOException {
        Cli run = ask("--what-if", "decisioning.default.auto-approve-threshold=1", "-o", "json");

        Map<String, Object> answer = Json.read(run.out());
        Map<?, ?> whatIf = (Map<?, ?>) answer.get("what_if");
        assertThat(whatIf.get("different")).isEqualTo(0L);
        assertThat(whatIf.get("state_hash")).isEqualTo(answer.get("state_hash"));
        assertThat(answer.get("state_hash"))
                .isEqualTo(Json.read(ask("-o", "json").out()).get("state_hash"));
    }

    @Test
    void withASessionItSaysWhatOfItWouldBeOtherwise() throws IOException {
        String lower = "decisioning.auto-approve-threshold=0.10";
        Cli run = ask("--explain", RoomJournal.ROOM, "--what-if", lower);

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("what if    decisioning.default.auto-approve-threshold = 0.1 (the journal has 1)")
                .containsPattern("at         sequence \\d+, \\d+ entries the same, \\d+ otherwise")
                .containsPattern("last_decision\\.explanation\\.gates\\.MODE\\.wait +true -> false")
                .containsPattern("last_decision\\.state +EXPIRED -> MEASURED")
                .contains("The audience does what it did")
                .doesNotContain("_seq");

        Map<String, Object> both = Json.read(ask("--explain", RoomJournal.ROOM, "--what-if", lower, "-o", "json")
                .out());
        Map<?, ?> whatIf = (Map<?, ?>) both.remove("what_if");
        assertThat(both)
                .isEqualTo(Json.read(
                        ask("--explain", RoomJournal.ROOM, "-o", "json").out()));
        assertThat(whatIf.get("session")).isEqualTo(RoomJournal.ROOM);
        assertThat(whatIf.get("score")).isEqualTo(both.get("score"));
        assertThat(whatIf.get("last_decision")).isNotEqualTo(both.get("last_decision"));
    }

    @Test
    void aSessionForWhichTheSettingChangesNothingSaysThatNothingIsOtherwise() {
        Cli run = ask("--explain", RoomJournal.ROOM, "--what-if", "decisioning.default.auto-approve-threshold=1");

        assertThat(run.out()).containsPattern("entries the same, 0 otherwise").doesNotContain("->");
    }

    @Test
    void anUnknownKeyIsExitCode2WithTheKeysThatThereAre() {
        Cli run = ask("--what-if", "decisioning.treshold=0.6");

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("decisioning.treshold", "decisioning.default.auto-approve-threshold");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void optionsOfAWhatIfWithoutOneAreExitCode2() {
        assertThat(ask("--limit", "5").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(ask("--what-if-all-events").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(ask("--what-if", "decisioning.mode=AUTO", "--limit", "-1").exitCode())
                .isEqualTo(ExitCode.USAGE);
    }

    private static Cli ask(String... options) {
        List<String> line = new ArrayList<>(List.of("journal", "replay", "--data-dir", dataDir.toString()));
        line.addAll(List.of(options));
        return Cli.run(line.toArray(String[]::new));
    }
}
