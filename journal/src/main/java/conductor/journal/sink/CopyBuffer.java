package conductor.journal.sink;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Rows in the binary format of PostgreSQL's COPY, in one byte array that is used again and again. Begin a row, add its columns in
 * order; nulls are spelled out.
 *
 * <pre>
 *  header   "PGCOPY\n" 0xff "\r\n" 0x00   flags int32   length of the header's extension int32
 *  row      columns int16, for each: length int32 (-1 = NULL), bytes
 *  trailer  -1 int16
 * </pre>
 *
 * <p>Big-endian. Source: PostgreSQL's manual, COPY, "Binary Format". One thread.
 */
public final class CopyBuffer {
    private static final byte[] HEADER = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };
    private static final int PIECE = 64 * 1024;
    private static final int INITIAL_CAPACITY = 64 * 1024;
    private static final int INITIAL_ROWS = 1024;
    private static final int TRAILER_LENGTH = 2;
    private static final int NULL_LENGTH = -1;
    private static final byte JSONB_VERSION = 1;
    /** Dimensions, whether there are nulls, type of the elements, and of the only dimension its length and its lower bound. */
    private static final int ARRAY_HEADER_LENGTH = 5 * Integer.BYTES;

    private static final int TEXT_OID = 25;
    /** PostgreSQL counts time from 2000-01-01. */
    private static final long EPOCH_2000_MS = 946_684_800_000L;

    private final int columns;
    private byte[] bytes = new byte[INITIAL_CAPACITY];
    private ByteBuffer buffer = ByteBuffer.wrap(bytes);
    private int rows;
    /** Where each row begins. */
    private int[] starts = new int[INITIAL_ROWS];
    /** The array that a sort fills; it changes places with the other one then. */
    private byte[] spare = new byte[0];

    /** @param columns of every row. */
    public CopyBuffer(int columns) {
        this.columns = columns;
        clear();
    }

    /** Forgets all rows. */
    public void clear() {
        buffer.clear();
        buffer.put(HEADER);
        rows = 0;
    }

    /** Begins a row; as many columns must follow as the buffer has. */
    public CopyBuffer row() {
        ensure(Short.BYTES);
        if (rows == starts.length) {
            starts = Arrays.copyOf(starts, 2 * rows);
        }
        starts[rows++] = buffer.position();
        buffer.putShort((short) columns);
        return this;
    }

    /** A text as UTF-8, null for NULL. */
    public CopyBuffer text(byte[] utf8) {
        if (utf8 == null) {
            return nothing();
        }
        ensure(Integer.BYTES + utf8.length);
        buffer.putInt(utf8.length).put(utf8);
        return this;
    }

    /** A text, null for NULL. */
    public CopyBuffer text(String text) {
        return text(text == null ? null : text.getBytes(StandardCharsets.UTF_8));
    }

    /** A text[] of ASCII texts, null for NULL. */
    public CopyBuffer texts(List<String> ascii) {
        if (ascii == null) {
            return nothing();
        }
        int length = ARRAY_HEADER_LENGTH;
        for (String each : ascii) {
            length += Integer.BYTES + each.length();
        }
        // One dimension, also of an empty one: its length is 0 then, its lower bound 1.
        ensure(Integer.BYTES + length);
        buffer.putInt(length)
                .putInt(1)
                .putInt(0)
                .putInt(TEXT_OID)
                .putInt(ascii.size())
                .putInt(1);
        for (String each : ascii) {
            buffer.putInt(each.length()).put(each.getBytes(StandardCharsets.US_ASCII));
        }
        return this;
    }

    /** A jsonb from its text in UTF-8, null for NULL. */
    public CopyBuffer json(byte[] utf8) {
        if (utf8 == null) {
            return nothing();
        }
        ensure(Integer.BYTES + 1 + utf8.length);
        buffer.putInt(1 + utf8.length).put(JSONB_VERSION).put(utf8);
        return this;
    }

    /** A timestamptz from milliseconds since 1970, NULL for 0. */
    public CopyBuffer time(long epochMs) {
        return epochMs == 0 ? nothing() : bigint((epochMs - EPOCH_2000_MS) * 1_000);
    }

    public CopyBuffer bigint(long value) {
        ensure(Integer.BYTES + Long.BYTES);
        buffer.putInt(Long.BYTES).putLong(value);
        return this;
    }

    /** A bigint, null for NULL. */
    CopyBuffer bigint(Long value) {
        return value == null ? nothing() : bigint(value.longValue());
    }

    /** An integer, null for NULL. */
    CopyBuffer integer(Integer value) {
        return value == null ? nothing() : integer(value.intValue());
    }

    public CopyBuffer integer(int value) {
        ensure(2 * Integer.BYTES);
        buffer.putInt(Integer.BYTES).putInt(value);
        return this;
    }

    CopyBuffer smallint(int value) {
        ensure(Integer.BYTES + Short.BYTES);
        buffer.putInt(Short.BYTES).putShort((short) value);
        return this;
    }

    public CopyBuffer number(double value) {
        ensure(Integer.BYTES + Double.BYTES);
        buffer.putInt(Double.BYTES).putDouble(value);
        return this;
    }

    /** A boolean, null for NULL. */
    public CopyBuffer bool(Boolean value) {
        if (value == null) {
            return nothing();
        }
        ensure(Integer.BYTES + 1);
        buffer.putInt(1).put((byte) (value ? 1 : 0));
        return this;
    }

    /** NULL. */
    public CopyBuffer nothing() {
        ensure(Integer.BYTES);
        buffer.putInt(NULL_LENGTH);
        return this;
    }

    /**
     * Puts the rows in the order of the bytes of one column; those with the same bytes stay in the order in which they came. An index that
     * leads with this column then finds neighbours in neighbouring rows.
     *
     * @param column counted from 0.
     */
    public void sort(int column) {
        byte[] from = bytes;
        int end = buffer.position();
        Integer[] order = new Integer[rows];
        Arrays.setAll(order, row -> row);
        Arrays.sort(order, (a, b) -> {
            int x = value(starts[a], column);
            int y = value(starts[b], column);
            return Arrays.compareUnsigned(from, x, x + length(x), from, y, y + length(y));
        });
        byte[] to = spare.length < bytes.length ? new byte[bytes.length] : spare;
        System.arraycopy(from, 0, to, 0, HEADER.length);
        int[] sorted = new int[starts.length];
        int at = HEADER.length;
        for (int i = 0; i < rows; i++) {
            int row = order[i];
            int length = (row + 1 < rows ? starts[row + 1] : end) - starts[row];
            System.arraycopy(from, starts[row], to, at, length);
            sorted[i] = at;
            at += length;
        }
        spare = from;
        bytes = to;
        starts = sorted;
        buffer = ByteBuffer.wrap(bytes).position(end);
    }

    /** Where the bytes of a row's column begin. */
    private int value(int start, int column) {
        int at = start + Short.BYTES + Integer.BYTES;
        for (int i = 0; i < column; i++) {
            at += length(at) + Integer.BYTES;
        }
        return at;
    }

    /** Length of the bytes that begin at {@code value}. */
    private int length(int value) {
        return Math.max(0, buffer.getInt(value - Integer.BYTES));
    }

    /** Header and rows, without the trailer. */
    ByteBuffer contents() {
        return ByteBuffer.wrap(bytes, 0, size()).asReadOnlyBuffer();
    }

    /** Rows begun since the last {@link #clear}. */
    public int rows() {
        return rows;
    }

    /** Bytes used, without the trailer. */
    public int size() {
        return buffer.position();
    }

    /**
     * Sends the rows; they stay in the buffer.
     *
     * @param copy a statement {@code COPY … FROM STDIN (FORMAT binary)} with as many columns.
     * @throws SQLException if the server refuses a row, or the connection broke, which then is of no use any more.
     */
    public void send(Connection connection, String copy) throws SQLException {
        send(connection, copy, Piece::send);
    }

    /** A part of the rows that is sent at once, or their end. */
    @FunctionalInterface
    interface Piece {
        void send() throws SQLException;
    }

    /** How a piece is sent. */
    @FunctionalInterface
    interface Sender {
        void send(Piece piece) throws SQLException;
    }

    /** The same in pieces, each handed to {@code sender}. */
    void send(Connection connection, String copy, Sender sender) throws SQLException {
        ensure(TRAILER_LENGTH);
        buffer.putShort(buffer.position(), (short) -1);
        int length = buffer.position() + TRAILER_LENGTH;
        CopyIn in = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(copy);
        boolean sent = false;
        try {
            for (int from = 0; from < length; from += PIECE) {
                int begin = from;
                sender.send(() -> in.writeToCopy(bytes, begin, Math.min(PIECE, length - begin)));
            }
            sender.send(in::endCopy);
            sent = true;
        } finally {
            if (!sent) {
                cancel(in);
            }
        }
    }

    /** The reason is on its way to whoever asked for the rows to be sent. */
    private static void cancel(CopyIn in) {
        try {
            if (in.isActive()) {
                in.cancelCopy();
            }
        } catch (SQLException e) {
            // The connection is broken, which the reason says as well.
        }
    }

    private void ensure(int more) {
        int needed = buffer.position() + more;
        if (needed > bytes.length) {
            int position = buffer.position();
            bytes = Arrays.copyOf(bytes, Math.max(needed, 2 * bytes.length));
            buffer = ByteBuffer.wrap(bytes).position(position);
        }
    }
}
