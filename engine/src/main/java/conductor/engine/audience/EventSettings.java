package conductor.engine.audience;

import conductor.engine.codec.EventSettingsRecordDecoder;
import conductor.engine.codec.MessageHeaderDecoder;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.Signal;
import conductor.engine.state.Hashing;
import conductor.engine.state.KeyIndex;
import conductor.engine.state.RowTable;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Settings of events that differ from the defaults (audience.md 6.1), and until when an event is paused. One row an event that has
 * either; {@link #select} says whose settings the questions that follow are about.
 *
 * <p>In a full table the row of the event that has been without an open session the longest makes room for another, unless it is
 * paused: when that event is seen again its settings are sent again. Where no such row is, settings are refused, and what is held
 * for the event then is told by {@link #refused}.
 *
 * <pre>
 *   0 key   1 version   2 auto-approve | min confidence   3 approval timeout ms | hold-out   4 switches (see below)
 *   5 false alarms an hour   6 language   7 paused until ms   8 number of the pause's timer   9 number among idle rows
 *   10 hash of the addresses for notifications   local: neighbours among idle rows
 *   switches: bit 0 stored, 1 enabled, 2 notify on anomaly, 3 notify on intervention, 4 awaited, 5 unread, 8..15 mode,
 *   16..23 arms, 24..31 a hour
 * </pre>
 *
 * <p>What a command changed is <i>awaited</i> until the stored row shows it: until then a row that is older, or that is not there yet, says
 * nothing new. A row that a command took back stays, without settings, for as long as it is awaited to be gone. <i>Unread</i> is what a
 * command made for an event whose stored row, if there is one, was never read: rows are read while the event has an open session.
 */
final class EventSettings {
    private static final int VERSION = 1;
    private static final int CONFIDENCE = 2;
    private static final int TIMEOUT_HOLDOUT = 3;
    private static final int SWITCHES = 4;
    private static final int FALSE_ALARMS = 5;
    private static final int LANGUAGE = 6;
    private static final int PAUSED_UNTIL = 7;
    private static final int PAUSE_NUMBER = 8;
    private static final int IDLE_NUMBER = 9;
    private static final int EMAILS = 10;
    private static final int HASHED_WORDS = 11;
    private static final int IDLE_LINK = -1;
    private static final int TABLE_ID = 9;

    /** The node's rate of false alarms counts. */
    /** The event says nothing of false alarms. */
    static final int NO_RATE = -1;

    private static final int STORED = 1;
    private static final int ENABLED = 1 << 1;
    private static final int NOTIFY_ANOMALY = 1 << 2;
    private static final int NOTIFY_INTERVENTION = 1 << 3;
    private static final int AWAITED = 1 << 4;
    private static final int UNREAD = 1 << 5;

    private final EngineConfig config;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final EventSettingsRecordDecoder decoder = new EventSettingsRecordDecoder();
    private final ContentSources sources;
    private final UnsafeBuffer text = new UnsafeBuffer(0, 0);
    final RowTable rows;
    final EventSessions sessions;
    final IdleRows idle;
    private final KeyIndex index = new KeyIndex();
    /** The selected row, or {@link RowTable#NONE} for the defaults. */
    private int selected = RowTable.NONE;

    private boolean refused;

    EventSettings(EngineConfig config, ContentSources sources) {
        this.config = config;
        this.sources = sources;
        this.rows = new RowTable(config.eventsMax(), HASHED_WORDS, 1, TABLE_ID);
        this.sessions = new EventSessions(config.sessionsMax());
        this.idle = new IdleRows(rows, IDLE_NUMBER, IDLE_LINK);
    }

    /** Selects the settings of an event; 0 and events without a row have the defaults. */
    void select(long eventKey) {
        int slot = eventKey == 0 ? RowTable.NONE : index.get(eventKey);
        selected = slot != RowTable.NONE && stored(slot) ? slot : RowTable.NONE;
        refused = selected == RowTable.NONE && sessions.settingsRefused(eventKey);
    }

    /** Whether the selected event has settings that nobody here knows, because there was no room for them. */
    boolean refused() {
        return refused;
    }

    long version() {
        return selected == RowTable.NONE ? 0 : rows.get(selected, VERSION);
    }

    boolean agentEnabled() {
        return selected == RowTable.NONE ? config.agentEnabled() : (switches() & ENABLED) != 0;
    }

    int mode() {
        return selected == RowTable.NONE ? config.mode() : switches() >>> 8 & 0xff;
    }

    int allowedArms() {
        return selected == RowTable.NONE ? config.allowedArms() : switches() >>> 16 & 0xff;
    }

    int maxInterventionsPerHour() {
        return selected == RowTable.NONE ? config.maxInterventionsPerHour() : switches() >>> 24 & 0xff;
    }

    int autoApprovePpm() {
        return selected == RowTable.NONE ? config.autoApprovePpm() : rows.getInt(selected, CONFIDENCE, 0);
    }

    int minConfidencePpm() {
        return selected == RowTable.NONE ? config.minConfidencePpm() : rows.getInt(selected, CONFIDENCE, 1);
    }

    int approvalTimeoutMs() {
        return selected == RowTable.NONE ? config.approvalTimeoutMs() : rows.getInt(selected, TIMEOUT_HOLDOUT, 0);
    }

    /** Share of automatic decisions that are withheld as a control, in millionths. */
    int holdoutPpm() {
        return selected == RowTable.NONE ? config.life().holdoutPpm() : rows.getInt(selected, TIMEOUT_HOLDOUT, 1);
    }

    boolean notifyOnAnomaly() {
        return selected == RowTable.NONE || (switches() & NOTIFY_ANOMALY) != 0;
    }

    boolean notifyOnIntervention() {
        return selected == RowTable.NONE || (switches() & NOTIFY_INTERVENTION) != 0;
    }

    /** The language that content must be in: up to eight ASCII characters, the first in the lowest byte; 0 = any. */
    long languageBytes() {
        return selected == RowTable.NONE ? 0 : rows.get(selected, LANGUAGE);
    }

    int falseAlarmsPerHourPpm() {
        return selected == RowTable.NONE ? NO_RATE : (int) rows.get(selected, FALSE_ALARMS);
    }

    /** Whether there is content in a language that the selected event allows. */
    boolean contentAllowed() {
        return sources.speaks(languageBytes());
    }

    private int switches() {
        return (int) rows.get(selected, SWITCHES);
    }

    /**
     * Takes over what a signal says of its event.
     *
     * @return 1 when the settings changed, 0 when they were so already, -1 when there is no room for a further event.
     */
    int apply(Signal signal) {
        header.wrap(signal.payload, 0);
        decoder.wrapAndApplyHeader(signal.payload, 0, header);
        int slot = index.get(signal.scopeKey);
        boolean stored = decoder.stored() != 0;
        if (stored && slot == RowTable.NONE) {
            slot = make(signal.scopeKey);
        }
        boolean noRoom = stored && slot == RowTable.NONE;
        sessions.settingsRefused(signal.scopeKey, noRoom);
        if (noRoom) {
            return -1;
        }
        if (slot != RowTable.NONE && isAwaited(slot) && !shows(slot, stored)) {
            return 0;
        }
        return stored ? store(slot) : forget(slot);
    }

    /** Whether the row is as new as what a command made of it. */
    private boolean shows(int slot, boolean stored) {
        return stored(slot) ? stored && decoder.settingsVersion() >= rows.get(slot, VERSION) : !stored;
    }

    private boolean isAwaited(int slot) {
        return (rows.get(slot, SWITCHES) & AWAITED) != 0;
    }

    /**
     * Takes over what a command makes of the settings of an event.
     *
     * @param stored false = there are none any more.
     * @return 1 when they changed, 0 when they were so already, -1 when there is no room for a further event.
     */
    int command(long eventKey, EventSettingsRecordDecoder wanted, boolean stored) {
        boolean unread = isUnread(eventKey);
        int slot = index.get(eventKey);
        if (slot == RowTable.NONE && !stored) {
            // Whatever row there may be is to go, and nothing is remembered of an event that has none.
            return 1;
        }
        slot = slot == RowTable.NONE ? make(eventKey) : slot;
        if (slot == RowTable.NONE) {
            return -1;
        }
        sessions.settingsRefused(eventKey, false);
        long version = wanted.settingsVersion();
        boolean changed = put(slot, wanted, stored ? STORED : 0);
        if (changed) {
            rows.set(slot, VERSION, version);
            rows.set(slot, SWITCHES, rows.get(slot, SWITCHES) | AWAITED | (stored && unread ? UNREAD : 0));
        }
        settle(slot);
        return changed ? 1 : 0;
    }

    /** Whether nothing is known of the row that may be stored for an event: what it says must not be overwritten by defaults. */
    boolean isUnread(long eventKey) {
        int slot = index.get(eventKey);
        return slot == RowTable.NONE
                || (rows.get(slot, SWITCHES) & (STORED | AWAITED)) == 0
                || (rows.get(slot, SWITCHES) & UNREAD) != 0;
    }

    /** The version of what an event has, also of what was taken back; 0 = never anything. */
    long versionOf(long eventKey) {
        int slot = index.get(eventKey);
        return slot == RowTable.NONE ? 0 : rows.get(slot, VERSION);
    }

    private int store(int slot) {
        boolean changed = put(slot, decoder, STORED);
        changed |= put(slot, VERSION, decoder.settingsVersion());
        rows.set(slot, SWITCHES, rows.get(slot, SWITCHES) & ~(AWAITED | UNREAD));
        settle(slot);
        return changed ? 1 : 0;
    }

    /** Puts all values but the version; whether any changed. */
    private boolean put(int slot, EventSettingsRecordDecoder values, int stored) {
        long switches = stored
                | rows.get(slot, SWITCHES) & (AWAITED | UNREAD)
                | (values.agentEnabled() == 0 ? 0 : ENABLED)
                | (values.notifyOnAnomaly() == 0 ? 0 : NOTIFY_ANOMALY)
                | (values.notifyOnIntervention() == 0 ? 0 : NOTIFY_INTERVENTION)
                | (long) values.mode() << 8
                | (long) values.allowedArms() << 16
                | (long) values.maxInterventionsPerHour() << 24;
        boolean changed = put(slot, CONFIDENCE, pack(values.autoApprovePpm(), values.minConfidencePpm()));
        changed |= put(slot, TIMEOUT_HOLDOUT, pack(values.approvalTimeoutMs(), values.holdoutPpm()));
        changed |= put(slot, SWITCHES, switches);
        changed |= put(slot, FALSE_ALARMS, values.falseAlarmsPerHourPpm());
        changed |= put(slot, LANGUAGE, values.languageBytes());
        values.sbeRewind();
        values.wrapEvent(text);
        values.wrapEmails(text);
        if (stored == 0 || text.capacity() > 0) {
            changed |= put(slot, EMAILS, stored == 0 ? 0 : Hashing.bytes(text));
        }
        return changed;
    }

    private boolean put(int slot, int word, long value) {
        boolean changed = rows.get(slot, word) != value;
        rows.set(slot, word, value);
        return changed;
    }

    private int forget(int slot) {
        if (slot == RowTable.NONE || !stored(slot) && !isAwaited(slot)) {
            return 0;
        }
        boolean changed = stored(slot);
        for (int word = VERSION; word < PAUSED_UNTIL; word++) {
            rows.set(slot, word, 0);
        }
        rows.set(slot, EMAILS, 0);
        settle(slot);
        return changed ? 1 : 0;
    }

    private boolean stored(int slot) {
        return (rows.get(slot, SWITCHES) & STORED) != 0;
    }

    /** Until when an event is paused, 0 = it is not. */
    long pausedUntilMs(long eventKey) {
        int slot = index.get(eventKey);
        return slot == RowTable.NONE ? 0 : rows.get(slot, PAUSED_UNTIL);
    }

    /** Pauses an event; its slot, or {@link RowTable#NONE} when there is no room. */
    int pause(long eventKey, long untilMs, long timerNumber) {
        int slot = index.get(eventKey);
        slot = slot == RowTable.NONE ? make(eventKey) : slot;
        if (slot != RowTable.NONE) {
            rows.set(slot, PAUSED_UNTIL, untilMs);
            rows.set(slot, PAUSE_NUMBER, timerNumber);
            settle(slot);
        }
        return slot;
    }

    /** Ends the pause of an event. */
    void resume(long eventKey) {
        int slot = index.get(eventKey);
        rows.set(slot, PAUSED_UNTIL, 0);
        rows.set(slot, PAUSE_NUMBER, 0);
        settle(slot);
    }

    /** Slot of the row of an event, or {@link RowTable#NONE}. */
    int slotOf(long eventKey) {
        return index.get(eventKey);
    }

    /** A session belongs to another event than before; 0 = to none. */
    void sessionMoved(long fromEvent, long toEvent) {
        if (fromEvent != 0) {
            sessions.remove(fromEvent);
            settle(index.get(fromEvent));
        }
        if (toEvent != 0) {
            sessions.add(toEvent);
            settle(index.get(toEvent));
        }
    }

    long pauseNumber(int slot) {
        return rows.get(slot, PAUSE_NUMBER);
    }

    private int make(long eventKey) {
        if (rows.full() && idle.first() != RowTable.NONE) {
            free(idle.first());
        }
        int slot = rows.allocate(eventKey);
        if (slot != RowTable.NONE) {
            index.put(eventKey, slot);
        }
        return slot;
    }

    /** Frees a row that says nothing any more, and sees to it that the others can be given up when nobody needs them now. */
    private void settle(int slot) {
        if (slot == RowTable.NONE) {
            return;
        }
        boolean paused = rows.get(slot, PAUSED_UNTIL) != 0;
        boolean awaited = isAwaited(slot);
        if (stored(slot) || paused || awaited) {
            idle.set(slot, !paused && !awaited && !sessions.any(rows.key(slot)));
        } else {
            free(slot);
        }
    }

    private void free(int slot) {
        idle.set(slot, false);
        index.remove(rows.key(slot));
        rows.free(slot);
    }

    /** Puts a restored row back into the index. */
    void relink(int slot) {
        index.put(rows.key(slot), slot);
    }

    private static long pack(int low, int high) {
        return (low & 0xffffffffL) | ((long) high << 32);
    }
}
