package conductor.ops.node;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.ops.config.NodeConfig;
import conductor.ops.config.Settings;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code run} says of a data folder in which something is wrong, and the exit code that goes with it; as docs/operations.md has it. */
@Tag("one-jdk")
class DamagedFolderTest {
    private static final int DAMAGED = 4;

    @TempDir
    Path dir;

    @BeforeEach
    void twoScores() throws Exception {
        Settings settings = Settings.load(Playback.settings(folder()), Map.of(), null);
        for (int part = 0; part < 2; part++) {
            try (ConductorNode node = ConductorNode.start(NodeConfig.bind(settings), settings);
                    RedisClient client = RedisClient.create(node.file().redisUri())) {
                RedisCommands<String, String> redis = client.connect().sync();
                Scenario scenario = new Scenario(redis);
                int scores = part + 1;
                if (part == 0) {
                    scenario.tenConnectedThreeChat();
                }
                scenario.marksUntil(part * 8_000L, part * 5_000L + 7_000);
                Await.until("a score", () -> redis.xlen(Playback.SCORES) == scores);
            }
        }
    }

    @Test
    void aFlippedBitInTheSignalsIsOneSentenceWithItsPosition() throws Exception {
        removeSnapshots();
        flip(rollFile("signals"), Scenario.EVENT);
        Ended run = run();
        assertThat(run.exitCode).isEqualTo(DAMAGED);
        assertThat(run.lastLine())
                .startsWith("The journal queue 'signals' is damaged at "
                        + rollFile("signals").getFileName() + ", document ")
                .contains("the checksum of the record at byte ", "Nothing from there on was applied.", "from a backup");
    }

    @Test
    void aFileOfSignalsThatWasCutOffIsOneSentenceAndNothingElseIsTouched() throws Exception {
        Path file = rollFile("signals");
        int length = offset(file, Scenario.EVENT);
        cut(file, length);
        List<String> before = names();
        Ended run = run();
        assertThat(run.exitCode).isEqualTo(DAMAGED);
        assertThat(run.lastLine())
                .startsWith("The journal queue 'signals' is damaged at ")
                .contains("the file " + file.getFileName() + " was cut off after " + length + " bytes")
                .contains("from a backup");
        assertThat(names()).isEqualTo(before);
    }

    @Test
    void aFileOfSignalsThatWasCutOffInItsHeadIsToldInTheSameWay() throws Exception {
        Path file = rollFile("signals");
        cut(file, 1_000);
        Ended run = run();
        assertThat(run.exitCode).isEqualTo(DAMAGED);
        assertThat(run.lastLine())
                .startsWith("The journal queue 'signals' is damaged at ")
                .contains("the file " + file.getFileName() + " was cut off after 1000 bytes");
    }

    @Test
    void aFlippedBitInTheDecisionsStopsTheNodeWhichSaysThatTheyCanBeMadeAgain() throws Exception {
        Path decisions = rollFile("decisions");
        flip(decisions, Scenario.EVENT);
        Ended run = run();
        assertThat(run.exitCode).isEqualTo(DAMAGED);
        assertThat(run.errors)
                .contains("The journal queue 'decisions' is damaged at " + decisions.getFileName() + ", document ")
                .contains("move the journal's folder 'decisions' away, and the next start makes all of them again");

        Files.move(decisions.getParent(), folder().resolve("journal/decisions-damaged"));
        Settings settings = Settings.load(Playback.settings(folder()), Map.of(), null);
        try (ConductorNode node = ConductorNode.start(NodeConfig.bind(settings), settings)) {
            Await.until("it runs", () -> Playback.number(Playback.status(folder()), "scores") == 2);
            assertThat(node.failure()).isNull();
        }
    }

    @Test
    void aFlippedBitInTheNewestSnapshotCostsASentenceOnly() throws Exception {
        List<Path> snapshots = snapshots();
        Path newest = snapshots.get(snapshots.size() - 1);
        try (RandomAccessFile bytes = new RandomAccessFile(newest.toFile(), "rw")) {
            bytes.seek(bytes.length() / 2);
            int was = bytes.read();
            bytes.seek(bytes.length() / 2);
            bytes.write(was ^ 1);
        }
        Path errors = dir.resolve("errors");
        Process process = ConductorProcess.start(words(), errors);
        assertThat(process.inputReader().readLine()).contains("\"scores\":2");
        process.destroy();
        assertThat(process.waitFor()).isZero();
        assertThat(Files.readString(errors))
                .contains(newest.getFileName() + " cannot be used: the checksum of its state differs");
    }

    private record Ended(int exitCode, String errors) {
        String lastLine() {
            return errors.lines().reduce("", (before, line) -> line);
        }
    }

    private Ended run() throws Exception {
        Path errors = dir.resolve("errors");
        Process process = ConductorProcess.start(words(), errors);
        return new Ended(process.waitFor(), Files.readString(errors));
    }

    private List<String> words() {
        List<String> words = new ArrayList<>(List.of("run", "-o", "json"));
        Playback.settings(folder()).forEach((key, value) -> words.addAll(List.of("--" + key.replace('.', '-'), value)));
        return words;
    }

    private Path folder() {
        return dir.resolve("node");
    }

    private Path rollFile(String queue) throws IOException {
        try (Stream<Path> files = Files.list(folder().resolve("journal").resolve(queue))) {
            return files.filter(path -> path.toString().endsWith(".cq4"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private List<Path> snapshots() throws IOException {
        try (Stream<Path> files = Files.list(folder().resolve("snapshots"))) {
            return files.sorted().toList();
        }
    }

    private void removeSnapshots() throws IOException {
        for (Path snapshot : snapshots()) {
            Files.delete(snapshot);
        }
        try (Stream<Path> days = Files.list(folder().resolve("journal/days"))) {
            for (Path state : days.toList()) {
                Files.delete(state);
            }
        }
    }

    private List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        for (String part : new String[] {"journal", "snapshots"}) {
            try (Stream<Path> files = Files.list(folder().resolve(part))) {
                names.addAll(files.map(Path::toString).sorted().toList());
            }
        }
        return names;
    }

    private static int offset(Path file, String text) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
            byte[] start = new byte[1 << 20];
            int length = bytes.read(start);
            int at = new String(start, 0, length, StandardCharsets.ISO_8859_1).indexOf(text);
            assertThat(at).isPositive();
            return at;
        }
    }

    private static void flip(Path file, String text) throws IOException {
        int at = offset(file, text);
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(at);
            int was = bytes.read();
            bytes.seek(at);
            bytes.write(was ^ 1);
        }
    }

    private static void cut(Path file, long length) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.setLength(length);
        }
    }
}
