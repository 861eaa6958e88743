package conductor.engine.presence;

import conductor.engine.core.Code;
import conductor.engine.core.DecisionType;
import conductor.engine.core.PresenceSetting;
import conductor.engine.core.Switch;
import conductor.engine.state.RowTable;

/** What becomes of work items (presence.md 4.2). Each method is one row of that table; those of messages answer with a {@link Code}, 0 = done. */
final class WorkItems {
    private static final int STRICT_MS = 1;

    private final PresenceState state;
    private final WorkTable work;
    private final OperatorTable operators;
    private final PresenceRecords records;
    private final PresenceInput input;
    private final Sessions sessions;

    WorkItems(PresenceState state, PresenceRecords records, PresenceInput input, Sessions sessions) {
        this.state = state;
        this.work = state.work;
        this.operators = state.operators;
        this.records = records;
        this.input = input;
        this.sessions = sessions;
        sessions.with(this);
    }

    /** The decision that an approval is of does not wait any more. */
    void approvalIsOver(long seq, boolean expired, long nowMs) {
        int item = work.slotOf(WorkKey.approval(seq));
        if (item == RowTable.NONE || !WorkState.isLive(work.state(item))) {
            return;
        }
        int newState = expired ? WorkState.ABANDONED : WorkState.COMPLETED;
        int reason = expired ? Code.EXPIRED : Code.NORMAL;
        int operator = operators.slotOf(work.rows.get(item, WorkTable.AGENT));
        switch (work.state(item)) {
            case WorkState.CONNECTED -> {
                if (expired) {
                    hangUp(item, operator, newState, reason, nowMs);
                } else {
                    end(item, nowMs);
                }
            }
            case WorkState.OFFERED -> {
                release(item, operator);
                state.free(operator);
                close(item, newState, reason, RowTable.NONE, nowMs);
            }
            default -> {
                dequeue(item);
                close(item, newState, reason, RowTable.NONE, nowMs);
            }
        }
    }

    /** Whether a verdict may be given on an item; the decision decides the rest. */
    int mayBeJudged(int item) {
        if (item == RowTable.NONE) {
            return Code.UNKNOWN_WORK;
        }
        if (work.kind(item) != WorkKind.APPROVAL) {
            return Code.KIND;
        }
        return WorkState.isLive(work.state(item)) ? Code.NONE : Code.WRONG_STATE;
    }

    /** Offers what can be offered of a scope (presence.md 4.3). */
    void match(int scope, long nowMs) {
        Desk desk = state.deskAt(scope);
        if (!desk.hasChanged()) {
            return;
        }
        if (!state.isOn(Switch.PRESENCE_ROUTING)) {
            desk.forgetChanges();
            return;
        }
        int place = desk.nextMatch(0);
        while (place != RowTable.NONE) {
            int item = desk.queued(place);
            offer(item, desk.bestOperator(item), nowMs);
            // What came before in the queue found nobody, and capacity has only become less.
            place = desk.nextMatch(place);
        }
        desk.forgetChanges();
    }

    private void offer(int item, int operator, long nowMs) {
        dequeue(item);
        work.state(item, WorkState.OFFERED);
        work.offers(item, work.offers(item) + 1);
        work.rows.set(item, WorkTable.AGENT, operators.rows.key(operator));
        operators.reserved(operator, operators.reserved(operator) + 1);
        operators.replaceItem(operator, 0, work.rows.key(item));
        state.update(operator);
        long deadlineMs = nowMs + state.value(PresenceSetting.OFFER_TIMEOUT_MS);
        state.timers.startWork(item, PresenceTimers.OF_STATE, deadlineMs);
        records.deadlineMs = deadlineMs;
        records.ofWork(DecisionType.WORK_OFFERED, item, operator, Code.NONE, nowMs);
    }

    /** The desktop says what became of an offer. */
    int offerResult(int item, long agentKey, long nowMs) {
        if (item == RowTable.NONE) {
            return Code.UNKNOWN_WORK;
        }
        if (work.state(item) != WorkState.OFFERED
                || work.rows.get(item, WorkTable.AGENT) != agentKey
                || work.offers(item) != input.fields.number()) {
            return Code.STALE_OFFER;
        }
        int operator = operators.slotOf(agentKey);
        switch (input.fields.word()) {
            case MessageWord.ANSWERED -> connect(item, operator, nowMs);
            case MessageWord.BUSY -> offerFailed(item, operator, Code.BUSY, nowMs);
            case MessageWord.NO_ANSWER -> offerFailed(item, operator, Code.NO_ANSWER, nowMs);
            case MessageWord.CANCELLED -> offerFailed(item, operator, Code.CANCELLED, nowMs);
            default -> offerFailed(item, operator, Code.FAILED, nowMs);
        }
        return Code.NONE;
    }

