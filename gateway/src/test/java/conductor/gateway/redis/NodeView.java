package conductor.gateway.redis;

import static conductor.gateway.redis.Entries.utf8;

import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import java.util.ArrayList;
import java.util.List;

/** What the node makes of entries: for tests of those who write them. */
public final class NodeView {
    private final PlatformParser parser = new PlatformParser(Entries.HASH, Entries.ENGINE);
    private final ParsedEntry entry = new ParsedEntry();

    /** The key that an id becomes, 0 for none. */
    public static long key(String id) {
        return id == null ? 0 : Entries.key(id);
    }

    /** The signal that a message of the platform becomes. */
    public Signal platform(int source, String json) {
        parse(source, utf8(json));
        return entry.signal;
    }

    /** The signals of an entry of {@code conductor.signals.v1}, each of which must be good. */
    public List<Signal> batch(byte[] data) {
        parse(SourceId.SIGNALS, data);
        requireGood(entry.signal, entry.badField());
        List<Signal> signals = new ArrayList<>();
        while (parser.batch().next()) {
            Signal signal = new Signal();
            parser.batch().fill(signal);
            requireGood(signal, parser.batch().badField());
            signals.add(signal);
        }
        return signals;
    }

    private void parse(int source, byte[] data) {
        EntryQueue queue = new EntryQueue();
        Entries.add(queue, 1, 0, utf8("data"), data);
        parser.parse(source, queue, entry);
    }

    private static void requireGood(Signal signal, String badField) {
        if (signal.type == SignalType.DEAD_LETTER) {
            throw new AssertionError("the node does not take it: code " + signal.value1 + " at " + badField);
        }
    }
}
