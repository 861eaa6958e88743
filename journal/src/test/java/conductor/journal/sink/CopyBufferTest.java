package conductor.journal.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The order of rows in a buffer. */
class CopyBufferTest {
    private static final int HEADER_LENGTH = 19;

    private record Row(long number, String text) {}

    @Test
    void rowsAreSortedByTheBytesOfAColumnAndEqualOnesKeepTheirOrder() {
        Random random = new Random(7);
        List<Row> rows = new ArrayList<>();
        CopyBuffer buffer = new CopyBuffer(3);
        for (int round = 0; round < 2; round++) {
            rows.clear();
            buffer.clear();
            for (int i = 0; i < 3_000; i++) {
                int kind = random.nextInt(100);
                Row row = new Row(i, kind == 0 ? null : "é".repeat(kind % 3) + "x".repeat(kind % 7) + kind);
                buffer.row().bigint(row.number).text(row.text).integer(-i);
                rows.add(row);
            }

            buffer.sort(1);

            rows.sort(Comparator.comparing(row -> row.text == null ? "" : row.text));
            assertThat(read(buffer)).containsExactlyElementsOf(rows);
        }
    }

    @Test
    void aBufferTakesRowsAfterASortAndMayBeSortedAgain() {
        CopyBuffer buffer = new CopyBuffer(3);
        buffer.sort(1);
        buffer.row().bigint(1).text("b").integer(-1);
        buffer.row().bigint(2).text("a").integer(-2);
        buffer.sort(1);
        buffer.row().bigint(3).text("a").integer(-3);
        buffer.sort(1);

        assertThat(read(buffer)).containsExactly(new Row(2, "a"), new Row(3, "a"), new Row(1, "b"));
    }

    private static List<Row> read(CopyBuffer buffer) {
        ByteBuffer bytes = buffer.contents().position(HEADER_LENGTH);
        List<Row> rows = new ArrayList<>();
        while (bytes.hasRemaining()) {
            assertThat(bytes.getShort()).isEqualTo((short) 3);
            assertThat(bytes.getInt()).isEqualTo(Long.BYTES);
            long number = bytes.getLong();
            int length = bytes.getInt();
            byte[] text = new byte[Math.max(0, length)];
            bytes.get(text);
            assertThat(bytes.getInt()).isEqualTo(Integer.BYTES);
            assertThat(bytes.getInt()).isEqualTo((int) -number);
            rows.add(new Row(number, length < 0 ? null : new String(text, StandardCharsets.UTF_8)));
        }
        assertThat(rows).hasSize(buffer.rows());
        return rows;
    }
}