    private void connect(int item, int operator, long nowMs) {
        work.state(item, WorkState.CONNECTED);
        work.rows.set(item, WorkTable.CONNECTED_MS, nowMs);
        work.rows.set(item, WorkTable.WAIT_MS, nowMs - work.rows.get(item, WorkTable.ENTERED_MS));
        state.timers.stopWork(item, PresenceTimers.WAIT);
        operators.reserved(operator, operators.reserved(operator) - 1);
        operators.active(operator, operators.active(operator) + 1);
        sessions.touch(operator, nowMs);
        long leaseMs = nowMs + state.value(PresenceSetting.CALL_LEASE_MS) + STRICT_MS;
        state.timers.startWork(item, PresenceTimers.OF_STATE, leaseMs);
        records.ofWork(DecisionType.WORK_CONNECTED, item, operator, Code.NONE, nowMs);
    }

    /** An offer ends without an answer: the item goes back to its place in the queue, and not to this operator for a while. */
    void offerFailed(int item, int operator, int reason, long nowMs) {
        release(item, operator);
        state.free(operator);
        work.attempts(item, work.attempts(item) + 1);
        if (work.kind(item) == WorkKind.CALL && work.attempts(item) >= state.value(PresenceSetting.MAX_ATTEMPTS)) {
            giveUp(item, Code.NO_ANSWER, nowMs);
            return;
        }
        long excludedUntilMs = nowMs + state.value(PresenceSetting.EXCLUSION_MS);
        long pausedUntilMs = nowMs + state.value(PresenceSetting.RETRY_PAUSE_MS);
        exclude(item, operators.rows.key(operator), excludedUntilMs);
        state.timers.startWork(item, PresenceTimers.PAUSE, pausedUntilMs);
        enqueue(item);
        records.excludedUntilMs = excludedUntilMs;
        records.pausedUntilMs = pausedUntilMs;
        records.ofWork(DecisionType.WORK_REQUEUED, item, operator, reason, nowMs);
        if (work.attempts(item) == state.value(PresenceSetting.ESCALATE_AFTER)) {
            records.ofWork(DecisionType.WORK_ESCALATED, item, RowTable.NONE, Code.NONE, nowMs);
        }
        if (hasWaitedTooLong(item, nowMs)) {
            waitedTooLong(item, nowMs);
        }
    }

    private void exclude(int item, long agentKey, long untilMs) {
        int place = work.placeOfExclusion(item, agentKey);
        work.rows.set(item, WorkTable.EXCLUSIONS + 2 * place, agentKey);
        state.timers.startWork(item, PresenceTimers.EXCLUSION + place, untilMs);
    }

    /** The operator does not count the item any more that was offered to it. */
    private void release(int item, int operator) {
        operators.reserved(operator, operators.reserved(operator) - 1);
        operators.replaceItem(operator, work.rows.key(item), 0);
        work.rows.set(item, WorkTable.AGENT, 0);
    }

    /** A call that nobody could take: offer to call back, once, else end it. */
    private void giveUp(int item, int reason, long nowMs) {
        boolean offers = state.value(PresenceSetting.CALLBACK_ENABLED) == 1
                && state.isOn(Switch.PRESENCE_CALLBACK)
                && !work.callbackOffered(item);
        if (work.state(item) == WorkState.QUEUED) {
            dequeue(item);
        }
        if (!offers) {
            close(item, WorkState.ABANDONED, reason, RowTable.NONE, nowMs);
            return;
        }
        work.state(item, WorkState.CALLBACK_OFFERED);
        work.offerCallback(item);
        state.timers.stopWork(item, PresenceTimers.WAIT);
        long deadlineMs = nowMs + state.value(PresenceSetting.CALLBACK_ANSWER_MS);
        state.timers.startWork(item, PresenceTimers.OF_STATE, deadlineMs);
        records.deadlineMs = deadlineMs;
        records.ofWork(DecisionType.CALLBACK_OFFERED, item, RowTable.NONE, Code.NONE, nowMs);
    }

