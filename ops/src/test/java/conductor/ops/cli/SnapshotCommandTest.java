package conductor.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.EngineConfig;
import conductor.gateway.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotCommandTest {
    @TempDir
    Path dataDir;

    @BeforeEach
    void aJournal() throws InterruptedException {
        RoomJournal.write(
                dataDir,
                EngineConfig.parse("engine.id=5e1f09c2\nengine.sessions-max=64\nengine.users-max=4096"
                        + "\nengine.voters-max=256"));
    }

    @Test
    void aSnapshotIsMadeListedAndVerifiedAndTheNextOneBeginsThere() throws IOException {
        assertThat(snapshot("ls").out()).startsWith("There is no snapshot in ").contains("conductor snapshot make");
        Map<String, Object> first = json("make");
        Map<String, Object> second = json("make");
        Map<String, Object> replayed =
                Json.read(run("journal", "replay", "-o", "json").out());

        assertThat(first).containsEntry("from", null).containsEntry("state_hash", replayed.get("state_hash"));
        assertThat(second)
                .containsEntry("from", first.get("file"))
                .containsEntry("state_hash", replayed.get("state_hash"))
                .containsEntry("decisions", replayed.get("decisions"));
        assertThat(snapshot("ls").out()).contains("state " + replayed.get("state_hash"));
        assertThat(snapshot("verify").exitCode()).isZero();
        assertThat(json("verify")).containsEntry("ok", true);
    }

    @Test
    void aDamagedSnapshotIsNamedAndNotUsed() throws IOException {
        Path file = Path.of((String) json("make").get("file"));
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);

        Cli verify = snapshot("verify");
        assertThat(verify.exitCode()).isEqualTo(4);
        assertThat(verify.out()).contains(file.getFileName() + "  the checksum of its state differs");

        Cli make = snapshot("make");
        assertThat(make.exitCode()).isZero();
        assertThat(make.err()).contains("cannot be used: the checksum of its state differs.");
        assertThat(make.out()).containsPattern("from +the beginning");
        assertThat(snapshot("verify").exitCode()).isZero();
    }

    @Test
    void withoutAWordWhatToDoThereIsHelpAndWithoutAJournalAReason() throws IOException {
        assertThat(snapshot().exitCode()).isEqualTo(2);
        Path empty = Files.createDirectory(dataDir.resolve("empty"));
        Cli make = Cli.run("snapshot", "make", "--data-dir", empty.toString());
        assertThat(make.exitCode()).isEqualTo(2);
        assertThat(make.err()).contains("journal");
    }

    private Map<String, Object> json(String command) throws IOException {
        return Json.read(snapshot(command, "-o", "json").out());
    }

    private Cli snapshot(String... arguments) {
        List<String> all = new ArrayList<>(List.of("snapshot"));
        all.addAll(List.of(arguments));
        return arguments.length == 0 ? Cli.run("snapshot") : run(all.toArray(String[]::new));
    }

    private Cli run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--data-dir", dataDir.toString()));
        return Cli.run(all.toArray(String[]::new));
    }
}
