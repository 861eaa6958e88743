package conductor.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetectionCommandTest {
    private static final String HEADER =
            "session,tick,chat,reactions,joins,leaves,users,active,poll_open,poll_participation,score";
    private static final int SILENT_FROM = 200;

    @TempDir
    Path folder;

    /** A room of a hundred that falls silent, and one that does not. */
    private static Stream<String> rooms() {
        return Stream.of(7, 8)
                .flatMap(room -> IntStream.range(0, SILENT_FROM + 60).mapToObj(tick -> {
                    boolean silent = room == 7 && tick >= SILENT_FROM;
                    return room + "," + tick + "," + (silent ? 0 : 8 + tick % 3) + "," + (silent ? 0 : 4) + ",0,0,100,"
                            + (silent ? Math.max(0, 60 - 5 * (tick - SILENT_FROM)) : 60) + ",0,0,0.5";
                }));
    }

    private int run(StringWriter errors, String... more) {
        return BenchMain.commandLine()
                .setErr(new PrintWriter(errors))
                .execute(Stream.concat(Stream.of("detection"), Stream.of(more)).toArray(String[]::new));
    }

    private Path write(Stream<String> lines) throws IOException {
        return Files.write(
                folder.resolve("ticks.csv"),
                Stream.concat(Stream.of(HEADER), lines).toList());
    }

    @Test
    void whoActsIsActiveIfThatIsAskedFor() throws IOException {
        String ticks = write(rooms().map(row -> row.replaceAll(",60,0,0,0.5$", ",0,0,0,0.5")))
                .toString();
        Path out = folder.resolve("alarms.csv");
        assertThat(run(new StringWriter(), "--ticks", ticks, "--out", out.toString(), "--activity-of-counts"))
                .isZero();

        List<String> lines = Files.readAllLines(out);
        assertThat(lines.subList(1, lines.size())).isNotEmpty().allMatch(line -> line.startsWith("7,"));
    }

    @Test
    void theRoomThatFallsSilentIsInAlarmAndTheOtherIsNot() throws IOException {
        Path out = folder.resolve("alarms.csv");
        int code = run(new StringWriter(), "--ticks", write(rooms()).toString(), "--out", out.toString());

        List<String> lines = Files.readAllLines(out);
        assertThat(code).isZero();
        assertThat(lines.get(0)).isEqualTo("session,tick,type,severity");
        assertThat(lines.subList(1, lines.size())).isNotEmpty().allMatch(line -> line.startsWith("7,"));
        int first = Integer.parseInt(lines.get(1).split(",")[1]);
        assertThat(first).isBetween(SILENT_FROM, SILENT_FROM + 12);
    }

    @Test
    void theCostOfAStepIsToldBesideItsFloor() throws IOException {
        String[] arguments = {
            "--ticks",
            write(rooms()).toString(),
            "--out",
            folder.resolve("alarms.csv").toString()
        };
        Map<String, Object> figures = Commands.json(new DetectionCommand(), arguments);

        assertThat(((Number) figures.get("ns_per_step")).doubleValue()).isPositive();
        assertThat(((Number) figures.get("ns_per_step_floor")).doubleValue()).isPositive();
        assertThat(((Number) figures.get("bytes_allocated")).longValue()).isZero();
        assertThat(((Number) figures.get("state_bytes_per_session")).intValue()).isBetween(1, 192);
        assertThat(Commands.out(new DetectionCommand(), arguments))
                .contains("ns of processor time", " 0 bytes allocated", "bytes a session");
    }

    @Test
    void countsWithoutATickHaveNoCost() throws IOException {
        String[] arguments = {
            "--ticks",
            write(Stream.of()).toString(),
            "--out",
            folder.resolve("alarms.csv").toString()
        };
        assertThat(Commands.json(new DetectionCommand(), arguments)).doesNotContainKey("ns_per_step");
        assertThat(Commands.out(new DetectionCommand(), arguments)).doesNotContain("null");
    }

    @Test
    void whatCannotBeReadIsNamed() throws IOException {
        StringWriter errors = new StringWriter();
        Path bad = write(Stream.of("1,0,3,1,0,0,10,5,0,0,0.5", "1,1,three,1,0,0,10,5,0,0,0.5"));
        String out = folder.resolve("alarms.csv").toString();

        assertThat(run(errors, "--ticks", bad.toString(), "--out", out)).isEqualTo(2);
        assertThat(errors.toString()).contains("line 3").contains("three");
        assertThat(run(errors, "--ticks", folder.resolve("none").toString(), "--out", out))
                .isEqualTo(2);
        assertThat(errors.toString()).contains("There is no file");
        Path other = Files.writeString(folder.resolve("other.csv"), "a,b\n");
        assertThat(run(errors, "--ticks", other.toString(), "--out", out)).isEqualTo(2);
        assertThat(errors.toString()).contains("must have the columns");
        assertThat(run(errors, "--ticks", bad.toString(), "--out", out, "--false-alarms-per-hour", "0"))
                .isEqualTo(2);
        assertThat(errors.toString()).contains("0.01 to 10");
    }
}
