package conductor.ops.node;

import conductor.engine.ring.ClockMode;
import conductor.engine.ring.PipelineConfig;
import conductor.engine.ring.WaitProfile;
import conductor.gateway.publish.EgressMode;
import conductor.gateway.publish.PublisherConfig;
import conductor.gateway.redis.SourceConfig;
import conductor.journal.JournalDirectory;
import conductor.journal.SnapshotFolder;
import conductor.journal.sink.DatabaseAddress;
import conductor.journal.sink.Retention;
import conductor.journal.sink.SinkConfig;
import conductor.journal.sink.SnapshotUpload;
import conductor.ops.config.NodeConfig;
import java.util.function.BooleanSupplier;

/** The node's configuration in the words of its parts. */
final class PartConfigs {
    private PartConfigs() {}

    static PipelineConfig pipeline(NodeConfig config) {
        ClockMode clock = ClockMode.valueOf(config.clock().name());
        PipelineConfig shipped = PipelineConfig.defaults(clock);
        return new PipelineConfig(
                config.ringSize(),
                WaitProfile.valueOf(config.waiting().name()),
                clock,
                shipped.batchMax(),
                shipped.checkpointEvery(),
                config.layout());
    }

    static SourceConfig source(NodeConfig config, String redisUri, JournalDirectory journal) {
        SourceConfig audience = new SourceConfig(
                redisUri,
                ClockMode.valueOf(config.clock().name()),
                config.redis().startAt(),
                SourceConfig.DEFAULT_GROUP,
                SourceConfig.DEFAULT_COUNT,
                config.ringSize(),
                journal.engineConfig().engineName(),
                journal.keyHash(),
                SourceConfig.DEFAULT_NAMES_MAX);
        return audience.withOperators(journal.engineConfig().presence().isPresent());
    }

    /** Commands of a playback have no age: engine time is not the Redis clock's. */
    static PublisherConfig publisher(NodeConfig config, String redisUri, JournalDirectory journal) {
        PublisherConfig publisher = PublisherConfig.defaults(
                redisUri,
                journal.engineConfig().engineId(),
                EgressMode.valueOf(config.egress().name()));
        return config.clock() == NodeConfig.Clock.STREAM ? publisher.withoutStaleness() : publisher;
    }

    /** Rows of a playback have no age either: a recording may span years. */
    static SinkConfig sink(NodeConfig config, DatabaseAddress address, JournalDirectory journal) {
        return SinkConfig.defaults(address, journal.engineConfig().engineId())
                .withMigrate(config.database().migrateOnStart())
                .withRetention(
                        config.clock() == NodeConfig.Clock.STREAM
                                ? Retention.FOR_EVER
                                : config.database().retention());
    }

    /**
     * Brings the snapshots of a node's folder to a database.
     *
     * @param journalEnd sequence of the last signal that the journal had at the start.
     */
    static SnapshotUpload snapshotUpload(
            NodeConfig config,
            DatabaseAddress address,
            JournalDirectory journal,
            long journalEnd,
            BooleanSupplier mayWrite) {
        return new SnapshotUpload(
                address,
                new SnapshotFolder(config.dataDir()),
                journal.engineConfig(),
                journal.hashKey(),
                journalEnd,
                config.database().snapshotIntervalMs(),
                mayWrite);
    }

    /** The address under which another process on this machine reaches a listening address. */
    static String reachable(String host) {
        return host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
    }
}
