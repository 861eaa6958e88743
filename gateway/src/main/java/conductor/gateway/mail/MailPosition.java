package conductor.gateway.mail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Up to which record mails are done, kept in a file of the data folder, so that a mail that waited when the node went is sent by the next
 * start. One thread.
 */
final class MailPosition {
    private static final Logger LOG = LoggerFactory.getLogger(MailPosition.class);
    private static final long NONE = -1;

    private final Path file;
    private final String engine;
    private long kept = NONE;
    private boolean complained;

    MailPosition(Path file, String engine) {
        this.file = file;
        this.engine = engine;
    }

    /**
     * The record behind which mails begin.
     *
     * @param present number of the newest record: where nothing is kept, nothing of the past is told.
     */
    long start(long present) {
        long read = read();
        return read >= 0 && read <= present ? read : present;
    }

    private long read() {
        try {
            String[] words = Files.exists(file) ? Files.readString(file).strip().split(" ") : new String[0];
            return words.length == 2 && words[0].equals(engine) ? Long.parseLong(words[1]) : NONE;
        } catch (IOException | NumberFormatException e) {
            LOG.warn("{} cannot be read ({}); mails begin with what happens from now on", file, e.toString());
            return NONE;
        }
    }

    /** Keeps a position; where that is not possible, a later start may send a mail again. */
    void keep(long seq) {
        if (seq == kept) {
            return;
        }
        Path half = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.writeString(half, engine + " " + seq + "\n");
            Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            kept = seq;
            complained = false;
        } catch (IOException e) {
            if (!complained) {
                LOG.warn("{} cannot be written ({}); a later start may send mails again", file, e.toString());
                complained = true;
            }
        }
    }
}
