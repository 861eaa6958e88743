package conductor.engine.presence;

import conductor.engine.core.PresenceConfig;
import conductor.engine.core.PresenceSetting;
import conductor.engine.core.Switch;
import conductor.engine.state.KeyIndex;
import conductor.engine.state.RowTable;
import conductor.engine.state.RowText;
import conductor.engine.zone.CalendarTable;
import conductor.engine.zone.ZoneTable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** All that the presence plane knows, and what is derived of it: the desks. */
final class PresenceState {
    /** Room for so many more than an even share of the messages that no segment of the index ever grows. */
    private static final int UNANSWERED_SEGMENT_ENTRIES = 256;

    final PresenceConfig config;
    final OperatorTable operators;
    final WorkTable work;
    final ScopeTable scopes;
    final Repeats answered;
    final Repeats unanswered =
            new Repeats(Repeats.UNANSWERED_MAX, Repeats.UNANSWERED, new KeyIndex(UNANSWERED_SEGMENT_ENTRIES));
    final PresenceTimers timers;
    final ZoneTable zones;
    final CalendarTable calendars;

    /** Of the work item that arrived last. */
    long arrivals;
    /** Bit of {@link Switch} set = switched off. */
    long switchedOff;
    /** Heartbeats out of order, repeats and other inputs that change nothing. */
    long ignored;
    /** Messages that were refused. */
    long rejected;
    /** Approvals and escalations that there was no room for. */
    long refusedWork;

    /** Where a text is put together. */
    final UnsafeBuffer text = new UnsafeBuffer(new byte[64]);

    private final String engineName;

    private Desk[] desks = new Desk[4];
    /** Scopes whose desk has changed in this step. */
    private int[] changedScopes = new int[4];

    private int changedCount;

    /** @param engineName 8 hex digits, as in the ids that the engine gives. */
    PresenceState(PresenceConfig config, String engineName) {
        this.config = config;
        this.engineName = engineName;
        this.operators = new OperatorTable(config.value(PresenceSetting.AGENTS_MAX));
        this.work = new WorkTable(config.value(PresenceSetting.WORK_ITEMS_MAX));
        this.zones = new ZoneTable(config.value(PresenceSetting.ZONES_MAX));
        this.calendars = new CalendarTable(config.value(PresenceSetting.SCOPES_MAX), zones);
        this.timers = new PresenceTimers(operators, work);
        this.scopes = new ScopeTable(config.value(PresenceSetting.SCOPES_MAX));
        this.answered = new Repeats(config.value(PresenceSetting.REPEATS_MAX), Repeats.ANSWERED, new KeyIndex());
    }

    int value(PresenceSetting setting) {
        return config.value(setting);
    }

    boolean isOn(int switchNumber) {
        return (switchedOff & 1L << switchNumber) == 0;
    }

    /** Writes the id of an item of the engine's own into {@link #text}; returns its length. */
    int workId(int kind, long seq) {
        int at = text.putStringWithoutLengthAscii(0, kind == WorkKind.APPROVAL ? "ap-d-" : "es-a-");
        at += text.putStringWithoutLengthAscii(at, engineName);
        text.putByte(at++, (byte) '-');
        return at + text.putLongAscii(at, seq);
    }

    /** The scope of a key, made with this text where it is not known; {@link RowTable#NONE} when there is no room. */
    int scopeOf(long key, DirectBuffer id, int offset, int length) {
        int scope = scopes.slotOf(key);
        if (scope == RowTable.NONE) {
            scope = scopes.create(key);
            if (scope != RowTable.NONE) {
                scopes.textLength(scope, length);
                RowText.set(scopes.rows, scope, ScopeTable.TEXT, id, offset, length);
            }
        }
        return scope;
    }

    /** Slots of all scopes in the order of their keys, which does not depend on what was restored when. */
    int[] scopesByKey() {
        return byKey(scopes.rows);
    }

    /** The same of all operators. */
    int[] operatorsByKey() {
        return byKey(operators.rows);
    }

    private static int[] byKey(RowTable rows) {
        return IntStream.range(0, rows.slotsEnd())
                .filter(slot -> rows.key(slot) != 0)
                .boxed()
                .sorted(Comparator.comparingLong(rows::key))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** The desk of a scope that there is. */
    Desk desk(long scopeKey) {
        return deskAt(scopes.slotOf(scopeKey));
    }

    Desk deskAt(int scope) {
        if (scope >= desks.length) {
            desks = Arrays.copyOf(desks, Math.max(scope + 1, 2 * desks.length));
        }
        if (desks[scope] == null) {
            desks[scope] = new Desk(operators, work);
        }
        return desks[scope];
    }

    /** Forgets a scope of which nothing is left. */
    void forgetIfEmpty(long scopeKey) {
        int scope = scopes.slotOf(scopeKey);
        if (scope != RowTable.NONE && scopes.forgetIfEmpty(scope) && scope < desks.length) {
            desks[scope] = null;
        }
    }

    /** Notes that the desk of a scope has to be matched at the end of the step. */
    void touch(long scopeKey) {
        int scope = scopes.slotOf(scopeKey);
        for (int i = 0; i < changedCount; i++) {
            if (changedScopes[i] == scope) {
                return;
            }
        }
        if (changedCount == changedScopes.length) {
            changedScopes = Arrays.copyOf(changedScopes, 2 * changedCount);
        }
        changedScopes[changedCount++] = scope;
    }

    /** The next scope to be matched, taken from the list; {@link RowTable#NONE} when there is none. */
    int nextChangedScope() {
        return changedCount == 0 ? RowTable.NONE : changedScopes[--changedCount];
    }

    /** An operator may be offered something that it could not be offered before. */
    void free(int operator) {
        desk(operators.scopeKey(operator)).free(operator);
        touch(operators.scopeKey(operator));
    }

    /** An item may be offered that could not be, or to more operators. */
    void changed(int item) {
        desk(work.scopeKey(item)).changed(item);
        touch(work.scopeKey(item));
    }

    void update(int operator) {
        desk(operators.scopeKey(operator)).update(operator);
    }

    /** Estimated wait of an item at a place from 1 (presence.md 4.3). */
    long estimatedWaitMs(int scope, long position) {
        int routable = deskAt(scope).routable();
        if (routable == 0) {
            return value(PresenceSetting.EWT_NO_AGENT_MS);
        }
        long mean = scopes.meanHandledMs(scope, value(PresenceSetting.HANDLE_MS));
        long handleMs = Math.max(mean, value(PresenceSetting.HANDLE_LEAST_MS));
        long waitMs = position * handleMs / routable;
        return Math.min(Math.max(waitMs, value(PresenceSetting.EWT_LEAST_MS)), value(PresenceSetting.EWT_MOST_MS));
    }
}
