package conductor.bench;

import conductor.engine.core.Code;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalFlags;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import conductor.engine.ring.ClockMode;
import conductor.journal.JournalDirectory;
import conductor.journal.SignalReader;

/**
 * What of a journal came from outside, in order, and the signs of time without which a node would not come to the same times. Ticks,
 * checkpoints and the genesis record are left out: a node makes its own. Whoever feeds the rest to a new node with the same
 * configuration and hash key, with {@link #clock}, gets the same state and the same decisions, however fast it is fed.
 *
 * <p>A sign of time is due where the recorded node made ticks, and where a record was applied later than it brings with itself: there
 * the clock of the server had gone on meanwhile.
 */
final class Outside implements AutoCloseable {
    private static final long HEARTBEAT_MS = 1_000;

    private final SignalReader reader;
    private final long last;
    private final ClockMode clock;
    private final Signal record = new Signal();
    private boolean pending;
    private long nowMs;
    private boolean settled;
    private boolean time;

    /**
     * Begins at the start.
     *
     * @param last sequence of the last record that is looked at.
     * @param clock as {@link #survey} found it.
     */
    Outside(JournalDirectory journal, long last, ClockMode clock) {
        this.reader = journal.openSignalReader();
        this.last = last;
        this.clock = clock;
    }

    /**
     * How much there is, and by which clock it was recorded.
     *
     * @param records that came from outside.
     */
    record Survey(long records, ClockMode clock) {}

    /** Reads all of it once. */
    static Survey survey(JournalDirectory journal, long last) {
        long records = 0;
        boolean playback = false;
        long lastMs = 0;
        Signal signal = new Signal();
        try (SignalReader reader = journal.openSignalReader()) {
            while (reader.lastSequence() < last && reader.next(signal)) {
                boolean answer = signal.source == SourceId.OUTCOME || signal.source == SourceId.COMMAND;
                // Live, an answer moves time or is marked as late, and no second passes without a record.
                boolean late = (signal.flags & SignalFlags.LATE) != 0;
                playback |= answer && !late && signal.sourceTimeMs != signal.engineTimeMs;
                playback |= isOutside(signal)
                        && lastMs > 0
                        && signal.engineTimeMs - lastMs >= HEARTBEAT_MS
                        && signal.engineTimeMs > broughtMs(signal, ClockMode.REDIS);
                records += isOutside(signal) ? 1 : 0;
                lastMs = signal.engineTimeMs;
            }
        }
        return new Survey(records, playback ? ClockMode.STREAM : ClockMode.REDIS);
    }

    /**
     * Fills a cleared slot with what comes next: a record, or a sign of time.
     *
     * @return false at the end; the slot is then as it was.
     */
    boolean next(Signal slot) {
        while (pending || (reader.lastSequence() < last && reader.next(record))) {
            pending = true;
            boolean tick = record.type == SignalType.TICK;
            if (tick ? !(settled && record.engineTimeMs == nowMs) : isOutside(record) && isLater(record)) {
                sign(slot);
                pending = !tick;
                return true;
            }
            pending = false;
            if (isOutside(record)) {
                fill(slot);
                return true;
            }
        }
        return false;
    }

    private void sign(Signal slot) {
        boolean heartbeat = record.type == SignalType.TICK && record.sourceTimeMs > 0;
        slot.type = SignalType.TICK;
        slot.source = heartbeat ? record.source : SourceId.INTERNAL;
        slot.sourceTimeMs = record.engineTimeMs;
        slot.sourceSeq = heartbeat ? record.sourceSeq : 0;
        nowMs = record.engineTimeMs;
        settled = true;
        time = true;
    }

    private void fill(Signal slot) {
        slot.copyFrom(record);
        slot.sequence = -1;
        slot.engineTimeMs = 0;
        nowMs = record.engineTimeMs;
        settled = false;
        time = false;
    }

    private boolean isLater(Signal signal) {
        return signal.engineTimeMs > Math.max(nowMs, broughtMs(signal, clock));
    }

    private static boolean isOutside(Signal signal) {
        return signal.type != SignalType.TICK
                && signal.type != SignalType.CHECKPOINT
                && signal.type != SignalType.GENESIS;
    }

    /** To which time a record moves the clock by itself, as the node's sequencer has it; 0 = it does not. */
    private static long broughtMs(Signal signal, ClockMode clock) {
        boolean refusedForItsTime = signal.type == SignalType.DEAD_LETTER && signal.value1 == Code.FUTURE_ID;
        boolean answer = signal.source == SourceId.OUTCOME || signal.source == SourceId.COMMAND;
        return signal.type == SignalType.SOURCE_POSITION || refusedForItsTime || (answer && clock == ClockMode.STREAM)
                ? 0
                : signal.sourceTimeMs;
    }

    /** Whether the last {@link #next} was a sign of time. */
    boolean wasTime() {
        return time;
    }

    /** Engine time of what was read last, as it was recorded. */
    long recordedMs() {
        return record.engineTimeMs;
    }

    /** Sequence of the record that was read last. */
    long sequence() {
        return reader.lastSequence();
    }

    @Override
    public void close() {
        reader.close();
    }
}
