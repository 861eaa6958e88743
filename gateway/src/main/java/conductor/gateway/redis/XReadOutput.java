package conductor.gateway.redis;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import java.nio.ByteBuffer;

/**
 * Decodes the answer of XREAD straight into the entry queues of the streams. Called by the connection's thread.
 *
 * <p>The answer is a list (RESP2) or map (RESP3) of stream and entries, an entry is a list of id and fields:
 *
 * <pre>
 *   stream name, [ [ id, [ name, value, name, value ... ] ], ... ], stream name, ...
 * </pre>
 *
 * Both forms bring the same texts in the same order, so the texts and the lengths of the two inner lists are enough.
 */
final class XReadOutput extends CommandOutput<byte[], byte[], Boolean> {
    private enum Expect {
        STREAM,
        ENTRIES,
        ENTRY,
        ID,
        FIELDS,
        NAME,
        VALUE
    }

    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

    private final StreamState[] streams;

    private Expect expect = Expect.STREAM;
    private StreamState stream;
    private int entriesLeft;
    private int textsLeft;

    XReadOutput(StreamState[] streams) {
        super(ByteArrayCodec.INSTANCE, Boolean.TRUE);
        this.streams = streams;
    }

    @Override
    public void multi(int count) {
        switch (expect) {
            case ENTRIES -> {
                entriesLeft = count;
                expect = count > 0 ? Expect.ENTRY : Expect.STREAM;
            }
            case ENTRY -> expect = Expect.ID;
            case FIELDS -> {
                textsLeft = count;
                expect = Expect.NAME;
                if (count <= 0) {
                    endEntry();
                }
            }
            default -> {
                // The outer list, and in RESP2 the pair of a stream's name and entries, say nothing we need.
            }
        }
    }

    @Override
    public void set(ByteBuffer bytes) {
        switch (expect) {
            case STREAM -> {
                if (bytes != null) {
                    stream = named(bytes);
                    expect = Expect.ENTRIES;
                }
            }
            case ID -> {
                id(bytes);
                expect = Expect.FIELDS;
            }
            case FIELDS -> endEntry();
            case NAME -> {
                stream.incoming.name(bytes == null ? EMPTY : bytes);
                expect = Expect.VALUE;
                textsLeft--;
            }
            case VALUE -> {
                stream.incoming.value(bytes == null ? EMPTY : bytes);
                expect = Expect.NAME;
                textsLeft--;
                if (textsLeft <= 0) {
                    endEntry();
                }
            }
            default -> throw new IllegalStateException("XREAD answered text where a list belongs");
        }
    }

    private void endEntry() {
        stream.incoming.endEntry();
        entriesLeft--;
        expect = entriesLeft > 0 ? Expect.ENTRY : Expect.STREAM;
    }

    private StreamState named(ByteBuffer name) {
        for (StreamState candidate : streams) {
            if (candidate.isNamed(name)) {
                return candidate;
            }
        }
        throw new IllegalStateException("XREAD answered a stream that was not asked for");
    }

    /** Reads {@code ms-seq}; both are unsigned 64-bit numbers. */
    private void id(ByteBuffer bytes) {
        long ms = 0;
        long number = 0;
        for (int i = bytes.position(); i < bytes.limit(); i++) {
            byte b = bytes.get(i);
            if (b == '-') {
                ms = number;
                number = 0;
            } else {
                number = number * 10 + (b - '0');
            }
        }
        stream.receive(ms, number);
    }
}
