package conductor.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeriesCommandTest {
    private static final int SPIKE = 1_500;
    private static final int POINTS = 2_000;

    @TempDir
    Path folder;

    private int run(StringWriter errors, Path in, Path out) {
        return BenchMain.commandLine()
                .setErr(new PrintWriter(errors))
                .execute("series", "--in", in.toString(), "--out", out.toString());
    }

    private void series(Path file) throws IOException {
        Random random = new Random(3);
        List<String> lines = new ArrayList<>(List.of("timestamp,value"));
        for (int i = 0; i < POINTS; i++) {
            double value = i == SPIKE ? 60 : 20 + random.nextGaussian();
            lines.add(String.format("2014-04-%02d %02d:%02d:00,%s", 1 + i / 288, i / 12 % 24, i % 12 * 5, value));
        }
        Files.createDirectories(file.getParent());
        Files.write(file, lines);
    }

    @Test
    void aSpikeHasTheHighestScoreAndSubFoldersAndTimesAreKept() throws IOException {
        series(folder.resolve("in/cloud/cpu.csv"));
        Path out = folder.resolve("in/scores");

        assertThat(run(new StringWriter(), folder.resolve("in"), out)).isZero();
        assertThat(run(new StringWriter(), folder.resolve("in"), out)).isZero();

        List<String> lines = Files.readAllLines(out.resolve("cloud/cpu.csv"));
        assertThat(lines).hasSize(POINTS + 1);
        assertThat(lines.get(0)).isEqualTo("timestamp,value,anomaly_score");
        assertThat(lines.get(1)).startsWith("2014-04-01 00:00:00,");
        double spike = score(lines.get(SPIKE + 1));
        assertThat(spike).isGreaterThan(0.5);
        assertThat(lines.subList(700, SPIKE + 1))
                .allSatisfy(line -> assertThat(score(line)).isBetween(0.0, spike - 1e-9));
        try (var own = Files.list(out)) {
            assertThat(own).hasSize(1);
        }
    }

    private static double score(String line) {
        return Double.parseDouble(line.split(",")[2]);
    }

    @Test
    void whatIsNoSeriesIsNamed() throws IOException {
        StringWriter errors = new StringWriter();
        Path in = Files.createDirectories(folder.resolve("bad"));
        Path out = folder.resolve("scores");

        assertThat(run(errors, folder.resolve("none"), out)).isEqualTo(2);
        assertThat(errors.toString()).contains("There is no folder");
        assertThat(run(errors, in, out)).isEqualTo(2);
        assertThat(errors.toString()).contains("There is no CSV file");
        Files.writeString(in.resolve("a.csv"), "timestamp,value\n2014-04-01 00:00:00,1\n2014-04-01,x\n");
        assertThat(run(errors, in, out)).isEqualTo(2);
        assertThat(errors.toString()).contains("line 3");
        Files.writeString(in.resolve("a.csv"), "2014-04-01 00:00:00,1\n");
        assertThat(run(errors, in, out)).isEqualTo(2);
        assertThat(errors.toString()).contains("write the line timestamp,value above it");
    }
}
