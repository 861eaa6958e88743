package conductor.bench.peers;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a {@link SignalFile}. */
public final class SignalFileWriter implements AutoCloseable {
    private final DataOutputStream out;
    private int left;

    /**
     * @param sessions how many sessions the file will say it has.
     * @param signals how many signals will be added.
     */
    public SignalFileWriter(Path path, int sessions, int signals) throws IOException {
        this.out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(path), 1 << 16));
        this.left = signals;
        out.writeInt(SignalFile.MAGIC);
        out.writeInt(sessions);
        out.writeInt(signals);
    }

    /** Adds a signal. */
    public void add(long timeMs, int session, int user, int type) throws IOException {
        out.writeLong(timeMs);
        out.writeInt(session);
        out.writeInt(user);
        out.writeByte(type);
        left--;
    }

    /**
     * Ends the file.
     *
     * @throws IOException also if more or fewer signals were added than were announced.
     */
    @Override
    public void close() throws IOException {
        out.close();
        if (left != 0) {
            throw new IOException("signals missing in the file: " + left);
        }
    }
}