    private boolean hasWaitedTooLong(int item, long nowMs) {
        return nowMs - work.rows.get(item, WorkTable.WAIT_FROM_MS) > work.rows.get(item, WorkTable.LONGEST_WAIT_MS);
    }

    private void waitedTooLong(int item, long nowMs) {
        if (work.kind(item) == WorkKind.CALL) {
            giveUp(item, Code.MAX_WAIT, nowMs);
        } else {
            dequeue(item);
            close(item, WorkState.ABANDONED, Code.MAX_WAIT, RowTable.NONE, nowMs);
        }
    }

    /** Somebody hung up, or whoever sent the item takes it back. */
    int abandoned(int item, long nowMs) {
        if (item == RowTable.NONE) {
            return Code.UNKNOWN_WORK;
        }
        switch (work.state(item)) {
            case WorkState.QUEUED -> dequeue(item);
            case WorkState.OFFERED -> {
                int operator = operators.slotOf(work.rows.get(item, WorkTable.AGENT));
                release(item, operator);
                state.free(operator);
            }
            case WorkState.CALLBACK_OFFERED -> state.timers.stopWork(item, PresenceTimers.OF_STATE);
            case WorkState.CONNECTED -> {
                end(item, nowMs);
                return Code.NONE;
            }
            default -> {
                return Code.WRONG_STATE;
            }
        }
        close(item, WorkState.ABANDONED, Code.CALLER, RowTable.NONE, nowMs);
        return Code.NONE;
    }

    /** An operator is done with an item. */
    int ended(int item, long agentKey, long nowMs) {
        if (item == RowTable.NONE) {
            return Code.UNKNOWN_WORK;
        }
        if (work.state(item) != WorkState.CONNECTED) {
            return Code.WRONG_STATE;
        }
        if (work.rows.get(item, WorkTable.AGENT) != agentKey) {
            return Code.NOT_ASSIGNED;
        }
        end(item, nowMs);
        return Code.NONE;
    }

    private void end(int item, long nowMs) {
        int operator = operators.slotOf(work.rows.get(item, WorkTable.AGENT));
        long talkMs = nowMs - work.rows.get(item, WorkTable.CONNECTED_MS);
        RowTable rows = operators.rows;
        rows.set(operator, OperatorTable.COMPLETED, rows.get(operator, OperatorTable.COMPLETED) + 1);
        rows.set(operator, OperatorTable.TALK_MS, rows.get(operator, OperatorTable.TALK_MS) + talkMs);
        sessions.touch(operator, nowMs);
        state.scopes.noteHandled(state.scopes.slotOf(work.scopeKey(item)), talkMs);
        records.talkMs = talkMs;
        hangUp(item, operator, WorkState.COMPLETED, Code.NORMAL, nowMs);
    }

    /** A connected item is over: its operator has a hand free. */
    private void hangUp(int item, int operator, int newState, int reason, long nowMs) {
        operators.active(operator, operators.active(operator) - 1);
        operators.replaceItem(operator, work.rows.key(item), 0);
        if (operators.load(operator) == 0) {
            operators.rows.set(operator, OperatorTable.IDLE_MS, nowMs);
        }
        state.free(operator);
        close(item, newState, reason, operator, nowMs);
        records.ofOperator(DecisionType.AGENT_STATE_CHANGED, operator, Code.NONE, nowMs);
        sessions.looseEnd(operator, nowMs);
    }

    /** A call without an end. */
    void leaseIsOver(int item, long nowMs) {
        hangUp(item, operators.slotOf(work.rows.get(item, WorkTable.AGENT)), WorkState.COMPLETED, Code.STUCK, nowMs);
    }

    /** The caller says whether to be called back. */
    int callbackResponse(int item, long nowMs) {
        if (item == RowTable.NONE) {
            return Code.UNKNOWN_WORK;
        }
        if (work.state(item) != WorkState.CALLBACK_OFFERED) {
            return Code.WRONG_STATE;
        }
        if (input.fields.digit() == '1') {
            finish(item, WorkState.CALLBACK_REQUESTED, nowMs);
            records.saysCaller = true;
            records.ofWork(DecisionType.CALLBACK_SCHEDULED, item, RowTable.NONE, Code.NONE, nowMs);
        } else {
            callbackDeclined(item, nowMs);
        }
        return Code.NONE;
    }

