package conductor.engine.presence;

import conductor.engine.core.Code;
import conductor.engine.core.DecisionType;
import conductor.engine.core.PresenceSetting;
import conductor.engine.core.Switch;
import conductor.engine.state.RowTable;
import conductor.engine.state.RowText;

/** What becomes of operators' accounts and sessions (presence.md 4.1). Each method is one row of that table and answers with a {@link Code}, 0 = done. */
final class Sessions {
    private static final int STRICT_MS = 1;

    private final PresenceState state;
    private final OperatorTable operators;
    private final PresenceRecords records;
    private final PresenceInput input;
    private WorkItems items;

    Sessions(PresenceState state, PresenceRecords records, PresenceInput input) {
        this.state = state;
        this.operators = state.operators;
        this.records = records;
        this.input = input;
    }

    void with(WorkItems workItems) {
        items = workItems;
    }

    /** An account is made or set. */
    int account(long key, long scopeKey, long nowMs) {
        int operator = operators.slotOf(key);
        if (operator == RowTable.NONE) {
            operator = operators.create(key, scopeKey);
            if (operator == RowTable.NONE) {
                return Code.AGENT_TABLE_FULL;
            }
            int length = input.length(PresenceInput.SUBJECT);
            RowText.set(
                    operators.rows,
                    operator,
                    OperatorTable.TEXT,
                    input.buffer(),
                    input.offset(PresenceInput.SUBJECT),
                    length);
            operators.rows.setInt(operator, OperatorTable.SKILLS_LENGTH, 1, length);
            state.scopes.count(state.scopes.slotOf(scopeKey), ScopeTable.ACCOUNTS_ITEMS, 0, 1);
            state.desk(scopeKey).join(operator);
        }
        countAgent(operator, -1);
        boolean active = input.fields.flag() == 1;
        operators.flag(operator, OperatorTable.ROLE_AGENT, input.fields.word() == MessageWord.AGENT);
        operators.flag(operator, OperatorTable.ACCOUNT_ACTIVE, active);
        countAgent(operator, 1);
        if (!active && operators.isOpen(operator)) {
            close(operator, Code.ACCOUNT_DISABLED, nowMs);
        }
        return Code.NONE;
    }

    private void countAgent(int operator, int difference) {
        if (operators.has(operator, OperatorTable.ROLE_AGENT)
                && operators.has(operator, OperatorTable.ACCOUNT_ACTIVE)) {
            state.scopes.count(
                    state.scopes.slotOf(operators.scopeKey(operator)), ScopeTable.OPEN_AGENTS, 1, difference);
        }
    }

    int login(int operator, long nowMs) {
        if (operator == RowTable.NONE) {
            return Code.UNKNOWN_AGENT;
        }
        if (!operators.has(operator, OperatorTable.ACCOUNT_ACTIVE)) {
            return Code.ACCOUNT_INACTIVE;
        }
        if (operators.isOpen(operator)) {
            close(operator, Code.SUPERSEDED, nowMs);
        }
        RowTable rows = operators.rows;
        operators.flag(operator, OperatorTable.OPEN, true);
        operators.flag(operator, OperatorTable.ON_BREAK | OperatorTable.FRESH | OperatorTable.CONNECTED, false);
        operators.flag(operator, OperatorTable.LOST, false);
        operators.max(operator, Math.max(1, input.fields.maxConcurrent()));
        rows.set(operator, OperatorTable.SESSION, records.nextSeq());
        rows.set(operator, OperatorTable.LOGIN_MS, nowMs);
        rows.set(operator, OperatorTable.IDLE_MS, nowMs);
        rows.set(operator, OperatorTable.HEARTBEAT_MS, 0);
        rows.set(operator, OperatorTable.HEARTBEAT_SEQ, 0);
        rows.set(operator, OperatorTable.TALK_MS, 0);
        rows.set(operator, OperatorTable.COMPLETED, 0);
        input.skills.write(rows, operator, OperatorTable.SKILLS);
        rows.setInt(operator, OperatorTable.SKILLS_LENGTH, 0, input.skills.size);
        state.scopes.count(state.scopes.slotOf(operators.scopeKey(operator)), ScopeTable.OPEN_AGENTS, 0, 1);
        touch(operator, nowMs);
        records.ofOperator(DecisionType.AGENT_SESSION_OPENED, operator, Code.NONE, nowMs);
        return Code.NONE;
    }

