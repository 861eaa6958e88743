package conductor.ops.node;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.gateway.json.Json;
import io.lettuce.core.RedisClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node as a process of its own with a PostgreSQL of its own, and what becomes of each when the other is killed. */
@Tag("slow")
@Tag("one-jdk")
class OwnPostgresTest {
    @TempDir
    Path dir;

    private Process node;

    @AfterEach
    void stopTheNode() throws InterruptedException {
        node.toHandle().destroy();
        if (!node.waitFor(60, TimeUnit.SECONDS)) {
            node.destroyForcibly().waitFor();
        }
    }

    @Test
    void aKilledNodeLeavesItsPostgresWhichTheNextOneAdoptsAndStops() throws Exception {
        start();
        play(12_000);
        awaitRows(2);
        long postgres = postgresPid();
        node.destroyForcibly().waitFor();
        assertThat(lives(postgres)).isTrue();

        start();
        play(17_000);
        awaitRows(3);
        assertThat(postgresPid()).isEqualTo(postgres);
        assertThat(Playback.status(dir).get("publisher"))
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("alarms", 0L);

        node.destroy();
        assertThat(node.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(node.exitValue()).isZero();
        Await.until("the end of the PostgreSQL", () -> !lives(postgres));
    }

    @Test
    void aKilledPostgresIsStartedAgainAndGetsEveryRowOnceWhileTheNodeGoesOn() throws Exception {
        start();
        play(12_000);
        awaitRows(2);
        long killed = postgresPid();
        ProcessHandle.of(killed).orElseThrow().destroyForcibly();
        play(17_000);
        awaitRows(3);
        assertThat(postgresPid()).isNotEqualTo(killed);
        assertThat(node.isAlive()).isTrue();
    }

    /** Starts the node, and returns when it reads: it does not wait for its PostgreSQL. */
    private void start() throws IOException {
        Map<String, String> settings = new HashMap<>(Playback.settings(dir));
        settings.put("db.enabled", "true");
        List<String> words = new ArrayList<>(List.of("run", "-o", "json"));
        settings.forEach((name, value) -> {
            words.add("--" + name.replace('.', '-'));
            words.add(value);
        });
        node = ConductorProcess.start(words);
        String line = node.inputReader().readLine();
        assertThat(line).as("the node ended before it was up").isNotNull();
        assertThat(Json.read(line)).containsEntry("phase", "running");
    }

    /** A room that is scored at 5 s, 10 s, 15 s ..., until this time. */
    private void play(long untilMs) throws IOException {
        String redis = NodeFile.read(dir).orElseThrow().redisUri();
        try (RedisClient client = RedisClient.create(redis)) {
            Scenario scenario = new Scenario(client.connect().sync());
            if (untilMs == 12_000) {
                scenario.tenConnectedThreeChat();
                scenario.marksUntil(0, untilMs);
            } else {
                scenario.marksUntil(13_000, untilMs);
            }
        }
    }

    private void awaitRows(long rows) throws Exception {
        Await.patientlyUntil(rows + " scores in the database", () -> rows() == rows);
    }

    /** Scores in the node's database, or -1 while it is not there. */
    private long rows() throws IOException {
        String url = NodeFile.read(dir).orElseThrow().database();
        if (url == null) {
            return -1;
        }
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM engagement_metrics")) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            return -1;
        }
    }

    private long postgresPid() throws IOException {
        return Long.parseLong(
                Files.readAllLines(dir.resolve("postgres/data/postmaster.pid")).get(0));
    }

    /** Alive, and no zombie that nobody has collected. */
    private static boolean lives(long pid) {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .flatMap(process -> process.info().arguments())
                .isPresent();
    }
}
