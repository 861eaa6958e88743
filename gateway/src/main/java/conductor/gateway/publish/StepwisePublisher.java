package conductor.gateway.publish;

import conductor.gateway.EgressInbox;
import conductor.journal.RecordFeed;
import conductor.journal.json.TemplateSets;
import io.lettuce.core.RedisException;
import io.lettuce.core.TransactionResult;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Publishes as {@link RedisPublisher} does, with the same {@link Publishing}, but a turn at a time and to a server that the caller brings.
 * For simulations. One thread.
 */
public final class StepwisePublisher {
    private final PublisherStats stats = new PublisherStats();
    private final Publishing publishing;
    private boolean connected;

    /**
     * @param feed the committed records.
     * @param nanoTime the simulated clock.
     */
    public StepwisePublisher(
            PublisherConfig config,
            OutputServer server,
            RecordFeed feed,
            TemplateSets templates,
            EgressInbox inbox,
            LongSupplier nanoTime) {
        OutputLink link = new ServerLink(server, nanoTime);
        this.publishing = new Publishing(config, link, feed, templates, inbox, stats, nanoTime);
    }

    /**
     * Connects, or does one turn on the connection that there is.
     *
     * @return whether there was nothing to do.
     */
    public boolean step() {
        try {
            if (!connected) {
                publishing.connect();
                connected = true;
                return false;
            }
            return publishing.round();
        } catch (RedisException e) {
            publishing.broken();
            stats.down(e.getMessage());
            connected = false;
            return false;
        }
    }

    /** Turns so far that found nothing to do and nothing left to hand over. */
    public long idleRounds() {
        return publishing.idleRounds();
    }

    /** What it is doing. */
    public PublisherStats stats() {
        return stats;
    }

    /** A link that does everything at once: what was sent is answered when it is sent, and the answer is looked at later. */
    private static final class ServerLink implements OutputLink {
        private final OutputServer server;
        private final LongSupplier nanoTime;

        private record Answered(TransactionResult result, Tops tops, RedisException lost) implements Sent {
            @Override
            public boolean done() {
                return true;
            }
        }

        /** Lettuce's own is not to be made by others. */
        private record Answers(boolean wasDiscarded, List<Object> list) implements TransactionResult {
            @Override
            public Iterator<Object> iterator() {
                return list.iterator();
            }

            @Override
            public int size() {
                return list.size();
            }

            @Override
            public boolean isEmpty() {
                return list.isEmpty();
            }

            @Override
            @SuppressWarnings("unchecked")
            public <T> T get(int index) {
                return (T) list.get(index);
            }

            @Override
            public Stream<Object> stream() {
                return list.stream();
            }
        }

        ServerLink(OutputServer server, LongSupplier nanoTime) {
            this.server = server;
            this.nanoTime = nanoTime;
        }

        @Override
        public String open() {
            return server.connect();
        }

        @Override
        public Tops tops() {
            OutputServer.Tops now = server.watch();
            return new Tops(now.decisions(), now.scores(), now.timeMs(), nanoTime.getAsLong());
        }

        @Override
        public Sent send(Batch batch) {
            List<OutputServer.Write> writes = new ArrayList<>();
            for (OutputRecord record : batch.records()) {
                boolean announced = record.fate() == OutputRecord.Fate.ANNOUNCED;
                writes.add(new OutputServer.Write(
                        record.stream().streamName(),
                        record.seq(),
                        record.entry(),
                        announced ? record.message() : null));
            }
            try {
                List<Object> answers = server.transact(writes);
                Answers result = new Answers(answers == null, answers == null ? List.of() : answers);
                return new Answered(result, tops(), null);
            } catch (RedisException e) {
                return new Answered(null, null, e);
            }
        }

        @Override
        public TransactionResult result(Sent sent) {
            Answered answered = (Answered) sent;
            if (answered.lost() != null) {
                throw answered.lost();
            }
            return answered.result();
        }

        @Override
        public Tops tops(Sent sent) {
            return ((Answered) sent).tops();
        }

        @Override
        public byte[] entry(OutStream stream, long seq) {
            return server.entry(stream.streamName(), seq);
        }

        @Override
        public void close() {
            // There is nothing to close: the next look connects anew.
        }

        @Override
        public void shutdown() {
            // There is nothing that works for it.
        }
    }
}
