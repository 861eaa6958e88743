package conductor.bench.ingest;

import conductor.engine.core.SourceId;
import conductor.gateway.redis.SourceConfig;
import java.io.IOException;

/** One form of the input, measured in turns: the node's reading, and the same entries read bare. */
public final class IngestRun {
    private static final int[] PLATFORM = {SourceId.PRESENCE, SourceId.CHAT, SourceId.POLL_VOTE, SourceId.REACTION};

    private final String uri;
    private final byte[][] keys;
    private final int entries;
    private final int signalsAnEntry;
    private Reading node;
    private Reading messages;
    private Reading counted;
    private Reading raw;

    private IngestRun(String uri, int entries, int signalsAnEntry, int... sources) {
        this.uri = uri;
        this.entries = entries;
        this.signalsAnEntry = signalsAnEntry;
        this.keys = new byte[sources.length][];
        for (int i = 0; i < sources.length; i++) {
            keys[i] = FilledStreams.key(sources[i]);
        }
    }

    /** Fills the platform's streams with {@code entries} of JSON. */
    public static IngestRun platform(String uri, FilledStreams streams, int entries, long seed) {
        streams.platform(entries, seed);
        return new IngestRun(uri, entries, 1, PLATFORM);
    }

    /** Fills the stream of gateways with the same {@code signals}, {@code batch} an entry. */
    public static IngestRun batches(String uri, FilledStreams streams, int signals, int batch, long seed) {
        streams.batches(signals, batch, seed);
        return new IngestRun(uri, signals / batch, batch, SourceId.SIGNALS);
    }

    /** Reads everything once in every way. */
    public void round() throws IOException, InterruptedException {
        int count = SourceConfig.DEFAULT_COUNT;
        node = new NodeReading(uri, (long) entries * signalsAnEntry).run().best(node);
        counted = new BareReading(uri, keys, entries, count).counted().best(counted);
        messages = new BareReading(uri, keys, entries, count).messages().best(messages);
        raw = new RawReading(uri, keys, entries, count).run().best(raw);
    }

    /** The node's own reading, best round; all readings are of a signal. */
    public Reading node() {
        return node;
    }

    /** With the library's list of messages. */
    public Reading messages() {
        return messages.of(signalsAnEntry);
    }

    /** With an output that only counts. */
    public Reading counted() {
        return counted.of(signalsAnEntry);
    }

    /** Without the library. */
    public Reading raw() {
        return raw.of(signalsAnEntry);
    }
}
