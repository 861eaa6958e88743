package conductor.ops.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conductor.ops.feed.UnusableRow.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowFileTest {
    private static final String HEADER = "ts_millis,event_id,session_id,user_id,type,poll_id,choice,size\n";
    private static final String THREE_ROWS =
            HEADER + "1000,e1,s1,u1,MESSAGE,,,12\n" + "1001,e2,s1,u2,POLL_VOTE,p1,yes,\n" + "1001,e3,s1,u2,LEAVE,,,\n";

    @TempDir
    Path dir;

    private final Rows rows = new Rows();
    private final BadRows bad = new BadRows(false);

    @Test
    void plainAndGzippedCsvGiveTheSameRows() throws Exception {
        read(write("a.csv", THREE_ROWS.getBytes(StandardCharsets.UTF_8)));
        read(write("b.csv.gz", gzip(THREE_ROWS)));
        assertThat(described(0, 3))
                .containsExactlyElementsOf(described(3, 6))
                .containsExactly(
                        "1000 e1 s1 u1 MESSAGE null null",
                        "1001 e2 s1 u2 POLL_VOTE p1 yes",
                        "1001 e3 s1 u2 LEAVE null null");
        assertThat(rows.eventId(0)).isEqualTo("evt_a");
        assertThat(rows.eventId(3)).isEqualTo("evt_b");
    }

    @Test
    void ndjsonHasTheSameMembersAsTextsOrNumbers() throws Exception {
        String lines = """
                {"ts_millis":1000,"event_id":"e1","session_id":"s1","user_id":"u1","type":"MESSAGE","size":12}
                {"type":"POLL_VOTE","ts_millis":"1001","event_id":"e2","session_id":"s1","user_id":"u2","poll_id":"p1","choice":-1,"x":{"y":[1]}}
                {"ts_millis":1001,"event_id":"e3","session_id":"s1","user_id":"u2","type":"LEAVE","choice":null}
                """;
        read(write("a.ndjson", lines.getBytes(StandardCharsets.UTF_8)));
        assertThat(described(0, 3))
                .containsExactly(
                        "1000 e1 s1 u1 MESSAGE null null",
                        "1001 e2 s1 u2 POLL_VOTE p1 -1",
                        "1001 e3 s1 u2 LEAVE null null");
        assertThat(bad.total()).isZero();
    }

    @Test
    void carriageReturnsByteOrderMarksAndAMissingLastLineEndAreTolerated() throws Exception {
        String text =
                "\uFEFF" + HEADER.replace("\n", "\r\n") + "1000,e1,s1,u1,JOIN,,,\r\n\r\n1001,e2,s1,u1,REACTION,,,1";
        read(write("a.csv", text.getBytes(StandardCharsets.UTF_8)));
        assertThat(described(0, 2)).containsExactly("1000 e1 s1 u1 JOIN null null", "1001 e2 s1 u1 REACTION null null");
        assertThat(bad.total()).isZero();
    }

    @Test
    void columnsAreFoundByTheirNames() throws Exception {
        read(write(
                "a.csv",
                "type,user_id,session_id,event_id,ts_millis\nJOIN,u1,s1,e1,5\n".getBytes(StandardCharsets.UTF_8)));
        assertThat(described(0, 1)).containsExactly("5 e1 s1 u1 JOIN null null");
    }

    @Test
    void everyRowThatCannotBeUsedIsCountedWithReasonAndLine() throws Exception {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes((HEADER
                        + "1000,e1,s1,u1,MESSAGE,,\n"
                        + "soon,e1,s1,u1,MESSAGE,,,\n"
                        + "0,e1,s1,u1,MESSAGE,,,\n"
                        + "1000,e1,,u1,MESSAGE,,,\n"
                        + "1000,e1,s1,u1,SHOUT,,,\n"
                        + "1000,e1,s1,u1,POLL_VOTE,,yes,\n"
                        + "1000,e1,s1,,REACTION,,,\n"
                        + "1000,e1,\"s1\",u1,MESSAGE,,,\n"
                        + "1000,e1,   ,u1,MESSAGE,,,\n"
                        + "1000,e1," + "s".repeat(256) + ",u1,MESSAGE,,,\n"
                        + "1000,e1,s1,u1,MESSAGE,,," + "9".repeat(70_000) + "\n"
                        + "1000,e1,s1,")
                .getBytes(StandardCharsets.UTF_8));
        file.write(0xff);
        file.writeBytes(",MESSAGE,,,\n1000,e9,s1,u1,MESSAGE,,,\n".getBytes(StandardCharsets.UTF_8));
        read(write("a.csv", file.toByteArray()));

        assertThat(described(0, 1)).containsExactly("1000 e9 s1 u1 MESSAGE null null");
        assertThat(bad.examples())
                .extracting(BadRows.BadRow::line)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(2, 13).mapToObj(Long::valueOf).toList());
        assertThat(bad.examples())
                .extracting(BadRows.BadRow::reason)
                .containsExactly(
                        Reason.COLUMN_COUNT,
                        Reason.BAD_TIME,
                        Reason.BAD_TIME,
                        Reason.MISSING_FIELD,
                        Reason.UNKNOWN_TYPE,
                        Reason.MISSING_FIELD,
                        Reason.MISSING_FIELD,
                        Reason.QUOTED_CELL,
                        Reason.BAD_ID,
                        Reason.BAD_ID,
                        Reason.LINE_TOO_LONG,
                        Reason.BAD_UTF8);
        assertThat(bad.examples().get(0)).hasToString("a.csv line 2: COLUMN_COUNT: 7 columns where the header has 8");
        assertThat(bad.counts()).containsEntry(Reason.BAD_TIME, 2L);
    }

    @Test
    void badJsonLinesAreCounted() throws Exception {
        read(write("a.ndjson", "{\"type\":\"JOIN\"\n[1]\n{\"ts_millis\":1} x\n".getBytes(StandardCharsets.UTF_8)));
        assertThat(rows.size()).isZero();
        assertThat(bad.counts()).containsEntry(Reason.BAD_JSON, 3L);
    }

    @Test
    void strictStopsAtTheFirstBadRow() {
        assertThatThrownBy(() -> new RowFile(write("a.csv", (HEADER + "x\ny\n").getBytes(StandardCharsets.UTF_8)))
                        .read(rows, new BadRows(true), digest()))
                .isInstanceOf(FeedException.class)
                .hasMessageContaining("a.csv line 2")
                .hasMessageContaining("Nothing was written");
    }

    @Test
    void aFileOfAnotherKindIsRefusedWithTheColumnsItNeeds() throws Exception {
        Path calls = write("calls.csv", "ts_millis,event_id,call_id\n1,2,3\n".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> read(calls))
                .isInstanceOf(FeedException.class)
                .hasMessageContaining("session_id")
                .hasMessageContaining("call_id")
                .extracting(error -> ((FeedException) error).exitCode())
                .isEqualTo(FeedException.USAGE);
    }

    @Test
    void aGzipFileThatEndsInTheMiddleIsRefused() throws Exception {
        byte[] whole = gzip(THREE_ROWS);
        Path half = write("a.csv.gz", Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> read(half)).isInstanceOf(FeedException.class).hasMessageContaining("to its end");
    }

    @Test
    void theDigestTakesInEveryByte() throws Exception {
        Path zipped = write("a.csv.gz", gzip(THREE_ROWS));
        MessageDigest digest = digest();
        new RowFile(zipped).read(rows, bad, digest);
        assertThat(HexFormat.of().formatHex(digest.digest()))
                .isEqualTo(HexFormat.of().formatHex(digest().digest(Files.readAllBytes(zipped))));
    }

    @Test
    void aFolderStandsForItsDataFilesByName() throws Exception {
        for (String name : List.of("b.csv", "a.csv.gz", "c.ndjson", "README.md", "d.csv.bak")) {
            write(name, new byte[0]);
        }
        Files.createDirectory(dir.resolve("e.csv"));
        assertThat(FeedFiles.expand(List.of(dir)))
                .extracting(file -> file.getFileName().toString())
                .containsExactly("a.csv.gz", "b.csv", "c.ndjson");
        assertThatThrownBy(() -> FeedFiles.expand(List.of(dir.resolve("missing.csv"))))
                .hasMessageContaining("missing.csv");
        assertThatThrownBy(() -> FeedFiles.expand(List.of(dir.resolve("e.csv"))))
                .hasMessageContaining("no data files");
    }

    @Test
    void theEventIsTheNameWithoutExtensions() {
        assertThat(FeedFiles.eventId(Path.of("x/twitch-vod.csv.gz"))).isEqualTo("evt_twitch-vod");
        assertThat(FeedFiles.eventId(Path.of("v1.2.ndjson"))).isEqualTo("evt_v1.2");
        assertThat(FeedFiles.eventId(Path.of("plain"))).isEqualTo("evt_plain");
    }

    private void read(Path file) throws Exception {
        new RowFile(file).read(rows, bad, digest());
    }

    private List<String> described(int from, int to) {
        TextTable texts = rows.texts();
        return IntStream.range(from, to)
                .mapToObj(row -> String.join(
                        " ",
                        Long.toString(rows.timeMs(row)),
                        rows.id(row),
                        texts.text(rows.session(row)),
                        texts.text(rows.user(row)),
                        rows.kind(row).name(),
                        texts.text(rows.poll(row)),
                        texts.text(rows.choice(row))))
                .toList();
    }

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(dir.resolve(name), bytes);
    }

    static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static MessageDigest digest() throws Exception {
        return MessageDigest.getInstance("SHA-256");
    }
}
