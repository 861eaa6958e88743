package conductor.journal;

import conductor.engine.codec.EventSettingsRecordDecoder;
import conductor.engine.codec.MessageHeaderDecoder;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionState;
import conductor.engine.core.DecisionType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agrona.collections.Long2LongHashMap;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Which records up to a position still say something that is so there. Sees all of them once ({@link #note}), and then says of each
 * whether it stays ({@link #keeps}). One thread.
 */
final class RecapFilter {
    private static final long NONE = -1;
    private static final long NO_EVENT = 0;

    /** Numbers of the records that say last what is so of an event. */
    private static final class Settings {
        private long last;
        private long withAddresses = NONE;
        private long commanded = NONE;
    }

    /** The record that named an event last, and the close of the session that it is of, if that has closed since. */
    private static final class Name {
        private final long event;
        private final long session;
        private final long seq;
        private long closed = NONE;

        Name(long event, long session, long seq) {
            this.event = event;
            this.session = session;
            this.seq = seq;
        }
    }

    private final Long2LongHashMap opened = new Long2LongHashMap(NONE);
    private final Long2LongHashMap resolved = new Long2LongHashMap(NONE);
    private final Long2LongHashMap paused = new Long2LongHashMap(NONE);
    private final Long2LongHashMap eventOf = new Long2LongHashMap(NO_EVENT);
    private final Long2LongHashMap sessionsOf = new Long2LongHashMap(0);
    private final Long2ObjectHashMap<Name> names = new Long2ObjectHashMap<>();
    /** Of those the ones whose session has not closed since, by session. */
    private final Long2ObjectHashMap<List<Name>> namedBy = new Long2ObjectHashMap<>();
    /** How many of the others' sessions a record has closed, by its number. */
    private final Long2LongHashMap namersClosed = new Long2LongHashMap(0);

    private final Map<Long, Settings> settings;
    private final EventSettingsRecordDecoder decoder = new EventSettingsRecordDecoder();
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final UnsafeBuffer text = new UnsafeBuffer(0, 0);
    private long closedSession;
    private long closedSeq = NONE;
    private long endMs;
    private long restoredSeq = NONE;
    private long quietUntilMs = NONE;

    /** @param eventsMax events whose settings are remembered: those heard of last. */
    RecapFilter(int eventsMax) {
        this.settings = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Long, Settings> eldest) {
                return size() > eventsMax;
            }
        };
    }

    /** Takes in a record; to be called with each, in order. */
    void note(Decision d) {
        endMs = Math.max(endMs, d.engineTimeMs);
        if (d.type != DecisionType.SUMMARY
                && !DecisionType.isOfPresence(d.type)
                && closedSeq != NONE
                && (d.subjectKey != closedSession || d.type == DecisionType.SESSION_OPENED)) {
            forgetClosed();
        }
        switch (d.type) {
            case DecisionType.SESSION_OPENED -> {
                opened.put(d.subjectKey, d.seq);
                resolved.remove(d.subjectKey);
            }
            case DecisionType.EVENT_RESOLVED -> noteResolved(d);
            case DecisionType.SESSION_CLOSED -> noteClosed(d);
            case DecisionType.PAUSED -> paused.put(d.scopeKey, d.seq);
            case DecisionType.RESUMED -> paused.remove(d.scopeKey);
            case DecisionType.SETTINGS -> noteSettings(d);
            case DecisionType.RESTORED -> {
                if (d.causeTimeMs >= quietUntilMs) {
                    quietUntilMs = d.causeTimeMs;
                    restoredSeq = d.seq;
                }
            }
            default -> {
                // Says nothing that lasts, but for decisions, which last by their age.
            }
        }
    }

    private void noteResolved(Decision d) {
        resolved.put(d.subjectKey, d.seq);
        if (d.scopeKey == NO_EVENT) {
            return;
        }
        long before = eventOf.put(d.subjectKey, d.scopeKey);
        sessionsOf.put(d.scopeKey, sessionsOf.get(d.scopeKey) + 1);
        leave(before);
        if (d.payloadLength > 0) {
            Name name = new Name(d.scopeKey, d.subjectKey, d.seq);
            forget(names.put(name.event, name));
            namedBy.computeIfAbsent(name.session, session -> new ArrayList<>(1)).add(name);
        }
    }

    private void forget(Name name) {
        if (name == null) {
            return;
        }
        List<Name> ofSession = namedBy.get(name.session);
        if (name.closed != NONE) {
            long left = namersClosed.remove(name.closed) - 1;
            if (left > 0) {
                namersClosed.put(name.closed, left);
            }
        } else if (ofSession.remove(name) && ofSession.isEmpty()) {
            namedBy.remove(name.session);
        }
    }

    /** Others of its event may know that by the name that came with this one alone. */
    private void noteClosed(Decision d) {
        closedSession = d.subjectKey;
        closedSeq = d.seq;
        List<Name> namedByIt = namedBy.remove(d.subjectKey);
        if (namedByIt != null) {
            namedByIt.forEach(name -> name.closed = d.seq);
            namersClosed.put(d.seq, namedByIt.size());
        }
    }

    /** An event is known as long as it has a session. */
    private void leave(long event) {
        if (event == NO_EVENT) {
            return;
        }
        long left = sessionsOf.get(event) - 1;
        if (left > 0) {
            sessionsOf.put(event, left);
        } else {
            sessionsOf.remove(event);
            forget(names.remove(event));
        }
    }

    /** A session that was closed is known until something is said of another one: more of its own may follow. */
    private void forgetClosed() {
        opened.remove(closedSession);
        resolved.remove(closedSession);
        leave(eventOf.remove(closedSession));
        closedSeq = NONE;
    }

    private void noteSettings(Decision d) {
        Settings event = settings.computeIfAbsent(d.scopeKey, key -> new Settings());
        event.last = d.seq;
        header.wrap(d.payload, 0);
        if (d.payloadLength < MessageHeaderDecoder.ENCODED_LENGTH
                || header.templateId() != EventSettingsRecordDecoder.TEMPLATE_ID) {
            return;
        }
        decoder.wrapAndApplyHeader(d.payload, 0, header);
        decoder.wrapEvent(text);
        decoder.wrapEmails(text);
        if (text.capacity() > 0 || decoder.stored() == 0) {
            event.withAddresses = d.seq;
        }
        decoder.wrapActor(text);
        if (text.capacity() > 0) {
            event.commanded = d.seq;
        }
    }

    /** Whether a record stays; to be asked once all were noted. */
    boolean keeps(Decision d) {
        return switch (d.type) {
            case DecisionType.SESSION_OPENED -> opened.get(d.subjectKey) == d.seq;
            case DecisionType.EVENT_RESOLVED -> resolved.get(d.subjectKey) == d.seq || names(d);
            case DecisionType.SESSION_CLOSED -> closedSeq == d.seq || closesWhoNamed(d);
            case DecisionType.PAUSED -> paused.get(d.scopeKey) == d.seq;
            case DecisionType.SETTINGS -> keepsSettings(d);
            case DecisionType.RESTORED -> d.seq == restoredSeq;
            case DecisionType.DECISION ->
                d.engineTimeMs >= endMs - Recaps.DECISION_LIFE_MS
                        && d.state != DecisionState.SKIPPED
                        && d.state != DecisionState.SUPPRESSED;
            default -> false;
        };
    }

    private boolean names(Decision d) {
        Name name = names.get(d.scopeKey);
        return name != null && name.seq == d.seq;
    }

    private boolean closesWhoNamed(Decision d) {
        return namersClosed.get(d.seq) > 0;
    }

    private boolean keepsSettings(Decision d) {
        Settings event = settings.get(d.scopeKey);
        return event != null && (d.seq == event.last || d.seq == event.withAddresses || d.seq == event.commanded);
    }
}
