package conductor.journal.sink;

import conductor.engine.core.EngineConfig;
import conductor.journal.JournalException;
import conductor.journal.KillPoint;
import conductor.journal.SnapshotFile;
import conductor.journal.SnapshotHeader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.zip.CRC32C;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Snapshots in the tables {@code engine_snapshots} and {@code engine_snapshot_chunks}. Each piece is a transaction of its own, so that
 * nothing else in the database waits for a large snapshot; its row comes last and says that all of them are there. A connection in
 * autocommit, one thread.
 */
final class SnapshotTable {
    /** Snapshots of an engine that are kept. */
    static final int KEPT = 5;

    private static final Logger LOG = LoggerFactory.getLogger(SnapshotTable.class);
    private static final int PIECE = 1 << 20;

    private final Connection connection;

    SnapshotTable(Connection connection) {
        this.connection = connection;
    }

    /**
     * Sequence of the newest snapshot of an engine's journal, -1 when there is none. Journals are told apart by their keys: an
     * engine that began anew has the numbers of its first life again.
     */
    long newest(int engineId, byte[] hashKey) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT coalesce(max(seq), -1) FROM engine_snapshots WHERE engine = ? AND hash_key = ?")) {
            select.setString(1, name(engineId));
            select.setBytes(2, hashKey);
            try (ResultSet rows = select.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    /** Snapshots of an engine that this version can read, the one that was stored last first. */
    List<StoredSnapshot> list(int engineId) throws SQLException {
        List<StoredSnapshot> all = new ArrayList<>();
        int passedOver = 0;
        try (PreparedStatement select =
                connection.prepareStatement("SELECT seq, state_hash, engine_time, config, hash_key, size, chunks"
                        + " FROM engine_snapshots WHERE engine = ? AND config IS NOT NULL AND schema_version = "
                        + EngineConfig.LOGIC_VERSION + " ORDER BY created_at DESC")) {
            select.setString(1, name(engineId));
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    EngineConfig config = config(engineId, rows.getLong(1), rows.getString(4));
                    if (config == null) {
                        passedOver++;
                    } else {
                        all.add(new StoredSnapshot(
                                engineId,
                                rows.getLong(1),
                                rows.getString(2),
                                rows.getTimestamp(3).getTime(),
                                config,
                                rows.getBytes(5),
                                rows.getLong(6),
                                rows.getInt(7)));
                    }
                }
            }
        }
        if (all.isEmpty() && passedOver > 0) {
            throw new JournalException(
                    JournalException.SNAPSHOT,
                    "None of the " + passedOver + " snapshots of engine " + name(engineId)
                            + " in the database can be used: their configurations cannot be read. Put the rows of engine_snapshots"
                            + " back; journal.restore = false begins anew instead.");
        }
        return all;
    }

    /** A row that somebody has changed must not keep the snapshots beside it from being used. */
    private static EngineConfig config(int engineId, long sequence, String text) {
        try {
            return EngineConfig.parse(text);
        } catch (RuntimeException e) {
            LOG.warn(
                    "The snapshot at sequence {} of engine {} in the database is passed over: its configuration cannot be read ({}).",
                    sequence,
                    name(engineId),
                    e.getMessage());
            return null;
        }
    }

    /**
     * Stores a snapshot, then removes all but the last {@value #KEPT} and what earlier attempts have left.
     *
     * @param config the engine's configuration.
     * @param hashKey the key that ids are hashed with.
     * @param goOn asked before each piece; false ends the attempt.
     * @return whether the snapshot is there now.
     */
    boolean store(Path file, EngineConfig config, byte[] hashKey, BooleanSupplier goOn)
            throws SQLException, IOException {
        SnapshotHeader header = SnapshotFile.header(file);
        String engine = name(config.engineId());
        execute("DELETE FROM engine_snapshots WHERE engine = ? AND seq = ?", engine, header.sequence());
        removeAllBut(engine);
        int chunks = (int) ((header.fileLength() + PIECE - 1) / PIECE);
        try (InputStream in = Files.newInputStream(file)) {
            for (int no = 0; no < chunks; no++) {
                if (!goOn.getAsBoolean()) {
                    return false;
                }
                chunk(engine, header.sequence(), no, deflate(in.readNBytes(PIECE)));
                KillPoint.UPLOAD_CHUNK.pass();
            }
        }
        KillPoint.UPLOAD_INCOMPLETE.pass();
        complete(header, config, hashKey, chunks);
        KillPoint.UPLOAD_COMPLETE.pass();
        removeAllBut(engine);
        return true;
    }

    /** Removes the snapshots of a journal behind a sequence; their pieces go with the next one that is stored. Answers how many there were. */
    int removeBeyond(int engineId, byte[] hashKey, long sequence) throws SQLException {
        return execute(
                "DELETE FROM engine_snapshots WHERE engine = ? AND hash_key = ? AND seq > ?",
                name(engineId),
                hashKey,
                sequence);
    }

    /** A row goes before its chunks, so that none is ever there without them. */
    private void removeAllBut(String engine) throws SQLException {
        execute(
                "DELETE FROM engine_snapshots WHERE engine = ? AND seq NOT IN (SELECT seq FROM engine_snapshots"
                        + " WHERE engine = ? ORDER BY created_at DESC LIMIT " + KEPT + ")",
                engine,
                engine);
        execute(
                "DELETE FROM engine_snapshot_chunks WHERE engine = ? AND seq NOT IN (SELECT seq FROM engine_snapshots"
                        + " WHERE engine = ?)",
                engine,
                engine);
    }

    private void complete(SnapshotHeader header, EngineConfig config, byte[] hashKey, int chunks) throws SQLException {
        execute(
                "INSERT INTO engine_snapshots (engine, seq, engine_time, schema_version, config_hash, state_hash, size, chunks,"
                        + " decisions, scores, config, hash_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                name(config.engineId()),
                header.sequence(),
                new Timestamp(header.engineTimeMs()),
                EngineConfig.LOGIC_VERSION,
                HexFormat.of().toHexDigits(config.hash()),
                header.stateHashHex(),
                header.fileLength(),
                chunks,
                header.decisions(),
                header.scores(),
                config.toText(),
                hashKey);
    }

    private void chunk(String engine, long sequence, int no, byte[] data) throws SQLException {
        execute(
                "INSERT INTO engine_snapshot_chunks (engine, seq, no, crc, data) VALUES (?, ?, ?, ?, ?)",
                engine,
                sequence,
                no,
                checksum(data),
                data);
    }

    private int execute(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement.executeUpdate();
        }
    }

    /**
     * Writes a stored snapshot to a file that is not there yet. Whether it is a good one, {@link SnapshotFile} says.
     *
     * @throws IOException if the file cannot be written, or a chunk is missing or damaged.
     */
    void fetch(StoredSnapshot snapshot, Path target) throws SQLException, IOException {
        try (OutputStream out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW)) {
            for (int no = 0; no < snapshot.chunks(); no++) {
                out.write(inflate(stored(snapshot, no), no));
            }
        }
    }

    private byte[] stored(StoredSnapshot snapshot, int no) throws SQLException, IOException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT crc, data FROM engine_snapshot_chunks WHERE engine = ? AND seq = ? AND no = ?")) {
            select.setString(1, name(snapshot.engineId()));
            select.setLong(2, snapshot.sequence());
            select.setInt(3, no);
            try (ResultSet rows = select.executeQuery()) {
                if (!rows.next()) {
                    throw new IOException("chunk " + no + " of the snapshot is not in the database");
                }
                byte[] data = rows.getBytes(2);
                if (checksum(data) != rows.getInt(1)) {
                    throw new IOException("the checksum of chunk " + no + " of the snapshot in the database differs");
                }
                return data;
            }
        }
    }

    private static int checksum(byte[] data) {
        CRC32C crc = new CRC32C();
        crc.update(data);
        return (int) crc.getValue();
    }

    private static byte[] deflate(byte[] piece) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try {
            deflater.setInput(piece);
            deflater.finish();
            byte[] target = new byte[PIECE + PIECE / 8 + 64];
            return Arrays.copyOf(target, deflater.deflate(target));
        } finally {
            deflater.end();
        }
    }

    private static byte[] inflate(byte[] deflated, int no) throws IOException {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(deflated);
            byte[] target = new byte[PIECE];
            int length = inflater.inflate(target);
            if (!inflater.finished()) {
                throw new IOException("chunk " + no + " of the snapshot in the database is cut off");
            }
            return Arrays.copyOf(target, length);
        } catch (DataFormatException e) {
            throw new IOException("chunk " + no + " of the snapshot in the database is damaged", e);
        } finally {
            inflater.end();
        }
    }

    private static String name(int engineId) {
        return HexFormat.of().toHexDigits(engineId);
    }
}
