package conductor.bench;

import conductor.engine.core.Engine;
import conductor.engine.core.EngineConfig;
import conductor.engine.ring.DecisionLog;
import conductor.engine.ring.EnginePipeline;
import conductor.engine.ring.PipelineConfig;
import conductor.engine.ring.SignalIngress;
import conductor.engine.ring.SignalJournal;
import conductor.journal.JournalDirectory;
import conductor.journal.JournalKeeper;
import conductor.journal.ProgressListener;
import conductor.journal.Recovery;
import java.nio.file.Path;

/** A node without its edges: ring, journal, three stages and decision log, all real, on a folder of its own. */
final class BenchNode implements OpenLoop.Target, AutoCloseable {
    static final EngineConfig CONFIG = EngineConfig.defaults(0xbe7c4);

    private static final long STOP_MS = 60_000;

    private final JournalDirectory directory;
    private final JournalKeeper keeper;
    private final EnginePipeline pipeline;
    private final LatencyProbe probe;

    /**
     * Starts it.
     *
     * @param folder empty.
     * @param hashKey 16 bytes, or null for a random key.
     */
    BenchNode(Path folder, EngineConfig config, byte[] hashKey, PipelineConfig hosting, Pinning pinning) {
        this.probe = new LatencyProbe(hosting.ringSize());
        this.directory = JournalDirectory.open(folder, config, hashKey);
        this.keeper = directory.startKeeper();
        DecisionLog log = probe.around(directory.openDecisionLog());
        Engine engine = Recovery.recover(directory, log, ProgressListener.NONE).engine();
        SignalJournal journal = pinning.onFirst(directory.openSignalJournal());
        this.pipeline = new EnginePipeline(engine, probe.around(journal), log, hosting);
        pipeline.start();
    }

    EnginePipeline pipeline() {
        return pipeline;
    }

    JournalDirectory directory() {
        return directory;
    }

    @Override
    public SignalIngress ingress() {
        return pipeline.ingress();
    }

    @Override
    public LatencyProbe probe() {
        return probe;
    }

    @Override
    public boolean drained() {
        return pipeline.drained();
    }

    @Override
    public void requireRunning() {
        if (pipeline.failStop().failed()) {
            throw new IllegalStateException(
                    "the engine stopped", pipeline.failStop().cause());
        }
    }

    /** Handles what is in the ring, ends the engine's thread and closes the journal. */
    @Override
    public void close() throws InterruptedException {
        pipeline.stop(STOP_MS);
        if (!pipeline.ended()) {
            throw new IllegalStateException("the engine's thread did not end; its journal is left open");
        }
        keeper.close();
        directory.close();
    }
}
