package conductor.bench.simulate;

import conductor.engine.core.DecisionSink;
import conductor.engine.core.Engine;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.StateReader;
import conductor.engine.core.StateWriter;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** An engine's state in memory, for the planted bug of a limiter that a snapshot leaves out. */
final class StateTape implements StateWriter {
    private static final int DECISIONING = 12;
    /** Counters of the section before its first table, and that table's rows: words 3 to 12 are publications and their times. */
    private static final int AGENTS_AT = 6;

    private static final int AGENT_WORDS = 20;
    private static final int TIMES_FROM = 3;
    private static final int TIMES_TO = 13;

    private final List<Object> items = new ArrayList<>();
    private int section;
    private int sectionStart;

    /** An engine like the given one that has forgotten when sessions were last published for. */
    static Engine withoutLimiter(Engine engine, EngineConfig config, DecisionSink sink) {
        StateTape tape = new StateTape();
        engine.writeState(tape);
        return Engine.readState(config, tape.new Played(), sink);
    }

    @Override
    public void beginSection(int sectionId, int version) {
        section = sectionId;
        items.add((long) sectionId);
        items.add((long) version);
        sectionStart = items.size();
    }

    @Override
    public void putLong(long value) {
        items.add(isPublication() ? 0L : value);
    }

    private boolean isPublication() {
        int at = items.size() - sectionStart - AGENTS_AT - 1;
        if (section != DECISIONING || at < 0) {
            return false;
        }
        long agents = (Long) items.get(sectionStart + AGENTS_AT);
        int word = at % AGENT_WORDS;
        return at < agents * AGENT_WORDS && word >= TIMES_FROM && word < TIMES_TO;
    }

    @Override
    public void putBytes(DirectBuffer source, int offset, int length) {
        byte[] bytes = new byte[length];
        source.getBytes(offset, bytes);
        items.add(bytes);
    }

    @Override
    public void endSection() {
        section = 0;
    }

    /** Gives back what was recorded. */
    private final class Played implements StateReader {
        private int next;

        @Override
        public int beginSection(int sectionId) {
            if (getLong() != sectionId) {
                throw new IllegalStateException("another section stands where " + sectionId + " belongs");
            }
            return (int) getLong();
        }

        @Override
        public long getLong() {
            return (Long) items.get(next++);
        }

        @Override
        public int getBytes(MutableDirectBuffer target, int offset, int maxLength) {
            byte[] bytes = (byte[]) items.get(next++);
            target.putBytes(offset, bytes);
            return bytes.length;
        }

        @Override
        public void endSection() {
            // Lengths are not recorded.
        }
    }
}
