package conductor.bench.parts;

import conductor.bench.Workload;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.Signal;
import conductor.journal.ChronicleSignalJournal;
import conductor.journal.JournalDirectory;
import conductor.journal.JournalKeeper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A batch of the largest size to the journal, encoding, checksums and commit included; a signal of it. Short, since it fills the disk. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 10, time = 50, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 50, timeUnit = TimeUnit.MILLISECONDS)
public class JournalPart {
    private static final int BATCH = ChronicleSignalJournal.BATCH_MAX;

    private final Signal[] signals = new Signal[BATCH];
    private Path folder;
    private JournalDirectory directory;
    private JournalKeeper keeper;
    private ChronicleSignalJournal journal;

    /** Opens a journal in a temporary folder. */
    @Setup
    public void setUp() throws IOException {
        Workload workload = new Workload(100, BATCH, 1);
        for (int i = 0; i < BATCH; i++) {
            signals[i] = new Signal().clear();
            workload.fill(i, signals[i]);
        }
        folder = Files.createTempDirectory("conductor-bench");
        directory = JournalDirectory.open(folder, EngineConfig.defaults(1));
        keeper = directory.startKeeper();
        journal = directory.openSignalJournal();
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void append() {
        for (Signal signal : signals) {
            signal.sequence = journal.lastSequence() + 1;
            journal.append(signal);
        }
        journal.commit();
    }

    /** Closes and deletes it. */
    @TearDown
    public void tearDown() throws IOException {
        journal.close();
        keeper.close();
        directory.close();
        List<Path> all;
        try (Stream<Path> files = Files.walk(folder)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : all) {
            Files.delete(file);
        }
    }
}
