package conductor.gateway.publish;

import conductor.engine.core.Decision;
import conductor.engine.core.Engine;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.KeyHash;
import conductor.engine.core.Signal;
import conductor.engine.ring.ClockMode;
import conductor.engine.ring.DecisionLog;
import conductor.engine.ring.EnginePipeline;
import conductor.engine.ring.PipelineConfig;
import conductor.engine.ring.SignalJournal;
import conductor.gateway.EgressInbox;
import conductor.gateway.lookup.LookUpInbox;
import conductor.gateway.redis.RedisSource;
import conductor.gateway.redis.SeenStreams;
import conductor.gateway.redis.SourceConfig;
import conductor.gateway.redis.SourceCursors;
import conductor.gateway.redis.SourceStats;

/** The way through a node, from the streams of a Redis to the records on it: source, engine, publisher. Its journal is in memory. */
final class OperatorsNode implements AutoCloseable {
    private static final long STOP_MS = 10_000;

    private final RecordedJournal journal = new RecordedJournal();
    private final EgressInbox inbox = new EgressInbox(64);
    private final EnginePipeline pipeline;
    private final RedisSource source;
    private final Thread sourceThread;
    private final Node publisher;

    OperatorsNode(String redisUri, EngineConfig config) {
        PipelineConfig shipped = PipelineConfig.defaults(ClockMode.STREAM);
        Engine[] engine = new Engine[1];
        DecisionLog log = new DecisionLog() {
            @Override
            public void onDecision(Decision decision) {
                journal.append(decision);
            }

            @Override
            public void commit() {
                // Every record is there at once.
            }
        };
        engine[0] = new Engine(config, log);
        pipeline = new EnginePipeline(engine[0], new NoJournal(), log, shipped);
        SourceConfig read = new SourceConfig(
                redisUri,
                ClockMode.STREAM,
                "0",
                SourceConfig.DEFAULT_GROUP,
                100,
                shipped.ringSize(),
                config.engineName(),
                new KeyHash(1, 2),
                1 << 10);
        SourceCursors none = SourceCursors.none();
        source = new RedisSource(
                read.withOperators(config.presence().isPresent()),
                pipeline.ingress(),
                inbox,
                new LookUpInbox(64),
                none,
                new SeenStreams(),
                pipeline.view()::nextDueMs,
                () -> none,
                () -> true);
        pipeline.start();
        sourceThread = new Thread(source, "ingest");
        sourceThread.start();
        PublisherConfig publish = PublisherConfig.defaults(redisUri, config.engineId(), EgressMode.LIVE);
        publisher = new Node(publish.withoutStaleness(), journal, inbox);
    }

    SourceStats stats() {
        return source.stats();
    }

    Throwable failure() {
        return pipeline.failStop().cause();
    }

    @Override
    public void close() throws InterruptedException {
        source.stop();
        sourceThread.join(STOP_MS);
        pipeline.stop(STOP_MS);
        publisher.close();
    }

    /** What comes in is in Redis for as long as a test takes. */
    private static final class NoJournal implements SignalJournal {
        @Override
        public void append(Signal signal) {
            // Nobody reads it again.
        }

        @Override
        public void commit() {
            // Nothing was kept.
        }
    }
}
