package conductor.gateway.redis;

import conductor.engine.core.Code;
import conductor.engine.core.NameKind;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalFlags;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import conductor.engine.ring.ClockMode;
import conductor.engine.ring.SignalIngress;
import conductor.gateway.EgressInbox;
import conductor.gateway.lookup.LookUp;
import conductor.gateway.lookup.LookUpInbox;
import java.nio.ByteOrder;

/**
 * Puts signals on the ring: entries with the definitions that must come before them, time, positions, results of
 * egress. When the ring is full it waits, so nothing more is read and the backlog stays in Redis.
 */
final class SignalEmitter {
    /** Keeps a session and an event of the same text apart in the registry. */
    private static final long SCOPE_MARK = 0x9e3779b97f4a7c15L;

    private final SignalIngress ingress;
    private final RingWait ringWait;
    private final SourceStats stats;
    private final PlatformParser parser;
    private final NameRegistry names;
    private final DeadLetters deadLetters;
    private final SeenStreams seen;
    private final ParsedEntry entry = new ParsedEntry();
    /** One signal of an entry of many. */
    private final ParsedEntry one = new ParsedEntry();
    /** Whether results and commands move time, as they do but in a playback. */
    private final boolean answersMoveTime;
    /** Time of the newest signal that told any, by which names are remembered where there is no entry. */
    private long toldMs;

    SignalEmitter(
            SourceConfig config,
            SignalIngress ingress,
            RingWait ringWait,
            SourceStats stats,
            DeadLetters deadLetters,
            SeenStreams seen) {
        this.ingress = ingress;
        this.ringWait = ringWait;
        this.stats = stats;
        this.deadLetters = deadLetters;
        this.seen = seen;
        this.answersMoveTime = config.clock() == ClockMode.REDIS;
        this.parser = new PlatformParser(config.hash(), config.engineName());
        this.names = new NameRegistry(config.namesMax());
    }

    /** Publishes the oldest held entry of a stream and removes it; false if the node stops (the entry stays). */
    boolean entry(StreamState stream, long nowMs) {
        parser.parse(stream.source, stream.queue, entry);
        return (entry.signal.flags & SignalFlags.NUMBERED) != 0
                ? publishBatch(stream, nowMs)
                : publishEntry(stream, nowMs);
    }

    /** Publishes the oldest held entry as one whose id is too far ahead of the clock. */
    boolean futureEntry(StreamState stream, long nowMs) {
        entry.begin(stream.source, stream.queue.headMs(), stream.queue.headSeq());
        entry.reject(Code.FUTURE_ID, null);
        return publishEntry(stream, nowMs);
    }

    /** Publishes the oldest held time mark. */
    boolean mark(StreamState stream) {
        return time(SourceId.TIME, stream.queue.headMs(), stream.queue.headSeq()) && removed(stream);
    }

    /** Publishes that time has come to {@code ms}. */
    boolean time(int source, long ms, long seq) {
        Signal slot = claim();
        if (slot == null) {
            return false;
        }
        toldMs = Math.max(toldMs, ms);
        slot.type = SignalType.TICK;
        slot.source = source;
        slot.sourceTimeMs = ms;
        slot.sourceSeq = seq;
        ingress.publish();
        stats.add(SourceStats.Count.TICKS);
        return true;
    }

    /** Publishes where reading of a source begins, in an epoch of its stream. */
    boolean position(int source, StreamId id, long epoch) {
        Signal slot = claim();
        if (slot == null) {
            return false;
        }
        slot.type = SignalType.SOURCE_POSITION;
        slot.source = source;
        slot.sourceTimeMs = id.ms();
        slot.sourceSeq = id.seq();
        slot.value1 = epoch;
        ingress.publish();
        return true;
    }

    /** Publishes what egress reported, as long as the ring has room. */
    void results(EgressInbox inbox) {
        for (EgressInbox.Result result = inbox.peek(); result != null; result = inbox.peek()) {
            Signal slot = ingress.tryClaim();
            if (slot == null) {
                return;
            }
            slot.type = SignalType.EGRESS_RESULT;
            slot.value1 = result.publishedSeq();
            slot.value2 = result.code();
            ingress.publish();
            inbox.remove();
        }
    }

