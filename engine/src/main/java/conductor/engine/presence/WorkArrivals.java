package conductor.engine.presence;

import conductor.engine.core.Code;
import conductor.engine.core.DecisionType;
import conductor.engine.core.PresenceSetting;
import conductor.engine.core.Signal;
import conductor.engine.core.Switch;
import conductor.engine.state.RowTable;
import conductor.engine.state.RowText;

/** How work items begin (presence.md 4.2, first rows, and 9): by message, or made by the engine for a decision or a mass exit. */
final class WorkArrivals {
    private final PresenceState state;
    private final WorkTable work;
    private final PresenceRecords records;
    private final PresenceInput input;
    private final WorkItems items;

    /** Items that arrived in this step, to be told of if they are still queued at its end: one by message, or an approval and an escalation. */
    private final int[] arrived = new int[4];

    private int arrivedCount;

    WorkArrivals(PresenceState state, PresenceRecords records, PresenceInput input, WorkItems items) {
        this.state = state;
        this.work = state.work;
        this.records = records;
        this.input = input;
        this.items = items;
    }

    /** An item arrives by message. */
    int arrived(Signal signal, long nowMs) {
        if (work.slotOf(signal.subjectKey) != RowTable.NONE) {
            return Code.DUPLICATE_WORK;
        }
        int item = work.create(signal.subjectKey, signal.scopeKey);
        if (item == RowTable.NONE) {
            return Code.WORK_TABLE_FULL;
        }
        int scope = state.scopes.slotOf(signal.scopeKey);
        state.scopes.count(scope, ScopeTable.ACCOUNTS_ITEMS, 1, 1);
        fill(item, signal, nowMs);
        int kind = work.kind(item);
        boolean call = kind == WorkKind.CALL;
        if (call && state.isOn(Switch.PRESENCE_HOURS) && !state.calendars.isOpen(signal.scopeKey, nowMs)) {
            return refuse(item, scope, Code.OUT_OF_HOURS, nowMs);
        }
        PresenceSetting room = call ? PresenceSetting.QUEUE_CAPACITY : PresenceSetting.INTERNAL_CAPACITY;
        if (state.scopes.queued(scope, kind) >= state.value(room)) {
            return refuse(item, scope, Code.QUEUE_FULL, nowMs);
        }
        if (call && items.endsWithoutAgents() && state.scopes.openSessions(scope) == 0) {
            items.close(item, WorkState.ABANDONED, Code.NO_AGENTS, RowTable.NONE, nowMs);
            return Code.NONE;
        }
        items.watchWait(item, nowMs);
        arrive(item);
        return Code.NONE;
    }

    /** The item is missed, and known as such for a while. */
    private int refuse(int item, int scope, int code, long nowMs) {
        records.position = state.scopes.queued(scope, work.kind(item));
        items.finish(item, WorkState.MISSED, nowMs);
        records.ofWork(DecisionType.WORK_REFUSED, item, RowTable.NONE, code, nowMs);
        return code;
    }

    private void fill(int item, Signal signal, long nowMs) {
        RowTable rows = work.rows;
        int kind = input.fields.kind() == 0 ? WorkKind.CALL : input.fields.kind();
        int said = input.fields.priority();
        work.kind(item, kind);
        work.priority(
                item,
                kind == WorkKind.ESCALATION
                        ? state.value(PresenceSetting.PRIORITY_ESCALATION)
                        : said < 0 ? state.value(PresenceSetting.PRIORITY_CALL) : said);
        rows.set(item, WorkTable.ENTERED_MS, nowMs);
        rows.set(item, WorkTable.ARRIVAL, ++state.arrivals);
        rows.set(
                item,
                WorkTable.LONGEST_WAIT_MS,
                input.fields.number() > 0 ? input.fields.number() : state.value(PresenceSetting.MAX_WAIT_MS));
        rows.set(item, WorkTable.ORIGIN_SEQUENCE, signal.sequence);
        rows.set(item, WorkTable.ORIGIN_TIME_MS, signal.sourceTimeMs);
        rows.set(item, WorkTable.ORIGIN_SEQ, signal.sourceSeq);
        rows.setInt(item, WorkTable.SOURCE_SKILLS, 0, signal.source);
        rows.setInt(item, WorkTable.SOURCE_SKILLS, 1, input.skills.size);
        input.skills.write(rows, item, WorkTable.SKILLS);
        text(item, WorkTable.ID, PresenceInput.SUBJECT);
        text(item, WorkTable.CALLER, PresenceInput.CALLER);
        text(item, WorkTable.ORIGIN_MESSAGE, PresenceInput.MESSAGE);
    }

