package conductor.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.EngineConfig;
import conductor.gateway.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code journal backup}, {@code restore} and {@code diff} as somebody at a terminal meets them. */
class BackupCommandsTest {
    private static final String CONFIG = "engine.id=5e1f09c2\nengine.sessions-max=64\nengine.users-max=4096"
            + "\nengine.voters-max=256\ndecisioning.default.mode=";

    @TempDir
    static Path all;

    @TempDir
    Path temporary;

    private static String room;
    private static String other;

    @BeforeAll
    static void twoRooms() throws InterruptedException {
        room = all.resolve("room").toString();
        other = all.resolve("other").toString();
        RoomJournal.write(Path.of(room), EngineConfig.parse(CONFIG + "AUTO"));
        RoomJournal.write(Path.of(other), EngineConfig.parse(CONFIG + "MANUAL"));
    }

    @Test
    void aBackupIsRestoredElsewhereToTheSameState() throws IOException {
        Cli.run("snapshot", "make", "--data-dir", room);
        String backup = temporary.resolve("backup").toString();
        String restored = temporary.resolve("restored").toString();

        Cli made = Cli.run("journal", "backup", backup, "--data-dir", room, "-o", "json");
        Cli back = Cli.run("journal", "restore", backup, "--to", restored, "-o", "json");

        assertThat(made.exitCode()).as(made.err()).isZero();
        assertThat(back.exitCode()).as(back.err()).isZero();
        Map<String, Object> replayed = Json.read(Cli.run("journal", "replay", "--data-dir", restored, "-o", "json")
                .out());
        for (Map<String, Object> figures : List.of(Json.read(made.out()), Json.read(back.out()))) {
            assertThat(figures)
                    .containsEntry("state_hash", replayed.get("state_hash"))
                    .containsEntry("sequence", replayed.get("sequence"))
                    .containsEntry("decisions", replayed.get("decisions"));
        }
        assertThat(Path.of(restored, "snapshots")).isDirectoryContaining("glob:**/state-*.snapshot");
        Cli diff = Cli.run("journal", "diff", room, restored);
        assertThat(diff.exitCode()).as(diff.out()).isZero();
        assertThat(diff.out())
                .contains("and neither has more")
                .contains(replayed.get("state_hash") + " in both at the common end")
                .endsWith("The journals hold the same.\n");
    }

    @Test
    void aDamagedBackupIsExitCode4WithTheFilesName() throws IOException {
        Path backup = temporary.resolve("backup");
        Cli.run("journal", "backup", backup.toString(), "--data-dir", room);
        Path file = backup.resolve("hash.key");
        byte[] key = Files.readAllBytes(file);
        key[3] ^= 1;
        Files.write(file, key);

        Cli back = Cli.run(
                "journal",
                "restore",
                backup.toString(),
                "--to",
                temporary.resolve("restored").toString());

        assertThat(back.exitCode()).isEqualTo(ExitCode.VERIFICATION_FAILED);
        assertThat(back.err()).contains(file + " is damaged, its checksum differs");
    }

    @Test
    void aTargetThatIsInUseIsExitCode2() throws IOException {
        Files.writeString(temporary.resolve("mine"), "mine");

        Cli backup = Cli.run("journal", "backup", temporary.toString(), "--data-dir", room);

        assertThat(backup.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(backup.err()).contains("There is something in " + temporary + " already");
        assertThat(Cli.run("journal", "restore", room).exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(Cli.run("journal", "diff", room).exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void otherSettingsDifferFromTheFirstRecordOn() throws IOException {
        Cli diff = Cli.run("journal", "diff", room, other);

        assertThat(diff.exitCode()).isEqualTo(ExitCode.FAILURE);
        assertThat(diff.out())
                .contains("first that differs: 0, GENESIS")
                .contains("nothing in common: not even the first record, which holds the configuration")
                .endsWith("THE JOURNALS DIFFER.\n");
        Map<String, Object> json =
                Json.read(Cli.run("journal", "diff", room, other, "-o", "json").out());
        assertThat(json).containsEntry("same", false).containsEntry("agree", false);
        assertThat(json.get("first_signal")).isInstanceOf(Map.class);
    }
}