    /** Publishes what look-ups found, as long as the ring has room. */
    void lookUps(LookUpInbox inbox) {
        for (LookUp finding = inbox.peek(); finding != null; finding = inbox.peek()) {
            if (finding.eventKey() != 0
                    && names.isDue(remembered(finding.eventKey(), SCOPE_MARK), toldMs)
                    && !define(finding)) {
                return;
            }
            Signal slot = ingress.tryClaim();
            if (slot == null) {
                return;
            }
            fill(slot, finding);
            ingress.publish();
            inbox.remove();
        }
    }

    /** Publishes the text of a finding's event; false if the ring has no room. */
    private boolean define(LookUp finding) {
        Signal slot = ingress.tryClaim();
        if (slot == null) {
            return false;
        }
        slot.type = SignalType.DEFINE;
        slot.subjectKey = finding.eventKey();
        slot.value1 = NameKind.SCOPE;
        slot.payload.putBytes(0, finding.eventId());
        slot.payloadLength = finding.eventId().length;
        ingress.publish();
        names.defined(remembered(finding.eventKey(), SCOPE_MARK), toldMs);
        stats.add(SourceStats.Count.DEFINES);
        return true;
    }

    private static void fill(Signal slot, LookUp finding) {
        slot.scopeKey = finding.eventKey();
        if (finding instanceof LookUp.Evidence evidence) {
            slot.type = SignalType.EVENT_EVIDENCE;
            slot.subjectKey = evidence.sessionKey();
            slot.value1 = evidence.rank();
        } else if (finding instanceof LookUp.Settings settings) {
            slot.type = SignalType.EVENT_SETTINGS;
            slot.payload.putBytes(0, settings.payload());
            slot.payloadLength = settings.payload().length;
        } else if (finding instanceof LookUp.Content content) {
            slot.type = SignalType.CONTENT;
            slot.value1 = content.decisionSeq();
            slot.value2 = content.method();
            slot.value3 = content.costMicros();
            slot.value4 = content.tookMs();
            slot.payload.putBytes(0, content.json());
            slot.payloadLength = content.json().length;
        } else if (finding instanceof LookUp.ContentSources sources) {
            slot.type = SignalType.CONTENT_SOURCES;
            slot.value1 = sources.templatesHash();
            slot.value2 = sources.waitMs();
            int languages = Math.min(sources.languages().size(), slot.payload.capacity() / Long.BYTES);
            for (int i = 0; i < languages; i++) {
                slot.payload.putLong(i * Long.BYTES, sources.languages().get(i), ByteOrder.LITTLE_ENDIAN);
            }
            slot.payloadLength = languages * Long.BYTES;
        }
    }

    /** The signal that an entry would become; it lasts until the next one is parsed. */
    Signal parsed(int source, EntryQueue queue) {
        parser.parse(source, queue, entry);
        return entry.signal;
    }

    private boolean publishEntry(StreamState stream, long nowMs) {
        Signal signal = entry.signal;
        if (stream.wasApplied(signal)) {
            stats.add(SourceStats.Count.REREAD_DROPPED);
            return removed(stream);
        }
        if (!SignalType.isOfPresence(signal.type) && !defineNames(signal)) {
            return false;
        }
        Signal slot = claim();
        if (slot == null) {
            return false;
        }
        if (movesTime(signal)) {
            toldMs = Math.max(toldMs, signal.sourceTimeMs);
        }
        slot.copyFrom(signal);
        ingress.publish();
        seen.of(stream.source).add(signal);
        count(stream, nowMs);
        return removed(stream);
    }

    /** Publishes the texts of an entry's session and event; messages of operators carry theirs with them. */
    private boolean defineNames(Signal signal) {
        return (signal.subjectKey == 0 || define(NameKind.SUBJECT, signal.subjectKey, 0, entry.subject))
                && (signal.scopeKey == 0 || define(NameKind.SCOPE, signal.scopeKey, SCOPE_MARK, entry.scope));
    }

