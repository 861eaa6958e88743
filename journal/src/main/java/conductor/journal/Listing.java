package conductor.journal;

import conductor.engine.core.Decision;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a journal is made of; reads only its first and last documents.
 *
 * @param folder the journal folder.
 * @param engine engine id, 8 hex digits.
 * @param configHash hash of the configuration in the genesis record.
 * @param logicVersion version of the engine's behaviour.
 * @param signals the queue of inputs; numbers are sequences.
 * @param decisions the queue of outputs; numbers are those of records other than scores.
 * @param scores number of the last score, 0 when there is none.
 */
public record Listing(
        Path folder, String engine, long configHash, int logicVersion, Queue signals, Queue decisions, long scores) {

    /**
     * One queue.
     *
     * @param name its name, also that of its folder.
     * @param first number of its first record, -1 when it is empty.
     * @param last number of its last record, -1 when it is empty.
     * @param firstTimeMs engine time of its first record.
     * @param lastTimeMs engine time of its last record.
     * @param files its roll files, oldest first.
     */
    public record Queue(String name, long first, long last, long firstTimeMs, long lastTimeMs, List<RollFile> files) {
        /** Length of all files in bytes. */
        public long sizeBytes() {
            return files.stream().mapToLong(RollFile::sizeBytes).sum();
        }
    }

    /**
     * One file of a day.
     *
     * @param name file name.
     * @param sizeBytes length; the newest file is longer than what it holds, it is extended in blocks that take no space on disk
     *     until they are used.
     */
    public record RollFile(String name, long sizeBytes) {}

    /** Lists a journal. */
    public static Listing of(JournalDirectory directory) {
        EngineConfig config = directory.engineConfig();
        DecisionMarks decided = directory.decisionMarks();
        return new Listing(
                directory.folder(),
                config.engineName(),
                config.hash(),
                EngineConfig.LOGIC_VERSION,
                signals(directory),
                decisions(directory, decided),
                decided.scoreSeq());
    }

    private static Queue signals(JournalDirectory directory) {
        Signal first = new Signal();
        try (SignalReader reader = directory.openSignalReader()) {
            reader.next(first);
        }
        SignalMarks end = directory.signalMarks();
        return new Queue(
                "signals",
                first.sequence,
                end.sequence(),
                first.engineTimeMs,
                end.engineTimeMs(),
                files(directory.signals().folder()));
    }

    private static Queue decisions(JournalDirectory directory, DecisionMarks end) {
        Decision first = new Decision();
        try (DecisionReader reader = directory.openDecisionReader()) {
            long before = reader.lastSeq();
            boolean any = reader.next(first);
            return new Queue(
                    "decisions",
                    any && end.seq() > before ? before + 1 : -1,
                    end.seq() > 0 ? end.seq() : -1,
                    first.engineTimeMs,
                    end.engineTimeMs(),
                    files(directory.decisions().folder()));
        }
    }

    private static List<RollFile> files(Path folder) {
        List<RollFile> files = new ArrayList<>();
        for (Path file : QueueFiles.rollFiles(folder)) {
            try {
                files.add(new RollFile(file.getFileName().toString(), Files.size(file)));
            } catch (IOException e) {
                throw new JournalException(JournalException.IO, "Cannot read the size of " + file + ": " + e, e);
            }
        }
        return files;
    }
}
