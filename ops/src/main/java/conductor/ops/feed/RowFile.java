package conductor.ops.feed;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.zip.GZIPInputStream;

/** Reads one file of recorded signals: CSV or NDJSON, gzip or plain, told apart by their first bytes. */
final class RowFile {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int GZIP_MAGIC = 0x1f8b;

    private final Path path;
    private final String name;

    RowFile(Path path) {
        this.path = path;
        this.name = path.getFileName().toString();
    }

    /** Appends the usable rows; the digest takes in every byte of the file. */
    void read(Rows rows, BadRows bad, MessageDigest digest) {
        rows.beginFile(FeedFiles.eventId(path));
        try (InputStream file = new DigestInputStream(Files.newInputStream(path), digest);
                InputStream plain = unzipped(new BufferedInputStream(file, BUFFER_BYTES))) {
            readLines(new LineReader(plain), rows, bad);
            file.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new FeedException(
                    FeedException.FAILED,
                    path + " cannot be read to its end (" + e
                            + "). Nothing was written; replace the file and feed again.",
                    e);
        }
    }

    private void readLines(LineReader lines, Rows rows, BadRows bad) throws IOException {
        RowParser parser = null;
        RowDraft draft = new RowDraft();
        while (lines.next()) {
            try {
                String line = lines.text();
                if (line.isEmpty()) {
                    continue;
                }
                if (parser == null) {
                    boolean object = line.startsWith("{");
                    parser = object ? RowParser.ndjson() : RowParser.csv(name, line);
                    if (!object) {
                        continue;
                    }
                }
                draft.clear();
                parser.parse(line, draft);
                draft.addTo(rows);
            } catch (UnusableRow e) {
                bad.add(name, lines.lineNumber(), e);
            }
        }
    }

    private static InputStream unzipped(BufferedInputStream in) throws IOException {
        in.mark(2);
        int magic = in.read() << 8 | in.read();
        in.reset();
        return magic == GZIP_MAGIC ? new GZIPInputStream(in, BUFFER_BYTES) : in;
    }
}