    void callbackDeclined(int item, long nowMs) {
        state.timers.stopWork(item, PresenceTimers.OF_STATE);
        watchWait(item, nowMs);
        enqueue(item);
        state.changed(item);
        records.ofWork(DecisionType.WORK_REQUEUED, item, RowTable.NONE, Code.CALLBACK_DECLINED, nowMs);
    }

    /** The timer of an item's longest wait has come; while it is offered that waits until it is queued again. */
    void waitIsOver(int item, long nowMs) {
        state.timers.stopWork(item, PresenceTimers.WAIT);
        if (work.state(item) == WorkState.QUEUED) {
            waitedTooLong(item, nowMs);
        }
    }

    void pauseIsOver(int item) {
        state.timers.stopWork(item, PresenceTimers.PAUSE);
        work.rows.set(item, WorkTable.PAUSED_UNTIL_MS, 0);
        state.changed(item);
    }

    void exclusionIsOver(int item, int place) {
        endExclusion(item, place);
        if (work.state(item) == WorkState.QUEUED) {
            state.changed(item);
        }
    }

    private void endExclusion(int item, int place) {
        state.timers.stopWork(item, PresenceTimers.EXCLUSION + place);
        work.rows.set(item, WorkTable.EXCLUSIONS + 2 * place, 0);
        work.rows.set(item, WorkTable.EXCLUSIONS + 2 * place + 1, 0);
    }

    /** The last session of a scope has closed: where calls do not wait for nobody, they end, in the order of their arrival. */
    void nobodyIsLeft(int scope, long nowMs) {
        if (!endsWithoutAgents()) {
            return;
        }
        Desk desk = state.deskAt(scope);
        int next = firstCall(desk);
        while (next != RowTable.NONE) {
            dequeue(next);
            close(next, WorkState.ABANDONED, Code.NO_AGENTS, RowTable.NONE, nowMs);
            next = firstCall(desk);
        }
    }

    private int firstCall(Desk desk) {
        int first = RowTable.NONE;
        for (int place = 0; place < desk.queued(); place++) {
            int item = desk.queued(place);
            if (work.kind(item) == WorkKind.CALL
                    && (first == RowTable.NONE
                            || work.rows.get(item, WorkTable.ARRIVAL) < work.rows.get(first, WorkTable.ARRIVAL))) {
                first = item;
            }
        }
        return first;
    }

    boolean endsWithoutAgents() {
        return state.value(PresenceSetting.ABANDON_WITHOUT_AGENTS) == 1;
    }

    /** What is over is known for a while, then its id is free. */
    void forget(int item) {
        long scopeKey = work.scopeKey(item);
        state.scopes.count(state.scopes.slotOf(scopeKey), ScopeTable.ACCOUNTS_ITEMS, 1, -1);
        state.timers.stopWork(item, PresenceTimers.OF_STATE);
        work.forget(item);
        state.forgetIfEmpty(scopeKey);
    }

    void enqueue(int item) {
        work.state(item, WorkState.QUEUED);
        state.timers.stopWork(item, PresenceTimers.OF_STATE);
        state.scopes.countQueued(state.scopes.slotOf(work.scopeKey(item)), work.kind(item), 1);
        state.desk(work.scopeKey(item)).enqueue(item);
    }

    private void dequeue(int item) {
        state.scopes.countQueued(state.scopes.slotOf(work.scopeKey(item)), work.kind(item), -1);
        state.desk(work.scopeKey(item)).dequeue(item);
    }

    void watchWait(int item, long nowMs) {
        work.rows.set(item, WorkTable.WAIT_FROM_MS, nowMs);
        state.timers.startWork(item, PresenceTimers.WAIT, work.waitEndsMs(item));
    }

    /** The item is over, and says so. */
    void close(int item, int newState, int reason, int operator, long nowMs) {
        finish(item, newState, nowMs);
        records.ofWork(DecisionType.WORK_CLOSED, item, operator, reason, nowMs);
    }

    void finish(int item, int newState, long nowMs) {
        work.state(item, newState);
        work.rows.set(item, WorkTable.AGENT, 0);
        state.timers.stopWork(item, PresenceTimers.WAIT);
        state.timers.stopWork(item, PresenceTimers.PAUSE);
        work.rows.set(item, WorkTable.PAUSED_UNTIL_MS, 0);
        for (int place = 0; place < WorkTable.EXCLUSIONS_MAX; place++) {
            endExclusion(item, place);
        }
        state.timers.startWork(item, PresenceTimers.OF_STATE, nowMs + state.value(PresenceSetting.CLOSED_RETENTION_MS));
    }
}
