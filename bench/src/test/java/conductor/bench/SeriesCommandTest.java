package conductor.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeriesCommandTest {
    private static final int SPIKE = 1_500;
    private static final int POINTS = 2_000;
    private static final String LABELS = "{'cloud/cpu.csv': [['%s.000000', '%s']], 'other/more.csv': []}";

    @TempDir
    Path folder;

    private Path in;
    private Path out;

    @BeforeEach
    void folders() {
        in = folder.resolve("in");
        out = folder.resolve("scores");
    }

    private static String time(int point) {
        return String.format("2014-04-%02d %02d:%02d:00", 1 + point / 288, point / 12 % 24, point % 12 * 5);
    }

    private void series(String name, boolean spike) throws IOException {
        Random random = new Random(3);
        List<String> lines = new ArrayList<>(List.of("timestamp,value"));
        for (int i = 0; i < POINTS; i++) {
            lines.add(time(i) + "," + (spike && i == SPIKE ? 60 : 20 + random.nextGaussian()));
        }
        Path file = in.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, lines);
    }

    private Path labels(String json) throws IOException {
        return Files.writeString(folder.resolve("labels.json"), json.replace('\'', '"'));
    }

    private String[] arguments(String... more) {
        List<String> all = new ArrayList<>(List.of("--in", in.toString(), "--out", out.toString()));
        all.addAll(List.of(more));
        return all.toArray(new String[0]);
    }

    private String refused(String... more) {
        String sentence = Commands.refused(new SeriesCommand(), arguments(more));
        assertThat(out).doesNotExist();
        return sentence;
    }

    @Test
    void aSpikeHasTheHighestScoreAndSubFoldersAndTimesAreKept() throws IOException {
        series("cloud/cpu.csv", true);

        Commands.out(new SeriesCommand(), arguments());
        Commands.out(new SeriesCommand(), arguments());

        List<String> lines = Files.readAllLines(out.resolve("cloud/cpu.csv"));
        assertThat(lines).hasSize(POINTS + 1);
        assertThat(lines.get(0)).isEqualTo("timestamp,value,anomaly_score");
        assertThat(lines.get(1)).startsWith("2014-04-01 00:00:00,");
        double spike = score(lines.get(SPIKE + 1));
        assertThat(spike).isGreaterThan(0.5);
        assertThat(lines.subList(700, SPIKE + 1))
                .allSatisfy(line -> assertThat(score(line)).isBetween(0.0, spike - 1e-9));
        try (Stream<Path> all = Files.walk(out)) {
            assertThat(all.filter(Files::isRegularFile)).hasSize(1);
        }
    }

    private static double score(String line) {
        return Double.parseDouble(line.split(",")[2]);
    }

    @Test
    void aSpikeInItsWindowIsAPerfectScoreAndASpikeElsewhereIsNone() throws IOException {
        series("cloud/cpu.csv", true);
        series("other/more.csv", false);
        Path found = labels(String.format(LABELS, time(SPIKE), time(SPIKE + 20)));

        Map<String, Object> figures = Commands.json(new SeriesCommand(), arguments("--labels", found.toString()));
        assertThat(figures).containsEntry("series", 2L).containsEntry("points", 2L * POINTS);
        assertThat(figures).containsEntry("missing", 0L).containsEntry("windows", 1L);
        assertThat(figures).containsKeys("ns_per_point", "state_bytes_per_series", "allocated_bytes", "load_average");
        assertThat(standard(figures)).containsEntry("score", 100.0).containsEntry("windows_missed", 0L);

        assertThat(Commands.out(new SeriesCommand(), arguments("--labels", found.toString())))
                .contains("labelled windows: 1", "reward_low_FP", "windows missed", "100.0");

        Path missed = labels(String.format(LABELS, time(SPIKE + 1), time(SPIKE + 20)));
        Map<String, Object> others = Commands.json(new SeriesCommand(), arguments("--labels", missed.toString()));
        assertThat((Double) standard(others).get("score")).isLessThan(95);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> standard(Map<String, Object> figures) {
        return (Map<String, Object>) ((Map<?, ?>) figures.get("best_threshold")).get("standard");
    }

    @Test
    void withoutASeriesNothingIsDone() throws IOException {
        assertThat(refused()).contains("There is no folder " + in);
        Files.createDirectories(in);
        assertThat(refused()).contains("There is no CSV file below " + in);
    }

    /** The series that is good comes first, and nothing of it is written. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "timestamp,value;2014-04-01 00:00:00,1;;2014-04-01,2 | bad.csv, line 4: '2014-04-01' is no time",
                "timestamp,value;2014-04-01 00:00:00,x | bad.csv, line 2: 'x' is no number",
                "timestamp,value;2014-04-01 00:00:00 | bad.csv, line 2: a line has a timestamp and a value",
                "timestamp,value;2014-04-01 00:00:00,1,2 | bad.csv, line 2: a line has a timestamp and a value",
                "2014-04-01 00:00:00,1 | bad.csv, line 1: the first line is '2014-04-01 00:00:00,1'; write the line timestamp,value above it",
                "; | bad.csv is empty"
            })
    void whatIsNoSeriesIsNamedAndNothingIsWritten(String text, String sentence) throws IOException {
        series("a.csv", false);
        Files.writeString(in.resolve("bad.csv"), text.replace(';', '\n'));
        assertThat(refused()).contains(sentence);
    }

    @Test
    void bytesThatAreNotUtf8AreNamedWithTheirLine() throws IOException {
        series("a.csv", false);
        Files.write(
                in.resolve("bad.csv"),
                "timestamp,value\r\n2014-04-01 00:00:00,1\r\n\u00e4,2\r\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(refused()).contains("bad.csv, line 3: this is not UTF-8");
    }

    @Test
    void aByteOrderMarkAndMissingValuesAreNoFault() throws IOException {
        Files.createDirectories(in);
        Files.writeString(
                in.resolve("a.CSV"),
                "\uFEFFtimestamp,value\n1396310400000,1\n2014-04-01T00:05:00Z,\n" + "2014-04-01T02:10:00+02:00,NaN\n");
        assertThat(Commands.json(new SeriesCommand(), arguments()))
                .containsEntry("points", 3L)
                .containsEntry("missing", 2L);
        List<String> lines = Files.readAllLines(out.resolve("a.CSV"));
        assertThat(lines.get(1)).startsWith("1396310400000,1,");
        assertThat(lines.subList(2, 4))
                .containsExactly("2014-04-01T00:05:00Z,,0.0", "2014-04-01T02:10:00+02:00,NaN,0.0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[] | labels.json is no JSON object of windows",
                "{'a.csv': [ | labels.json is no JSON object of windows",
                "{'a.csv': [], 'a.csv': []} | labels.json is no JSON object of windows",
                "{'a.csv': 7} | windows of a.csv: '7' is no array",
                "{'a.csv': ['2014-04-02 00:00:00', '2014-04-02 01:00:00']} | windows of a.csv: '2014-04-02 00:00:00' is no array",
                "{'a.csv': [['2014-04-02 00:00:00']]} | a window has two times, was '[2014-04-02 00:00:00]'",
                "{'a.csv': [['2014-04-02 00:00:00', 'noon']]} | windows of a.csv: 'noon' is no time",
                "{'a.csv': [['2014-04-02 00:00:00', '2014-04-02 00:01:00']]} | window 1 does not begin and end at points",
                "{'a.csv': [['2014-04-02 01:00:00', '2014-04-02 00:00:00']]} | window 1 does not begin and end at points",
                "{'a.csv': [['2014-04-02 00:00:00', '2014-04-02 01:00:00'], ['2014-04-02 01:00:00', '2014-04-02 02:00:00']]}"
                        + " | window 2 does not begin and end at points",
                "{'b.csv': []} | --labels does not name a.csv",
                "{'a.csv': []} | No window of --labels is of a series below --in",
                "{'a.csv': [['2014-04-01 00:00:00', '2014-04-01 01:00:00']]} | No window of --labels"
            })
    void labelsThatDoNotFitAreNamedAndNothingIsWritten(String json, String sentence) throws IOException {
        series("a.csv", false);
        assertThat(refused("--labels", labels(json).toString())).contains(sentence);
    }

    @Test
    void labelsThatAreNotThereAreNamed() throws IOException {
        series("a.csv", false);
        Path none = folder.resolve("none.json");
        assertThat(refused("--labels", none.toString())).contains("There is no file " + none);
        Files.write(none, new byte[] {'{', '"', (byte) 0xE4, '"', ':', '[', ']', '}'});
        assertThat(refused("--labels", none.toString())).contains("none.json is not UTF-8");
    }

    @Test
    void aLinkToTheFolderIsTheFolder() throws IOException {
        series("cloud/cpu.csv", true);
        in = Files.createSymbolicLink(folder.resolve("link"), in);
        Commands.out(new SeriesCommand(), arguments());
        assertThat(out.resolve("cloud/cpu.csv")).isRegularFile();
    }

    @Test
    void aLinkThatGoesRoundInCirclesIsNamed() throws IOException {
        series("cloud/cpu.csv", true);
        Files.createSymbolicLink(in.resolve("cloud/round"), in);
        assertThat(refused()).contains("round is a link to a folder that it lies in");
    }

    @Test
    void foldersThatLieInEachOtherAreRefusedAlsoBehindALink() throws IOException {
        series("cloud/cpu.csv", true);
        Path link = Files.createSymbolicLink(folder.resolve("link"), in);

        out = in.resolve("cloud/scores");
        assertThat(refused()).contains("--out " + out + " lies in --in " + in);
        out = link.resolve("new/scores");
        assertThat(refused()).contains("--out " + out + " lies in --in " + in);
        assertThat(Commands.refused(new SeriesCommand(), "--in", in.toString(), "--out", in.toString()))
                .contains("lies in --in");
        assertThat(Commands.refused(new SeriesCommand(), "--in", in.toString(), "--out", folder.toString()))
                .contains("--in " + in + " lies in --out " + folder);
        Path file = in.resolve("cloud/cpu.csv");
        assertThat(Commands.refused(new SeriesCommand(), "--in", in.toString(), "--out", file.toString()))
                .contains(file + " is a file; --out is a folder.");
        try (Stream<Path> all = Files.walk(folder)) {
            assertThat(all.filter(Files::isRegularFile)).containsExactly(file);
        }
    }
}
