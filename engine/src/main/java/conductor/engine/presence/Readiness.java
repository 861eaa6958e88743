package conductor.engine.presence;

import conductor.engine.codec.MessageHeaderEncoder;
import conductor.engine.codec.ReadinessDetailEncoder;
import conductor.engine.core.Code;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.engine.core.PresenceSetting;
import conductor.engine.core.Switch;
import conductor.engine.state.RowTable;
import java.util.stream.IntStream;

/** Whether a scope is ready for work, and the clean-up that makes it so (presence.md 4.5). Both look at all of a scope, so they are for people, not for every second. */
final class Readiness {
    private static final int DISPLAYS = 8;

    private final PresenceState state;
    private final OperatorTable operators;
    private final WorkTable work;
    private final PresenceRecords records;
    private final PresenceInput input;
    private final Sessions sessions;
    private final WorkItems items;
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final ReadinessDetailEncoder detail = new ReadinessDetailEncoder();

    Readiness(PresenceState state, PresenceRecords records, PresenceInput input, Sessions sessions, WorkItems items) {
        this.state = state;
        this.operators = state.operators;
        this.work = state.work;
        this.records = records;
        this.input = input;
        this.sessions = sessions;
        this.items = items;
    }

    /** Says whether the scope of the message is ready. */
    int verdict(int scope, long nowMs) {
        boolean on = state.isOn(Switch.PLANE_PRESENCE);
        int idle = 0;
        int open = 0;
        int dangling = 0;
        for (int operator : members(scope)) {
            if (operators.isOpen(operator)) {
                open++;
                idle += isAbandoned(operator, state.value(PresenceSetting.ABANDON_MS), nowMs) ? 1 : 0;
            }
            dangling += dangling(operator);
        }
        int agents = scope == RowTable.NONE ? 0 : state.scopes.activeAgents(scope);
        int schemaResult = input.fields.flag() == 1 ? Verdict.PASS : Verdict.FAIL;
        int sessionsResult = !on ? Verdict.SKIPPED : idle == 0 ? Verdict.PASS : Verdict.NEEDS_CLEANUP;
        int referencesResult = !on ? Verdict.SKIPPED : dangling == 0 ? Verdict.PASS : Verdict.NEEDS_CLEANUP;
        int agentsResult = !on ? Verdict.SKIPPED : agents > 0 ? Verdict.PASS : Verdict.FAIL;
        Decision d = begin(DecisionType.READINESS_VERDICT, nowMs);
        detail.verdict((short) Verdict.of(schemaResult, sessionsResult, referencesResult, agentsResult))
                .schema((short) schemaResult)
                .sessions((short) sessionsResult)
                .references((short) referencesResult)
                .agents((short) agentsResult)
                .open(open)
                .stale(idle)
                .dangling(dangling)
                .activeAgents(agents);
        emit(d, scope);
        return Code.NONE;
    }

    /** Does what the timers would have done by now: once, since what it does leaves nothing to do. */
    int cleanUp(int scope, long nowMs) {
        long idleMs = input.fields.number() > 0 ? input.fields.number() : state.value(PresenceSetting.ABANDON_MS);
        int stale = 0;
        int closed = 0;
        int stuck = 0;
        int dangling = 0;
        for (int operator : members(scope)) {
            dangling += mend(operator);
            stuck += endStuckCalls(operator, nowMs);
            if (operators.isOpen(operator) && isStale(operator, nowMs)) {
                stale++;
                sessions.becomeStale(operator, nowMs);
            }
            if (operators.isOpen(operator) && isAbandoned(operator, idleMs, nowMs)) {
                closed++;
                sessions.close(operator, Code.ABANDONED, nowMs);
            }
        }
        Decision d = begin(DecisionType.CLEANUP_DONE, nowMs);
        detail.stale(stale).closed(closed).stuck(stuck).dangling(dangling);
        emit(d, scope);
        return Code.NONE;
    }

    private boolean isAbandoned(int operator, long idleMs, long nowMs) {
        return operators.active(operator) == 0 && sessions.isIdleLongerThan(operator, idleMs, nowMs);
    }

    private boolean isStale(int operator, long nowMs) {
        long heardMs = operators.rows.get(operator, OperatorTable.HEARTBEAT_MS);
        return operators.has(operator, OperatorTable.FRESH)
                && nowMs - heardMs > state.value(PresenceSetting.HEARTBEAT_TIMEOUT_MS);
    }