    int logout(int operator, long nowMs) {
        int code = hasSession(operator);
        if (code != Code.NONE) {
            return code;
        }
        if (operators.load(operator) > 0 && input.fields.flag() == 0) {
            return Code.BUSY;
        }
        close(operator, Code.LOGOUT, nowMs);
        return Code.NONE;
    }

    int status(int operator, long nowMs) {
        int code = hasSession(operator);
        if (code != Code.NONE) {
            return code;
        }
        if (input.fields.word() == 0) {
            return Code.NOT_SETTABLE;
        }
        if (operators.load(operator) > 0) {
            return Code.STATUS_LOCKED;
        }
        touch(operator, nowMs);
        boolean onBreak = input.fields.word() == MessageWord.BREAK;
        if (operators.has(operator, OperatorTable.ON_BREAK) != onBreak) {
            operators.flag(operator, OperatorTable.ON_BREAK, onBreak);
            if (!onBreak) {
                operators.rows.set(operator, OperatorTable.IDLE_MS, nowMs);
            }
            records.saidText = PresenceInput.REASON;
            records.ofOperator(DecisionType.AGENT_STATE_CHANGED, operator, Code.NONE, nowMs);
            state.free(operator);
        }
        return Code.NONE;
    }

    int heartbeat(int operator, long nowMs) {
        int code = hasSession(operator);
        if (code == Code.NONE && !isOfSession(operator)) {
            code = Code.STALE_SESSION;
        }
        if (code != Code.NONE) {
            return code;
        }
        RowTable rows = operators.rows;
        if (input.fields.number() <= rows.get(operator, OperatorTable.HEARTBEAT_SEQ)) {
            state.ignored++;
            return Code.NONE;
        }
        boolean reachable = operators.isReachable(operator);
        boolean lost = operators.has(operator, OperatorTable.LOST);
        rows.set(operator, OperatorTable.HEARTBEAT_SEQ, input.fields.number());
        rows.set(operator, OperatorTable.HEARTBEAT_MS, nowMs);
        operators.flag(operator, OperatorTable.FRESH, true);
        operators.flag(operator, OperatorTable.CONNECTED, input.fields.flag() == 1);
        operators.flag(operator, OperatorTable.LOST, false);
        long staleMs = nowMs + state.value(PresenceSetting.HEARTBEAT_TIMEOUT_MS) + STRICT_MS;
        state.timers.startOperator(operator, PresenceTimers.HEARTBEAT, staleMs);
        touch(operator, nowMs);
        boolean reachableNow = operators.isReachable(operator);
        if (reachableNow == reachable && !lost) {
            return Code.NONE;
        }
        if (reachableNow) {
            records.ofOperator(DecisionType.AGENT_REACHABLE, operator, Code.NONE, nowMs);
            state.free(operator);
        } else {
            records.ofOperator(DecisionType.AGENT_UNREACHABLE, operator, Code.DEVICE, nowMs);
            state.update(operator);
            revoke(operator, Code.DEVICE, nowMs);
        }
        return Code.NONE;
    }

    int disconnect(int operator, long nowMs) {
        int code = hasSession(operator);
        if (code == Code.NONE && !isOfSession(operator)) {
            code = Code.STALE_SESSION;
        }
        if (code != Code.NONE) {
            return code;
        }
        operators.flag(operator, OperatorTable.CONNECTED, false);
        lose(operator, Code.DISCONNECT, nowMs);
        return Code.NONE;
    }

