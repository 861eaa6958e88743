package conductor.journal;

import conductor.engine.core.EngineConfig;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import java.nio.charset.StandardCharsets;

/** The first record of a journal: the configuration and the version of the behaviour under which everything after it was decided. */
final class Genesis {
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
     * Reads the configuration of an existing journal.
     *
     * @throws JournalException if the journal has no genesis or one of another version.
     */
    static EngineConfig read(DocumentQueue signals) {
        try (SignalReader reader = new SignalReader(signals)) {
            Signal first = new Signal();
            if (!reader.next(first)) {
                throw new JournalException(
                        JournalException.MISSING,
                        "The journal in " + signals.place() + " is empty: no node has ever started on it.");
            }
            if (first.type != SignalType.GENESIS) {
                throw reader.corrupt("the first record is " + SignalType.name(first.type) + ", not GENESIS");
            }
            if (first.value2 != EngineConfig.LOGIC_VERSION) {
                throw version(
                        "was written by behaviour version " + first.value2 + ", this program has "
                                + EngineConfig.LOGIC_VERSION,
                        null);
            }
            EngineConfig config = parse(first.payload.getStringWithoutLengthUtf8(0, first.payloadLength));
            if (config.hash() != first.value1) {
                throw reader.corrupt("the configuration of the genesis record does not match its hash");
            }
            return config;
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
