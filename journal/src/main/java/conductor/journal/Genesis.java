package conductor.journal;

import conductor.engine.core.EngineConfig;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;

/** The first record of a journal: the configuration and the version of the behaviour under which everything after it was decided. */
final class Genesis {
    /** Holds, in a journal whose first days were removed, what their first record said. */
    static final String FILE = "genesis";

    private Genesis() {}

    /** Writes the record of a new journal. */
    static void write(DocumentQueue signals, EngineConfig config) {
        Signal genesis = new Signal().clear();
        genesis.sequence = 0;
        genesis.type = SignalType.GENESIS;
        genesis.value1 = config.hash();
        genesis.value2 = EngineConfig.LOGIC_VERSION;
        byte[] text = config.toText().getBytes(StandardCharsets.UTF_8);
        genesis.payload.putBytes(0, text);
        genesis.payloadLength = text.length;
        try (ChronicleSignalJournal journal = new ChronicleSignalJournal(signals, -1)) {
            journal.append(genesis);
            journal.commit();
        }
    }

    /**
     * Keeps what the record says in a file, durably, before the record is removed.
     *
     * @param journal the journal's folder.
     */
    static void keep(Path journal, EngineConfig config) throws IOException {
        Path file = journal.resolve(FILE);
        if (Files.exists(file)) {
            return;
        }
        Path making = journal.resolve(FILE + ".making");
        Files.writeString(
                making,
                EngineConfig.LOGIC_VERSION + " " + HexFormat.of().toHexDigits(config.hash()) + "\n" + config.toText());
        QueueFiles.force(making);
        Files.move(making, file, StandardCopyOption.ATOMIC_MOVE);
        QueueFiles.forceNames(journal);
    }

    /**
     * Reads the configuration of an existing journal.
     *
     * @param journal the journal's folder.
     * @throws JournalException if the journal has no genesis or one of another version.
     */
    static EngineConfig read(Path journal, DocumentQueue signals) {
        Path file = journal.resolve(FILE);
        if (!Files.exists(file)) {
            return read(signals);
        }
        try {
            String text = Files.readString(file);
            int line = text.indexOf('\n');
            String[] words = line < 0 ? new String[0] : text.substring(0, line).split(" ");
            if (words.length != 2) {
                throw unusable(file, "its first line is not version and hash", null);
            }
            requireVersion(Long.parseLong(words[0]));
            EngineConfig config = parse(text.substring(line + 1));
            if (config.hash() != HexFormat.fromHexDigitsToLong(words[1])) {
                throw unusable(file, "the configuration in it does not match its hash", null);
            }
            return config;
        } catch (IOException | IllegalArgumentException e) {
            throw unusable(file, e.toString(), e);
        }
    }

    private static JournalException unusable(Path file, String why, Exception cause) {
        return new JournalCorruptException("signals", "the file " + file, why, cause);
    }

    /**
     * Reads the configuration of a journal that has its first record.
     *
     * @throws JournalException if the journal has no genesis or one of another version.
     */
    static EngineConfig read(DocumentQueue signals) {
        try (SignalReader reader = new SignalReader(signals, JournalStart.FIRST_RECORD)) {
            Signal first = new Signal();
            if (!reader.next(first)) {
                throw new JournalException(
                        JournalException.MISSING,
                        "The journal in " + signals.place() + " is empty: no node has ever started on it.");
            }
            if (first.type != SignalType.GENESIS) {
                throw reader.corrupt("the first record is " + SignalType.name(first.type) + ", not GENESIS");
            }
            requireVersion(first.value2);
            EngineConfig config = parse(first.payload.getStringWithoutLengthUtf8(0, first.payloadLength));
            if (config.hash() != first.value1) {
                throw reader.corrupt("the configuration of the genesis record does not match its hash");
            }
            return config;
        }
    }

    private static void requireVersion(long version) {
        if (version != EngineConfig.LOGIC_VERSION) {
            throw version(
                    "was written by behaviour version " + version + ", this program has " + EngineConfig.LOGIC_VERSION,
                    null);
        }
    }

    private static EngineConfig parse(String text) {
        try {
            return EngineConfig.parse(text);
        } catch (IllegalArgumentException e) {
            throw version("holds a configuration this program cannot read (" + e.getMessage() + ")", e);
        }
    }

    private static JournalException version(String what, IllegalArgumentException cause) {
        return new JournalException(
                JournalException.VERSION,
                "The journal " + what + ". Run the version of the program that wrote it.",
                cause);
    }
}
