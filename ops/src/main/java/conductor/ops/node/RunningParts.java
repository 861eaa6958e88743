package conductor.ops.node;

import conductor.engine.ring.EnginePipeline;
import conductor.gateway.mail.BellMails;
import conductor.gateway.owner.Ownership;
import conductor.gateway.publish.RedisPublisher;
import conductor.gateway.redis.EventLookUps;
import conductor.gateway.redis.RedisSource;
import conductor.journal.Retention;
import conductor.journal.Shadow;
import conductor.journal.sink.DatabaseSink;
import conductor.journal.sink.SnapshotUpload;
import java.util.Optional;

/**
 * The parts that work while a node runs, for those who look at them.
 *
 * @param pipeline ring and engine.
 * @param source reads Redis.
 * @param publisher writes Redis.
 * @param ownership whether this node is the one that writes it.
 * @param shadow proves the engine and writes snapshots; empty where that is switched off.
 * @param sink writes the database; empty where that is switched off.
 * @param upload brings snapshots to the database; empty where that is switched off or the database is the node's own.
 * @param lookUps finds events of sessions; empty where that is switched off.
 * @param content the models that make content; empty where there are none.
 * @param mails writes mails to the people of events; empty where that is switched off.
 * @param retention removes days of the journal that nobody needs; empty where all of it is kept.
 */
record RunningParts(
        EnginePipeline pipeline,
        RedisSource source,
        RedisPublisher publisher,
        Ownership ownership,
        Optional<Shadow> shadow,
        Optional<DatabaseSink> sink,
        Optional<SnapshotUpload> upload,
        Optional<EventLookUps> lookUps,
        Optional<NodeContent> content,
        Optional<BellMails> mails,
        Optional<Retention> retention) {
    /** Signals that are committed and that the shadow has not applied. */
    long shadowLag() {
        return shadow.map(part ->
                        Math.max(0, pipeline.view().sequence() - part.stats().sequence()))
                .orElse(0L);
    }

    /** Records that the engine has made and that are not known to be in the database. */
    long sinkLag() {
        return sink.map(part -> {
                    var figures = pipeline.view().figures();
                    return part.stats().lag(figures.decisions() + figures.scores());
                })
                .orElse(0L);
    }
}