    /** Nothing was heard of the operator for longer than the timeout. */
    void becomeStale(int operator, long nowMs) {
        state.timers.stopOperator(operator, PresenceTimers.HEARTBEAT);
        operators.flag(operator, OperatorTable.FRESH, false);
        lose(operator, Code.HEARTBEAT, nowMs);
    }

    private void lose(int operator, int reason, long nowMs) {
        boolean wasLost = operators.has(operator, OperatorTable.LOST);
        operators.flag(operator, OperatorTable.LOST, true);
        state.update(operator);
        if (!wasLost) {
            records.ofOperator(DecisionType.AGENT_UNREACHABLE, operator, reason, nowMs);
        }
        revoke(operator, reason, nowMs);
    }

    /** Nothing was done in the session for too long. */
    void abandonDue(int operator, long nowMs) {
        state.timers.stopOperator(operator, PresenceTimers.ABANDON);
        closeIfAbandoned(operator, nowMs);
    }

    private void closeIfAbandoned(int operator, long nowMs) {
        if (operators.active(operator) == 0 && state.isOn(Switch.PRESENCE_ABANDON)) {
            close(operator, Code.ABANDONED, nowMs);
        }
    }

    /** Something is done in the session, or in one that is closed and still has a call. */
    void touch(int operator, long nowMs) {
        operators.rows.set(operator, OperatorTable.ACTIVITY_MS, nowMs);
        if (operators.isOpen(operator)) {
            state.timers.startOperator(
                    operator, PresenceTimers.ABANDON, nowMs + state.value(PresenceSetting.ABANDON_MS) + STRICT_MS);
        }
    }

    boolean isIdleLongerThan(int operator, long idleMs, long nowMs) {
        return nowMs - operators.rows.get(operator, OperatorTable.ACTIVITY_MS) > idleMs;
    }

    /** An operator has no connected item any more: a session that was idle for too long while it had one is closed now. */
    void looseEnd(int operator, long nowMs) {
        if (operators.isOpen(operator) && isIdleLongerThan(operator, state.value(PresenceSetting.ABANDON_MS), nowMs)) {
            closeIfAbandoned(operator, nowMs);
        }
    }

    /** Ends a session: offers are taken back, connected items stay where they are. */
    void close(int operator, int reason, long nowMs) {
        revoke(operator, reason, nowMs);
        operators.flag(operator, OperatorTable.OPEN, false);
        state.update(operator);
        state.timers.stopOperator(operator, PresenceTimers.HEARTBEAT);
        state.timers.stopOperator(operator, PresenceTimers.ABANDON);
        int scope = state.scopes.slotOf(operators.scopeKey(operator));
        state.scopes.count(scope, ScopeTable.OPEN_AGENTS, 0, -1);
        records.ofOperator(DecisionType.AGENT_SESSION_CLOSED, operator, reason, nowMs);
        if (state.scopes.openSessions(scope) == 0 && reason != Code.SUPERSEDED) {
            items.nobodyIsLeft(scope, nowMs);
        }
    }

    /** Takes back all offers of an operator. */
    private void revoke(int operator, int reason, long nowMs) {
        for (int i = 0; i < OperatorTable.ITEMS_MAX && operators.reserved(operator) > 0; i++) {
            int item = state.work.slotOf(operators.rows.get(operator, OperatorTable.ITEMS + i));
            if (item != RowTable.NONE && state.work.state(item) == WorkState.OFFERED) {
                items.offerFailed(item, operator, reason, nowMs);
            }
        }
    }

    private int hasSession(int operator) {
        if (operator == RowTable.NONE) {
            return Code.UNKNOWN_AGENT;
        }
        return operators.isOpen(operator) ? Code.NONE : Code.NO_SESSION;
    }

    private boolean isOfSession(int operator) {
        long session = input.fields.session();
        return session == 0 || session == operators.rows.get(operator, OperatorTable.SESSION);
    }
}