    private int endStuckCalls(int operator, long nowMs) {
        int stuck = 0;
        for (int i = 0; i < OperatorTable.ITEMS_MAX; i++) {
            int item = work.slotOf(operators.rows.get(operator, OperatorTable.ITEMS + i));
            if (item != RowTable.NONE
                    && work.state(item) == WorkState.CONNECTED
                    && nowMs - work.rows.get(item, WorkTable.CONNECTED_MS)
                            > state.value(PresenceSetting.CALL_LEASE_MS)) {
                items.leaseIsOver(item, nowMs);
                stuck++;
            }
        }
        return stuck;
    }

    /** Items that an operator counts and that do not know of it, or the other way round in the sums. */
    private int dangling(int operator) {
        int active = 0;
        int reserved = 0;
        int lost = 0;
        for (int i = 0; i < OperatorTable.ITEMS_MAX; i++) {
            long key = operators.rows.get(operator, OperatorTable.ITEMS + i);
            int item = work.slotOf(key);
            if (item == RowTable.NONE || work.rows.get(item, WorkTable.AGENT) != operators.rows.key(operator)) {
                lost += key == 0 ? 0 : 1;
            } else if (work.state(item) == WorkState.CONNECTED) {
                active++;
            } else {
                reserved++;
            }
        }
        return lost + Math.abs(active - operators.active(operator)) + Math.abs(reserved - operators.reserved(operator));
    }

    /** Takes from an operator what is not there, and counts anew. */
    private int mend(int operator) {
        int dangling = dangling(operator);
        if (dangling == 0) {
            return 0;
        }
        int active = 0;
        int reserved = 0;
        for (int i = 0; i < OperatorTable.ITEMS_MAX; i++) {
            int word = OperatorTable.ITEMS + i;
            int item = work.slotOf(operators.rows.get(operator, word));
            if (item == RowTable.NONE || work.rows.get(item, WorkTable.AGENT) != operators.rows.key(operator)) {
                operators.rows.set(operator, word, 0);
            } else if (work.state(item) == WorkState.CONNECTED) {
                active++;
            } else {
                reserved++;
            }
        }
        operators.active(operator, active);
        operators.reserved(operator, reserved);
        state.free(operator);
        return dangling;
    }

    /** All accounts of a scope by their keys: an order that does not depend on what was restored when. */
    private int[] members(int scope) {
        if (scope == RowTable.NONE) {
            return new int[0];
        }
        Desk desk = state.deskAt(scope);
        return IntStream.range(0, desk.members())
                .map(desk::member)
                .boxed()
                .sorted((a, b) -> Long.compare(operators.rows.key(a), operators.rows.key(b)))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private Decision begin(int type, long nowMs) {
        Decision d = records.beginPlain(type, nowMs);
        detail.wrapAndApplyHeader(d.payload, 0, header)
                .verdict((short) 0)
                .schema((short) 0)
                .sessions((short) 0)
                .references((short) 0)
                .agents((short) 0)
                .padding((short) 0)
                .padding2(0)
                .open(0)
                .stale(0)
                .dangling(0)
                .activeAgents(0)
                .closed(0)
                .stuck(0);
        return d;
    }

    private void emit(Decision d, int scope) {
        for (int display = 0; display < DISPLAYS; display++) {
            detail.byDisplay(display, 0);
        }
        for (int operator : members(scope)) {
            int display = operators.display(operator);
            detail.byDisplay(display, countOf(display, d) + 1);
        }
        detail.putScope(input.buffer(), input.offset(PresenceInput.SCOPE), input.length(PresenceInput.SCOPE));
        detail.putMessage(input.buffer(), input.offset(PresenceInput.MESSAGE), input.length(PresenceInput.MESSAGE));
        d.payloadLength = MessageHeaderEncoder.ENCODED_LENGTH + detail.encodedLength();
        records.emitPlain();
    }

    private static int countOf(int display, Decision d) {
        int at = MessageHeaderEncoder.ENCODED_LENGTH + ReadinessDetailEncoder.byDisplayEncodingOffset();
        return d.payload.getInt(at + display * Integer.BYTES, java.nio.ByteOrder.LITTLE_ENDIAN);
    }
}
