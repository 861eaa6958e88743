package conductor.journal;

import conductor.engine.core.Decision;
import conductor.engine.core.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

/** Copies a journal record by record, cut or changed on the way: the states in which a crash or a fault may leave one. */
final class JournalCopy {
    private final Path from;
    private final Path to;
    private long lastSequence = Long.MAX_VALUE;
    private long decisionsToCopy = Long.MAX_VALUE;
    private Consumer<Signal> signalChange = signal -> {};
    private Consumer<Decision> decisionChange = decision -> {};

    private JournalCopy(Path from, Path to) {
        this.from = from;
        this.to = to;
    }

    static JournalCopy of(Path from, Path to) {
        return new JournalCopy(from, to);
    }

    JournalCopy signalsUntil(long sequence) {
        lastSequence = sequence;
        return this;
    }

    JournalCopy firstDecisions(long count) {
        decisionsToCopy = count;
        return this;
    }

    JournalCopy changeSignals(Consumer<Signal> change) {
        signalChange = change;
        return this;
    }

    JournalCopy changeDecisions(Consumer<Decision> change) {
        decisionChange = change;
        return this;
    }

    void write() throws IOException {
        byte[] hashKey = Files.readAllBytes(from.resolve("journal/hash.key"));
        try (JournalDirectory source = JournalDirectory.openReadOnly(from);
                JournalDirectory target = JournalDirectory.open(to, source.engineConfig(), hashKey)) {
            ChronicleSignalJournal journal = target.openSignalJournal();
            Cat.signals(source, new CatFilter(0, 0, 1, lastSequence), signal -> {
                signalChange.accept(signal);
                journal.append(signal);
                return true;
            });
            journal.commit();
            ChronicleDecisionLog log = target.openDecisionLog();
            if (decisionsToCopy > 0) {
                long[] copied = {0};
                Cat.decisions(source, CatFilter.ALL, decision -> {
                    decisionChange.accept(decision);
                    log.onDecision(decision);
                    return ++copied[0] < decisionsToCopy;
                });
            }
            log.commit();
        }
    }

    /** All decisions of a journal as bytes, in their order. */
    static List<String> decisionBytes(JournalDirectory directory) {
        List<String> records = new ArrayList<>();
        try (DecisionReader reader = directory.openDecisionReader()) {
            Decision decision = new Decision();
            while (reader.next(decision)) {
                byte[] record = new byte[reader.recordLength()];
                reader.recordBuffer().getBytes(reader.recordOffset(), record);
                records.add(HexFormat.of().formatHex(record));
            }
        }
        return records;
    }
}
