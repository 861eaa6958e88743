package conductor.bench.peers;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Signals in a file, so that every engine, and whoever has another one, runs on the same input. Big-endian:
 *
 * <pre>
 *   int 0x53494731 ("SIG1") | int sessions | int n | n x ( long event time in ms | int session | int user | byte type )
 *   type: 0 chat, 1 reaction, 2 poll vote, 3 join, 4 leave
 * </pre>
 *
 * Mapped and read into memory as a whole when opened; a signal is decoded each time it is asked for, so that this work
 * is each engine's own.
 */
public final class SignalFile {
    public static final int CHAT = 0;
    public static final int REACTION = 1;
    public static final int POLL_VOTE = 2;
    public static final int JOIN = 3;
    public static final int LEAVE = 4;
    /** Types there are. */
    public static final int TYPES = 5;

    static final int MAGIC = 0x53494731;
    private static final int HEADER_BYTES = 12;
    private static final int RECORD_BYTES = 17;
    /** What a buffer can hold. */
    public static final int MOST_SIGNALS = (Integer.MAX_VALUE - HEADER_BYTES) / RECORD_BYTES;

    private final ByteBuffer bytes;
    private final int sessions;
    private final int size;

    private SignalFile(ByteBuffer bytes, int sessions, int size) {
        this.bytes = bytes;
        this.sessions = sessions;
        this.size = size;
    }

    /**
     * Opens a file.
     *
     * @throws IOException if it cannot be read or is none of signals.
     */
    public static SignalFile open(Path path) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            long length = file.size();
            if (length < HEADER_BYTES || length > HEADER_BYTES + (long) MOST_SIGNALS * RECORD_BYTES) {
                throw new IOException(path + " has " + length + " bytes: no file of signals, or one of more than "
                        + MOST_SIGNALS + " signals");
            }
            MappedByteBuffer mapped = file.map(FileChannel.MapMode.READ_ONLY, 0, length);
            mapped.load();
            int magic = mapped.getInt(0);
            int size = mapped.getInt(8);
            if (magic != MAGIC || size < 0 || length != HEADER_BYTES + (long) size * RECORD_BYTES) {
                throw new IOException(path + " is no file of signals: it begins with 0x" + Integer.toHexString(magic)
                        + " and says that it has " + size + " signals in " + length + " bytes");
            }
            return new SignalFile(mapped, mapped.getInt(4), size);
        }
    }

    /** The same file as if it ended after some signals. */
    public SignalFile first(int signals) {
        return new SignalFile(bytes, sessions, Math.min(size, signals));
    }

    /**
     * Looks at every signal.
     *
     * @throws IOException if there is none, times fall or are negative, one is a multiple of a second (whether it
     *     belongs to the window before or after would be each engine's own choice), or a type is unknown.
     */
    public void requireSound() throws IOException {
        if (size == 0) {
            throw new IOException("the file has no signals");
        }
        long last = 0;
        for (int i = 0; i < size; i++) {
            long timeMs = timeMs(i);
            if (timeMs < last || timeMs % 1_000 == 0) {
                throw new IOException("signal " + i + " is at " + timeMs + " ms, the one before it at " + last
                        + " ms: times may neither fall nor be whole seconds");
            }
            if (type(i) < 0 || type(i) >= TYPES) {
                throw new IOException("signal " + i + " has the unknown type " + type(i));
            }
            last = timeMs;
        }
    }

    /** How many sessions the file says it has; more may come. */
    public int sessions() {
        return sessions;
    }

    /** How many signals. */
    public int size() {
        return size;
    }

    /** Event time in milliseconds. */
    public long timeMs(int i) {
        return bytes.getLong(HEADER_BYTES + i * RECORD_BYTES);
    }

    /** Number of the session. */
    public int session(int i) {
        return bytes.getInt(HEADER_BYTES + i * RECORD_BYTES + 8);
    }

    /** Number of the user; the same number in another session is somebody else. */
    public int user(int i) {
        return bytes.getInt(HEADER_BYTES + i * RECORD_BYTES + 12);
    }

    /** What happened. */
    public int type(int i) {
        return bytes.get(HEADER_BYTES + i * RECORD_BYTES + 16);
    }
}
