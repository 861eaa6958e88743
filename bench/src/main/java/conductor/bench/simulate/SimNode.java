package conductor.bench.simulate;

import conductor.engine.core.Engine;
import conductor.engine.core.KeyHash;
import conductor.engine.core.Signal;
import conductor.engine.ring.ClockMode;
import conductor.engine.ring.DecisionLog;
import conductor.engine.ring.EngineView;
import conductor.engine.ring.PipelineConfig;
import conductor.engine.ring.SignalJournal;
import conductor.engine.ring.StepwisePipeline;
import conductor.engine.ring.WaitProfile;
import conductor.gateway.EgressInbox;
import conductor.gateway.lookup.LookUpInbox;
import conductor.gateway.publish.EgressMode;
import conductor.gateway.publish.PublisherConfig;
import conductor.gateway.publish.StepwisePublisher;
import conductor.gateway.redis.IntakeGate;
import conductor.gateway.redis.SeenStreams;
import conductor.gateway.redis.SourceConfig;
import conductor.gateway.redis.SourceCursors;
import conductor.gateway.redis.StepwiseSource;
import conductor.journal.ChronicleSignalJournal;
import conductor.journal.DecisionReader;
import conductor.journal.DurableMark;
import conductor.journal.JournalException;
import conductor.journal.LostEnd;
import conductor.journal.RecordPosition;
import conductor.journal.Recovery;
import conductor.journal.Retention;
import conductor.journal.SnapshotFolder;
import conductor.journal.StepwiseJournal;
import conductor.journal.json.TemplateSets;
import conductor.journal.sink.RowServer;
import conductor.journal.sink.SinkConfig;
import conductor.journal.sink.StepwiseSink;
import java.util.Map;
import java.util.function.Supplier;