    private void text(int item, int word, int text) {
        work.length(item, word, input.length(text));
        RowText.set(work.rows, item, word, input.buffer(), input.offset(text), input.length(text));
    }

    private void arrive(int item) {
        items.enqueue(item);
        state.changed(item);
        arrived[arrivedCount++] = item;
    }

    /**
     * An item of the engine's own, for the operators of an event's scope. Where there is no room for it, whatever it is of goes on without.
     *
     * @param seq number of the decision or of the anomaly that it is of.
     * @param endMs when an approval ends; an escalation waits as long as a call.
     */
    void made(int kind, long seq, int scope, long endMs, long nowMs) {
        boolean approval = kind == WorkKind.APPROVAL;
        if (state.scopes.queued(scope, kind) >= state.value(PresenceSetting.INTERNAL_CAPACITY)) {
            state.refusedWork++;
            return;
        }
        long key = approval ? WorkKey.approval(seq) : WorkKey.escalation(seq);
        int item = work.create(key, state.scopes.rows.key(scope));
        if (item == RowTable.NONE) {
            state.refusedWork++;
            return;
        }
        state.scopes.count(scope, ScopeTable.ACCOUNTS_ITEMS, 1, 1);
        work.kind(item, kind);
        work.priority(
                item, state.value(approval ? PresenceSetting.PRIORITY_APPROVAL : PresenceSetting.PRIORITY_ESCALATION));
        work.rows.set(item, WorkTable.ENTERED_MS, nowMs);
        work.rows.set(item, WorkTable.ARRIVAL, ++state.arrivals);
        work.rows.set(item, WorkTable.OF_RECORD, seq);
        work.rows.set(item, WorkTable.ORIGIN_SEQUENCE, records.causeSequence());
        int length = state.workId(kind, seq);
        work.length(item, WorkTable.ID, length);
        RowText.set(work.rows, item, WorkTable.ID, state.text, 0, length);
        if (approval) {
            // The decision's own deadline ends it, so no timer of its own.
            work.rows.set(item, WorkTable.LONGEST_WAIT_MS, endMs - nowMs);
            work.rows.set(item, WorkTable.WAIT_FROM_MS, nowMs);
        } else {
            work.rows.set(item, WorkTable.LONGEST_WAIT_MS, state.value(PresenceSetting.MAX_WAIT_MS));
            items.watchWait(item, nowMs);
        }
        arrive(item);
    }

    /** At the end of a step: where the items stand that came in it and are still queued. */
    void tellArrived(long nowMs) {
        for (int i = 0; i < arrivedCount; i++) {
            if (work.state(arrived[i]) == WorkState.QUEUED) {
                tell(arrived[i], nowMs);
            }
        }
        arrivedCount = 0;
    }

    private void tell(int item, long nowMs) {
        int scope = state.scopes.slotOf(work.scopeKey(item));
        int position = state.deskAt(scope).placeOf(item) + 1;
        records.position = position;
        records.ewtMs = state.estimatedWaitMs(scope, position);
        records.ofWork(DecisionType.WORK_QUEUED, item, RowTable.NONE, Code.NONE, nowMs);
    }
}
