package conductor.ops.node;

import conductor.gateway.mail.BellMails;
import conductor.gateway.publish.PublisherStats;
import conductor.gateway.publish.RedisPublisher;
import conductor.journal.RecordPosition;
import conductor.journal.sink.DatabaseSink;
import conductor.journal.sink.SinkStats;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Who takes records out of the node's journal, and how far each is. */
final class JournalReaders {
    private JournalReaders() {}

    /** By name, for people; each says up to where it needs nothing any more. */
    static Map<String, Supplier<RecordPosition>> of(
            RedisPublisher publisher, Optional<DatabaseSink> sink, Optional<BellMails> mails) {
        Map<String, Supplier<RecordPosition>> readers = new LinkedHashMap<>();
        PublisherStats published = publisher.stats();
        readers.put("the publisher", () -> new RecordPosition(published.decisionsSeq(), published.scoresSeq()));
        if (sink.isPresent()) {
            SinkStats written = sink.get().stats();
            readers.put("the database", () -> new RecordPosition(written.seq(), written.scoreSeq()));
        }
        mails.ifPresent(part -> readers.put("a mail", () -> new RecordPosition(part.keptSeq(), Long.MAX_VALUE)));
        return readers;
    }
}
