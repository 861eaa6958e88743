package conductor.journal;

import conductor.engine.core.DecisionSink;
import conductor.engine.core.Engine;
import conductor.engine.core.EngineConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/** One snapshot on disk. It has its name only once all of it is durable, and is checked to its last byte before any of it is used. */
public final class SnapshotFile {
    /** Ends the name of one that is not finished. */
    static final String MAKING = ".making";

    private static final int PIECE = 256 * 1024;

    private SnapshotFile() {}

    /**
     * Writes the state of an engine and of what follows the journal with it. Neither must be used meanwhile.
     *
     * @param documentIndex index of the document of the signals queue that holds the engine's last signal.
     * @param pace of the writing.
     * @throws JournalException with code {@link JournalException#IO} when the disk refuses.
     */
    static SnapshotHeader write(
            Path target,
            Engine engine,
            JournalFollower follower,
            EngineConfig config,
            long documentIndex,
            WritePace pace) {
        Path making = target.resolveSibling(target.getFileName() + MAKING);
        try {
            SnapshotHeader header = writeForced(making, engine, follower, config, documentIndex, pace);
            KillPoint.SNAPSHOT_UNNAMED.pass();
            Files.move(making, target, StandardCopyOption.ATOMIC_MOVE);
            KillPoint.SNAPSHOT_NAMED.pass();
            QueueFiles.forceNames(target.toAbsolutePath().getParent());
            return header;
        } catch (IOException | UncheckedIOException e) {
            JournalException refused =
                    new JournalException(JournalException.IO, "Cannot write the snapshot " + target + ": " + e, e);
            remove(making, refused);
            throw refused;
        }
    }

    private static SnapshotHeader writeForced(
            Path making,
            Engine engine,
            JournalFollower follower,
            EngineConfig config,
            long documentIndex,
            WritePace pace)
            throws IOException {
        try (FileChannel file = FileChannel.open(
                making, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            file.position(SnapshotHeader.LENGTH);
            StateFileWriter body = new StateFileWriter(file, pace);
            engine.writeState(body);
            follower.write(body);
            int crc = body.finish();
            KillPoint.SNAPSHOT_HEADLESS.pass();
            SnapshotHeader header = header(engine, config, documentIndex, body.length(), crc);
            ByteBuffer bytes = header.encode();
            while (bytes.hasRemaining()) {
                file.write(bytes, bytes.position());
            }
            KillPoint.SNAPSHOT_UNFORCED.pass();
            file.force(true);
            return header;
        }
    }

    /** Half a snapshot must not hold the room that the journal may need. */
    private static void remove(Path making, JournalException reason) {
        try {
            Files.deleteIfExists(making);
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    private static SnapshotHeader header(Engine engine, EngineConfig config, long documentIndex, long length, int crc) {
        return new SnapshotHeader(
                config.engineId(),
                EngineConfig.LOGIC_VERSION,
                config.hash(),
                engine.sequence(),
                engine.engineTimeMs(),
                documentIndex,
                engine.decisions(),
                engine.scores(),
                engine.stateHash(),
                length,
                crc);
    }

    /**
     * Reads the header alone.
     *
     * @throws SnapshotException if it is not one.
     */
    public static SnapshotHeader header(Path snapshot) {
        try (FileChannel file = FileChannel.open(snapshot, StandardOpenOption.READ)) {
            return header(file, snapshot);
        } catch (IOException e) {
            throw new SnapshotException(snapshot, e.toString(), e);
        }
    }

    private static SnapshotHeader header(FileChannel file, Path snapshot) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(SnapshotHeader.LENGTH);
        while (bytes.hasRemaining()) {
            if (file.read(bytes) < 0) {
                throw new SnapshotException(snapshot, "it ends within its header", null);
            }
        }
        return SnapshotHeader.decode(bytes, snapshot);
    }

    /**
     * Checks every byte.
     *
     * @throws SnapshotException if one is not what was written.
     */
    public static SnapshotHeader verify(Path snapshot) {
        try (FileChannel file = FileChannel.open(snapshot, StandardOpenOption.READ)) {
            return verify(file, snapshot);
        } catch (IOException e) {
            throw new SnapshotException(snapshot, e.toString(), e);
        }
    }

    private static SnapshotHeader verify(FileChannel file, Path snapshot) throws IOException {
        SnapshotHeader header = header(file, snapshot);
        if (file.size() != header.fileLength()) {
            throw new SnapshotException(
                    snapshot, "it has " + file.size() + " bytes instead of " + header.fileLength(), null);
        }
        CRC32C crc = new CRC32C();
        ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
        while (file.read(piece) >= 0) {
            crc.update(piece.flip());
            piece.clear();
        }
        if ((int) crc.getValue() != header.bodyCrc()) {
            throw new SnapshotException(snapshot, "the checksum of its state differs", null);
        }
        return header;
    }

    /**
     * An engine in the state of the snapshot.
     *
     * @param config the configuration of the journal's genesis record.
     * @param follower is brought to the same point; of the kind that was written. What it knows after an exception is undefined.
     * @throws SnapshotException if the file is damaged, or of another engine, configuration or behaviour.
     */
    public static Engine restore(Path snapshot, EngineConfig config, DecisionSink sink, JournalFollower follower) {
        try (FileChannel file = FileChannel.open(snapshot, StandardOpenOption.READ)) {
            SnapshotHeader header = verify(file, snapshot);
            requireSameEngine(snapshot, header, config);
            StateFileReader body = new StateFileReader(file.position(SnapshotHeader.LENGTH));
            Engine engine = Engine.readState(config, body, sink);
            follower.read(body);
            // Who follows nothing needs nothing of what others follow.
            if (follower != JournalFollower.NONE && !body.atEnd()) {
                throw new SnapshotException(snapshot, "there are bytes behind its last section", null);
            }
            requireSameState(snapshot, header, engine);
            return engine;
        } catch (SnapshotException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // Whatever it is, there is another way to the same state, and a node must not fail to start for it.
            throw new SnapshotException(snapshot, e.toString(), e);
        }
    }

    private static void requireSameEngine(Path snapshot, SnapshotHeader header, EngineConfig config) {
        if (header.engineId() != config.engineId() || header.configHash() != config.hash()) {
            throw new SnapshotException(snapshot, "it belongs to another journal", null);
        }
        if (header.logicVersion() != EngineConfig.LOGIC_VERSION) {
            throw new SnapshotException(
                    snapshot,
                    "it was written by behaviour version " + header.logicVersion() + ", this program has "
                            + EngineConfig.LOGIC_VERSION,
                    null);
        }
    }

    private static void requireSameState(Path snapshot, SnapshotHeader header, Engine engine) {
        if (engine.sequence() != header.sequence()
                || engine.stateHash() != header.stateHash()
                || engine.recomputeStateHash() != header.stateHash()) {
            throw new SnapshotException(
                    snapshot,
                    String.format(
                            "its state has hash %016x at sequence %d instead of %s at %d",
                            engine.stateHash(), engine.sequence(), header.stateHashHex(), header.sequence()),
                    null);
        }
    }
}
