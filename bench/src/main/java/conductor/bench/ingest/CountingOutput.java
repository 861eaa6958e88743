package conductor.bench.ingest;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The least that an output of XREAD can do: counts the entries and remembers the last id of every stream. */
final class CountingOutput extends CommandOutput<byte[], byte[], Boolean> {
    private enum Expect {
        STREAM,
        ENTRIES,
        ENTRY,
        ID,
        FIELDS,
        TEXT
    }

    private final byte[][] keys;
    private final byte[][] lastIds;
    private Expect expect = Expect.STREAM;
    private int stream;
    private int entriesLeft;
    private int textsLeft;
    private int entries;

    /**
     * @param keys the streams that were asked for.
     * @param lastIds receives the last id of each.
     */
    CountingOutput(byte[][] keys, byte[][] lastIds) {
        super(ByteArrayCodec.INSTANCE, Boolean.TRUE);
        this.keys = keys;
        this.lastIds = lastIds;
    }

    @Override
    public void multi(int count) {
        if (expect == Expect.ENTRIES) {
            entriesLeft = count;
            expect = Expect.ENTRY;
        } else if (expect == Expect.ENTRY) {
            expect = Expect.ID;
        } else if (expect == Expect.FIELDS) {
            textsLeft = count;
            expect = Expect.TEXT;
        }
    }

    @Override
    public void set(ByteBuffer bytes) {
        if (expect == Expect.STREAM && bytes != null) {
            stream = indexOf(bytes);
            expect = Expect.ENTRIES;
        } else if (expect == Expect.ID) {
            entries++;
            if (entriesLeft == 1) {
                lastIds[stream] = new byte[bytes.remaining()];
                bytes.get(lastIds[stream]);
            }
            expect = Expect.FIELDS;
        } else if (expect == Expect.TEXT && --textsLeft == 0) {
            expect = --entriesLeft > 0 ? Expect.ENTRY : Expect.STREAM;
        }
    }

    int entries() {
        return entries;
    }

    private int indexOf(ByteBuffer name) {
        for (int i = 0; i < keys.length; i++) {
            if (ByteBuffer.wrap(keys[i]).equals(name)) {
                return i;
            }
        }
        throw new IllegalStateException("Redis answered a stream that is not among " + Arrays.deepToString(keys));
    }
}