/** One process of the node, from its start to its death. Its parts are the product's; what it stands on is simulated. */
final class SimNode {
    static final KeyHash HASH = new KeyHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);

    private static final String NO_ADDRESS = "redis://simulated";
    private static final int INBOX = 256;

    private final World world;
    private final StepwiseJournal journal;
    private final DurableMark mark;
    private final StepwisePipeline pipeline;
    private final StepwiseSource source;
    private final StepwisePublisher publisher;
    private final StepwiseSink sink;
    private final Retention retention;
    private final EgressInbox inbox = new EgressInbox(INBOX);
    private StepwiseJournal.Follower shadow;
    private boolean decisionsSetAside;

    /** Starts on what the last process has left. */
    SimNode(World world) {
        this.world = world;
        Rules rules = world.rules();
        this.journal = StepwiseJournal.open(
                world.folder(), world.signals(), world.decisions(), this::setDecisionsAside, rules.engineConfig());
        this.mark = rules.power() ? DurableMark.nothingYet() : DurableMark.everything();
        DecisionLog plainLog = journal.openDecisionLog();
        ChronicleSignalJournal[] signalJournal = new ChronicleSignalJournal[1];
        PlantedPorts planted = new PlantedPorts(
                world.mutation(), new LateJournal(signalJournal), plainLog, world.clock(), world.processSalt());
        DecisionLog log = planted.log();
        SeenStreams seen = new SeenStreams();
        Recovery.Recovered recovered = Recovery.recover(journal, world.snapshots(), log, (done, total) -> {}, seen);
        world.recovered(recovered.report());
        Engine engine = recovered.engine();
        boolean fromSnapshot = recovered.report().snapshot() != null;
        if (fromSnapshot && world.mutation() == Mutation.LIMITER_NOT_IN_SNAPSHOT) {
            engine = StateTape.withoutLimiter(engine, journal.engineConfig(), log);
        }
        if (world.isEndLost()) {
            passOverLostEnd(engine, log, seen);
        }
        if (rules.power()) {
            world.signals().sync();
            world.decisions().sync();
            journal.recoveredDurably(mark);
        }
        signalJournal[0] = journal.openSignalJournal();
        this.pipeline = new StepwisePipeline(
                engine,
                planted.journal(),
                log,
                new PipelineConfig(
                        rules.ringSize(),
                        WaitProfile.BACKOFF,
                        ClockMode.REDIS,
                        rules.batchMax(),
                        rules.checkpointEvery()));
        boolean forgetful = fromSnapshot && world.mutation() == Mutation.CURSOR_NOT_IN_SNAPSHOT;
        this.source = forgetful
                ? newSource(SourceCursors.none(), new SeenStreams())
                : newSource(SourceCursors.of(engine), seen);
        this.publisher = newPublisher();
        this.sink = newSink();
        this.retention = newRetention();
        pipeline.start();
    }

    /** The signal journal is opened behind what recovery read, and the log needs to know of it before. */
    private record LateJournal(ChronicleSignalJournal[] journal) implements SignalJournal {
        @Override
        public void append(Signal signal) {
            journal[0].append(signal);
        }

        @Override
        public void commit() {
            if (journal[0] != null) {
                journal[0].commit();
            }
        }
    }

    private void passOverLostEnd(Engine engine, DecisionLog log, SeenStreams seen) {
        RowServer.Position reached = world.reached();
        LostEnd.passOver(
                journal,
                engine,
                log,
                seen,
                reached.seq(),
                reached.scoreSeq(),
                world.clock().serverMs());
    }

    private void setDecisionsAside() {
        decisionsSetAside = true;
        world.decisions().clear();
    }

    private StepwiseSource newSource(SourceCursors start, SeenStreams seen) {
        Rules rules = world.rules();
        SourceConfig config = new SourceConfig(
                NO_ADDRESS,
                ClockMode.REDIS,
                "0",
                SourceConfig.DEFAULT_GROUP,
                rules.readCount(),
                rules.ringSize(),
                rules.engineConfig().engineName(),
                HASH,
                256);
        IntakeGate open = () -> true;
        return new StepwiseSource(
                config,
                world.streamServer(),
                pipeline.ingress(),
                inbox,
                new LookUpInbox(1),
                start,
                seen,
                pipeline.view()::nextDueMs,
                open,
                this::engineWorked,
                world.clock()::nanos);
    }

    private StepwisePublisher newPublisher() {
        boolean past = world.mutation() == Mutation.PUBLISHED_PAST_DURABLE;
        DecisionReader reader = journal.openDecisionReader(past ? DurableMark.everything() : mark);
        PublisherConfig config = publisherConfig(world.rules());
        return new StepwisePublisher(
                config, world.outputServer(), world.feed(reader), TemplateSets.BUILT_IN, inbox, world.clock()::nanos);
    }

    static PublisherConfig publisherConfig(Rules rules) {
        PublisherConfig shipped =
                PublisherConfig.defaults(NO_ADDRESS, rules.engineConfig().engineId(), EgressMode.LIVE);
        return new PublisherConfig(
                shipped.redisUri(),
                shipped.engineId(),
                shipped.egress(),
                shipped.staleAfterMs(),
                rules.publishBatch(),
                shipped.streamMaxLength(),
                shipped.timeoutMs(),
                shipped.reconnectMaxMs());
    }

    private StepwiseSink newSink() {
        DecisionReader reader = journal.openDecisionReader(mark);
        return new StepwiseSink(
                sinkConfig(world.rules()),
                world.database(),
                world.feed(reader),
                journal.openCauseReader(),
                TemplateSets.BUILT_IN);
    }

    private Retention newRetention() {
        Supplier<RecordPosition> published = () -> new RecordPosition(
                publisher.stats().decisionsSeq(), publisher.stats().scoresSeq());
        Supplier<RecordPosition> written =
                () -> new RecordPosition(sink.stats().seq(), sink.stats().scoreSeq());
        return journal.retention(
                world.snapshots(),
                world.rules().keepDays(),
                Map.of("the publisher", published, "the database", written));
    }

    static SinkConfig sinkConfig(Rules rules) {
        SinkConfig shipped =
                SinkConfig.defaults(() -> null, rules.engineConfig().engineId());
        return new SinkConfig(
                shipped.address(),
                shipped.engineId(),
                false,
                rules.sinkRows(),
                shipped.batchBytes(),
                shipped.batchMs(),
                shipped.socketTimeoutS(),
                shipped.reconnectMaxMs(),
                shipped.retention());
    }

    /** Reads once; false if Redis did not answer. */
    boolean read() {
        source.takeResults();
        boolean answered = source.step();
        requireEngine();
        return answered;
    }

    /** Whether the last read came to the end of all streams, and nothing is held back. */
    boolean hasReadAll() {
        return source.isAtRest();
    }

    /** A stream was made anew, as the watch finds within a second. */
    void recreated(int stream) {
        source.recreated(stream);
    }

    /** Handles a batch; the slots handled. */
    int engine() {
        int handled = pipeline.step();
        requireEngine();
        return handled;
    }

    private boolean engineWorked() {
        pipeline.step();
        return !pipeline.failStop().failed();
    }

    private void requireEngine() {
        if (pipeline.failStop().failed()) {
            Throwable cause = pipeline.failStop().cause();
            throw new Violation(
                    "engine", "it failed at sequence " + pipeline.failStop().sequence() + ": " + cause, cause);
        }
    }

    void sync() {
        if (world.rules().power()) {
            EngineView.Figures figures = pipeline.view().figures();
            world.signals().sync();
            world.decisions().sync();
            StepwiseJournal.durable(mark, figures);
        }
    }

    /** Publishes for a turn; whether there was nothing to do. */
    boolean publish() {
        return publisher.step();
    }

    long publisherIdleRounds() {
        return publisher.idleRounds();
    }

    /** Writes rows for a turn; whether there was nothing to do. */
    boolean writeRows() {
        return sink.step();
    }

    /** The shadow follows what is durable, compares itself, and keeps a snapshot. */
    void snapshot(boolean keep) {
        EngineView.Figures durable = mark.figures(pipeline.view());
        if (durable == null || durable.sequence() < 0) {
            return;
        }
        try {
            if (shadow == null) {
                shadow = new StepwiseJournal.Follower(journal, world.snapshots(), new SeenStreams());
            }
            shadow.to(durable.sequence());
            shadow.requireState(durable.stateHash());
            if (keep) {
                int perRecap = world.rules().recordsPerRecap();
                shadow.keep(perRecap == 0 ? Long.MAX_VALUE : perRecap);
            }
        } catch (JournalException e) {
            throw new Violation("I2", e.getMessage(), e);
        }
    }

    /** Removes the days that nobody needs any more; what stands in the way, or null. */
    String retain() {
        retention.run();
        return retention.stats().waitingFor();
    }

    boolean decisionsSetAside() {
        return decisionsSetAside;
    }

    StepwiseJournal journal() {
        return journal;
    }

    SnapshotFolder snapshots() {
        return world.snapshots();
    }

    EngineView.Figures figures() {
        return pipeline.view().figures();
    }
}
