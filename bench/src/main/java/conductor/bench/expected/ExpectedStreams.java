package conductor.bench.expected;

import conductor.gateway.EgressInbox;
import conductor.gateway.publish.OutputServer;
import conductor.gateway.publish.PublisherConfig;
import conductor.gateway.publish.RedisPublisher;
import conductor.gateway.publish.StepwisePublisher;
import conductor.journal.RecordFeed;
import conductor.journal.json.TemplateSets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a journal says that the output streams hold: its decisions, published by the product's own publisher to a server to which nothing happens. */
public final class ExpectedStreams {
    private static final int TURNS_MAX = 1_000_000;
    private static final int INBOX = 1 << 16;

    /**
     * An entry.
     *
     * @param seq its number; its id is {@code seq-0}.
     * @param data its JSON.
     * @param message what is published with it, null for nothing.
     */
    public record Entry(long seq, byte[] data, byte[] message) {}

    private final Map<String, List<Entry>> entries = new LinkedHashMap<>();

    private ExpectedStreams() {
        RedisPublisher.streams().forEach(stream -> entries.put(stream, new ArrayList<>()));
    }

    /**
     * Publishes a whole journal; commands never grow too old for it.
     *
     * @param feed its records.
     */
    public static ExpectedStreams of(PublisherConfig config, RecordFeed feed, TemplateSets templates) {
        ExpectedStreams expected = new ExpectedStreams();
        StepwisePublisher publisher = new StepwisePublisher(
                config.withoutStaleness(), expected.new Server(), feed, templates, new EgressInbox(INBOX), () -> 0);
        for (int turn = 0; publisher.idleRounds() < 2; turn++) {
            if (turn > TURNS_MAX) {
                throw new IllegalStateException("publishing the journal does not come to an end");
            }
            publisher.step();
        }
        return expected;
    }

    /** Names of the streams. */
    public Iterable<String> streams() {
        return entries.keySet();
    }

    /** The entries of a stream in the order of their numbers. */
    public List<Entry> entries(String stream) {
        return entries.get(stream);
    }

    private final class Server implements OutputServer {
        @Override
        public String connect() {
            return "expected";
        }

        @Override
        public Tops watch() {
            return new Tops(top(0), top(1), 0);
        }

        private long top(int no) {
            List<Entry> there = entries(RedisPublisher.streams().get(no));
            return there.isEmpty() ? 0 : there.get(there.size() - 1).seq();
        }

        @Override
        public List<Object> transact(List<Write> writes) {
            List<Object> answers = new ArrayList<>();
            for (Write write : writes) {
                entries(write.stream()).add(new Entry(write.seq(), write.entry(), write.message()));
                answers.add(write.seq() + "-0");
                if (write.message() != null) {
                    answers.add(1L);
                }
            }
            return answers;
        }

        @Override
        public byte[] entry(String stream, long seq) {
            return entries(stream).stream()
                    .filter(entry -> entry.seq() == seq)
                    .map(Entry::data)
                    .findFirst()
                    .orElse(null);
        }
    }
}