    /** Publishes the signals of the oldest held entry, one by one; when the node stops on the way, the rest follows after a restart. */
    private boolean publishBatch(StreamState stream, long nowMs) {
        if (stream.wasApplied(entry.signal)) {
            stats.add(SourceStats.Count.REREAD_DROPPED);
            return removed(stream);
        }
        BatchParser batch = parser.batch();
        while (batch.next()) {
            if (!defineNew(batch)) {
                return false;
            }
            Signal slot = claim();
            if (slot == null) {
                return false;
            }
            slot.source = stream.source;
            slot.sourceTimeMs = entry.signal.sourceTimeMs;
            slot.sourceSeq = entry.signal.sourceSeq;
            batch.fill(slot);
            int type = slot.type;
            ingress.publish();
            stats.signal(stream.source, type);
            if (type == SignalType.DEAD_LETTER) {
                letter(stream, batch, nowMs);
            }
        }
        toldMs = Math.max(toldMs, entry.signal.sourceTimeMs);
        seen.of(stream.source).add(entry.signal);
        stats.entry(stream.source);
        return removed(stream);
    }

    /** Publishes the texts that a signal of a batch brings; each is looked at once an entry. */
    private boolean defineNew(BatchParser batch) {
        if (batch.bringsSubject()) {
            batch.text(batch.session(), entry.subject);
            if (!define(NameKind.SUBJECT, batch.key(batch.session()), 0, entry.subject)) {
                return false;
            }
        }
        if (batch.bringsScope()) {
            batch.text(batch.event(), entry.scope);
            return define(NameKind.SCOPE, batch.key(batch.event()), SCOPE_MARK, entry.scope);
        }
        return true;
    }

    /** One signal of a batch could not be used; what was published belongs to the engine by now. */
    private void letter(StreamState stream, BatchParser batch, long nowMs) {
        one.begin(stream.source, entry.signal.sourceTimeMs, entry.signal.sourceSeq);
        one.reject(Code.BAD_FIELD, batch.badField());
        stats.deadLetter(Code.BAD_FIELD);
        deadLetters.add(stream, one, seen.epoch(stream.source), nowMs);
    }

    /** Whether engine time may follow an entry: not one from the future, and in a playback no result and no command. */
    private boolean movesTime(Signal signal) {
        boolean refusedForItsTime = signal.type == SignalType.DEAD_LETTER && signal.value1 == Code.FUTURE_ID;
        boolean answer = signal.source == SourceId.OUTCOME || signal.source == SourceId.COMMAND;
        return !refusedForItsTime && (answersMoveTime || !answer);
    }

    private void count(StreamState stream, long nowMs) {
        int type = entry.signal.type;
        stats.entry(stream.source, type);
        if (entry.provisioningError) {
            stats.add(SourceStats.Count.PROVISIONING_ERRORS);
        }
        if (entry.resultLeftOut) {
            stats.add(SourceStats.Count.RESULTS_LEFT_OUT);
        }
        if (type == SignalType.DEAD_LETTER) {
            stats.deadLetter((int) entry.signal.value1);
            deadLetters.add(stream, entry, seen.epoch(stream.source), nowMs);
        }
    }

    private boolean removed(StreamState stream) {
        stream.queue.removeHead();
        return true;
    }

    /** Publishes the text of a key if the engine may not know it. */
    private boolean define(int kind, long key, long mark, ParsedEntry.IdText text) {
        long nowMs = movesTime(entry.signal) ? entry.signal.sourceTimeMs : toldMs;
        long remembered = remembered(key, mark);
        if (!names.isDue(remembered, nowMs)) {
            return true;
        }
        Signal slot = claim();
        if (slot == null) {
            return false;
        }
        slot.type = SignalType.DEFINE;
        slot.sourceTimeMs = nowMs;
        slot.subjectKey = key;
        slot.value1 = kind;
        slot.payload.putBytes(0, text.bytes, text.offset, text.length);
        slot.payloadLength = text.length;
        ingress.publish();
        names.defined(remembered, nowMs);
        stats.add(SourceStats.Count.DEFINES);
        return true;
    }

    /** Under which key a name is remembered; never 0. */
    private static long remembered(long key, long mark) {
        return key == mark ? key : key ^ mark;
    }

    /** A free slot; waits for one, and answers null only when the node stops. */
    private Signal claim() {
        Signal slot = ingress.tryClaim();
        while (slot == null) {
            stats.add(SourceStats.Count.RING_FULL_WAITS);
            if (!ringWait.waited()) {
                return null;
            }
            slot = ingress.tryClaim();
        }
        return slot;
    }
}
