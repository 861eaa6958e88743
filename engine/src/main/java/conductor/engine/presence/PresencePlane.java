package conductor.engine.presence;

import conductor.engine.core.Approvals;
import conductor.engine.core.Code;
import conductor.engine.core.Companion;
import conductor.engine.core.DecisionEmitter;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.Names;
import conductor.engine.core.PeopleWork;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.core.StateReader;
import conductor.engine.core.StateRows;
import conductor.engine.core.StateWriter;
import conductor.engine.core.Switch;
import conductor.engine.core.TimerKind;
import conductor.engine.state.Hashing;
import conductor.engine.state.RowTable;
import conductor.engine.state.RowText;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The presence plane (presence.md): who of the operators is there and free, and what they are offered. All of it is a part of the third stage, since what it
 * scores depends on what was decided before.
 *
 * <pre>
 *   message ─► Repeats ─► Sessions ─┐                 ┌─► Desk (who could be offered what)
 *   timer ───────────────► WorkItems ┴─► the tables ──┴─► PresenceRecords ─► decisions
 * </pre>
 *
 * <p>A step is one message or one timer: the entity, its consequences, then the match loop, once.
 */
public final class PresencePlane implements Companion {
    private static final int SECTION = 45;
    private static final int SECTION_VERSION = 1;

    private final PresenceState state;
    private final PresenceInput input = new PresenceInput();
    private final PresenceRecords records;
    private final Sessions sessions;
    private final WorkItems items;
    private final WorkArrivals arrivals;
    private final Readiness readiness;
    private final Names names;
    private final PeopleWork people;
    private final Approvals approvals;
    private final VerdictSignal verdict = new VerdictSignal();
    private final UnsafeBuffer scopeText = new UnsafeBuffer(new byte[RowText.MAX_LENGTH]);

    /**
     * @param names texts of events, which are scopes of operators.
     * @param people what the audience plane has for them.
     * @param approvals whom their verdicts go to.
     */
    public PresencePlane(
            EngineConfig config, DecisionEmitter out, Names names, PeopleWork people, Approvals approvals) {
        this.names = names;
        this.people = people;
        this.approvals = approvals;
        this.state = new PresenceState(config.presence(), config.engineName());
        this.records = new PresenceRecords(out, state, input);
        this.sessions = new Sessions(state, records, input);
        this.items = new WorkItems(state, records, input, sessions);
        this.arrivals = new WorkArrivals(state, records, input, items);
        this.readiness = new Readiness(state, records, input, sessions, items);
    }

    /** Due time of the earliest timer, {@code Long.MAX_VALUE} when there is none. */
    public long nextDueMs() {
        return state.timers.nextDueMs();
    }

    /** Fires the timers that are due at or before a time, each at its own. */
    public void fireUntil(long timeMs) {
        while (state.timers.nextDueMs() <= timeMs) {
            fireFirst();
        }
    }

    private void fireFirst() {
        long dueMs = state.timers.nextDueMs();
        int kind = state.timers.nextKind();
        int slot = state.timers.nextSlot();
        int which = state.timers.nextWhich();
        records.timer = kind;
        switch (kind) {
            case TimerKind.HEARTBEAT_TIMEOUT -> sessions.becomeStale(slot, dueMs);
            case TimerKind.SESSION_ABANDON -> sessions.abandonDue(slot, dueMs);
            case TimerKind.MAX_WAIT -> items.waitIsOver(slot, dueMs);
            case TimerKind.OFFER_DEADLINE -> {
                int operator = state.operators.slotOf(state.work.rows.get(slot, WorkTable.AGENT));
                items.offerFailed(slot, operator, Code.TIMEOUT, dueMs);
            }
            case TimerKind.RETRY_PAUSE -> items.pauseIsOver(slot);
            case TimerKind.EXCLUSION_END -> items.exclusionIsOver(slot, which - PresenceTimers.EXCLUSION);
            case TimerKind.CALLBACK_ANSWER -> items.callbackDeclined(slot, dueMs);
            case TimerKind.CALL_LEASE -> items.leaseIsOver(slot, dueMs);
            default -> items.forget(slot);
        }
        match(dueMs);
        records.timer = 0;
    }

    /** Takes the offsets of a zone, or the calendar of a scope; false if there is no room for it, or if the calendar's zone was not told before. */
    public boolean onHours(Signal signal) {
        return signal.type == SignalType.ZONE ? state.zones.apply(signal) : state.calendars.apply(signal);
    }

    /** Applies one message; false, and nothing is changed, if its payload is none. */
    public boolean onMessage(Signal signal) {
        long nowMs = signal.engineTimeMs;
        if (!input.read(signal)) {
            return false;
        }
        records.byMessage = true;
        boolean heartbeat = signal.type == SignalType.OPERATOR_HEARTBEAT;
        boolean reply = input.fields.reply() == 1;
        int answered = heartbeat ? RowTable.NONE : state.answered.find(signal.value2, nowMs);
        int unanswered = heartbeat ? RowTable.NONE : state.unanswered.find(signal.value2, nowMs);
        if (answered != RowTable.NONE) {
            repeat(state.answered, answered, reply, nowMs);
        } else if (unanswered != RowTable.NONE) {
            repeat(state.unanswered, unanswered, reply, nowMs);
        } else if (!heartbeat && reply && state.answered.full()) {
            refuse(Code.KEY_TABLE_FULL, nowMs);
            records.answer(Code.KEY_TABLE_FULL, 0, nowMs);
        } else {
            step(signal, reply, !heartbeat, nowMs);
        }
        records.byMessage = false;
        return true;
    }

    private void repeat(Repeats repeats, int before, boolean reply, long nowMs) {
        if (!repeats.sameContent(before, input)) {
            refuse(Code.KEY_CONFLICT, nowMs);
            if (reply) {
                records.answer(Code.KEY_CONFLICT, 0, nowMs);
            }
            return;
        }
        state.ignored++;
        if (reply) {
            records.answer(repeats.code(before), repeats.firstSeq(before), nowMs);
        }
    }

    private void step(Signal signal, boolean reply, boolean remembered, long nowMs) {
        long firstSeq = records.nextSeq();
        int code = enter(signal);
        if (code == Code.NONE) {
            code = apply(signal, nowMs);
        }
        if (code != Code.NONE && code != Code.QUEUE_FULL && code != Code.OUT_OF_HOURS) {
            refuse(code, nowMs);
        }
        takeWork(nowMs);
        match(nowMs);
        arrivals.tellArrived(nowMs);
        state.forgetIfEmpty(signal.scopeKey);
        if (reply) {
            records.answer(code, 0, nowMs);
        }
        if (remembered) {
            remember(signal.value2, reply, code, firstSeq < records.nextSeq() ? firstSeq : 0, nowMs);
        }
    }

    private void remember(long key, boolean reply, int code, long firstSeq, long nowMs) {
        Repeats repeats = reply ? state.answered : state.unanswered;
        if (repeats.full()) {
            repeats.forgetOldest();
        }
        repeats.add(key, input, code, firstSeq, nowMs);
    }

    private void refuse(int code, long nowMs) {
        state.rejected++;
        records.rejected(code, nowMs);
    }

    /** Makes the scope of a message known where the message may begin it. */
    private int enter(Signal signal) {
        boolean begins = signal.type == SignalType.OPERATOR_ACCOUNT || signal.type == SignalType.WORK_ARRIVED;
        boolean starts = begins || signal.type == SignalType.OPERATOR_LOGIN;
        if (starts && !state.isOn(Switch.PLANE_PRESENCE)) {
            return Code.SWITCHED_OFF;
        }
        if (!begins) {
            return Code.NONE;
        }
        int scope = state.scopeOf(
                signal.scopeKey, input.buffer(), input.offset(PresenceInput.SCOPE), input.length(PresenceInput.SCOPE));
        return scope == RowTable.NONE ? Code.SCOPE_TABLE_FULL : Code.NONE;
    }

    private int apply(Signal signal, long nowMs) {
        int operator = state.operators.slotOf(signal.subjectKey);
        int item = itemOf(signal);
        return switch (signal.type) {
            case SignalType.OPERATOR_ACCOUNT -> sessions.account(signal.subjectKey, signal.scopeKey, nowMs);
            case SignalType.OPERATOR_LOGIN -> sessions.login(operator, nowMs);
            case SignalType.OPERATOR_LOGOUT -> sessions.logout(operator, nowMs);
            case SignalType.OPERATOR_STATUS -> sessions.status(operator, nowMs);
            case SignalType.OPERATOR_HEARTBEAT -> sessions.heartbeat(operator, nowMs);
            case SignalType.OPERATOR_DISCONNECT -> sessions.disconnect(operator, nowMs);
            case SignalType.WORK_ARRIVED -> arrivals.arrived(signal, nowMs);
            case SignalType.WORK_OFFER_RESULT -> items.offerResult(item, signal.actorKey, nowMs);
            case SignalType.WORK_ABANDONED -> items.abandoned(item, nowMs);
            case SignalType.WORK_ENDED -> items.ended(item, signal.actorKey, nowMs);
            case SignalType.WORK_CALLBACK_RESPONSE -> items.callbackResponse(item, nowMs);
            case SignalType.WORK_VERDICT -> judge(item, signal);
            case SignalType.READINESS -> readiness.verdict(state.scopes.slotOf(signal.scopeKey), nowMs);
            default -> readiness.cleanUp(state.scopes.slotOf(signal.scopeKey), nowMs);
        };
    }

    /** Keys of the engine's own items are of no scope, so the scope is compared. */
    private int itemOf(Signal signal) {
        int item = state.work.slotOf(signal.subjectKey);
        return item != RowTable.NONE && state.work.scopeKey(item) == signal.scopeKey ? item : RowTable.NONE;
    }

    private int judge(int item, Signal signal) {
        int code = items.mayBeJudged(item);
        if (code != Code.NONE) {
            return code;
        }
        return approvals.verdict(verdict.of(signal, input, state.work.rows.get(item, WorkTable.OF_RECORD)));
    }

    @Override
    public void before(long timeMs) {
        fireUntil(timeMs - 1);
    }

    @Override
    public void after(long nowMs, int timer) {
        records.timer = timer;
        takeWork(nowMs);
        match(nowMs);
        arrivals.tellArrived(nowMs);
        records.timer = 0;
    }

    private void takeWork(long nowMs) {
        for (int i = 0; i < people.size(); i++) {
            switch (people.kind(i)) {
                case PeopleWork.APPROVAL -> {
                    if (state.isOn(Switch.PRESENCE_APPROVALS)) {
                        make(WorkKind.APPROVAL, i, nowMs);
                    }
                }
                case PeopleWork.ESCALATION -> {
                    if (state.isOn(Switch.PRESENCE_ESCALATIONS)) {
                        make(WorkKind.ESCALATION, i, nowMs);
                    }
                }
                default -> items.approvalIsOver(people.number(i), people.kind(i) == PeopleWork.APPROVAL_EXPIRED, nowMs);
            }
        }
        people.clear();
    }

    private void make(int kind, int i, long nowMs) {
        if (!state.isOn(Switch.PLANE_PRESENCE)) {
            return;
        }
        int length = names.copyText(people.scopeKey(i), scopeText, 0);
        int scope = length == 0 ? RowTable.NONE : state.scopeOf(people.scopeKey(i), scopeText, 0, length);
        if (scope == RowTable.NONE) {
            state.refusedWork++;
        } else {
            arrivals.made(kind, people.number(i), scope, people.deadlineMs(i), nowMs);
        }
    }

    @Override
    public int setSwitch(Signal signal) {
        int number = (int) signal.value1;
        if (Switch.name(number) == null) {
            return Code.UNKNOWN_SWITCH;
        }
        boolean before = state.isOn(number);
        boolean on = signal.value3 == 1;
        state.switchedOff = on ? state.switchedOff & ~(1L << number) : state.switchedOff | 1L << number;
        records.switched(signal, before);
        if (on && !before) {
            catchUp(number, signal.engineTimeMs);
        }
        return Code.NONE;
    }

    /** What was left out while it was off. */
    private void catchUp(int number, long nowMs) {
        if (number == Switch.PRESENCE_ROUTING) {
            for (int scope : state.scopesByKey()) {
                state.deskAt(scope).changedAll();
                items.match(scope, nowMs);
            }
        } else if (number == Switch.PRESENCE_ABANDON) {
            for (int operator : state.operatorsByKey()) {
                sessions.looseEnd(operator, nowMs);
            }
        }
        match(nowMs);
    }

    /** The match loop, of every scope that has changed in the step. */
    private void match(long nowMs) {
        int scope = state.nextChangedScope();
        while (scope != RowTable.NONE) {
            if (state.scopes.rows.key(scope) != 0) {
                items.match(scope, nowMs);
            }
            scope = state.nextChangedScope();
        }
    }

    /** Operators that have an account. */
    public int accounts() {
        return state.operators.rows.size();
    }

    /** Work items that are known, those that are over for less than their retention included. */
    public int workItems() {
        return state.work.rows.size();
    }

    /** Messages that changed nothing: repeats and heartbeats out of order. */
    public long ignored() {
        return state.ignored;
    }

    /** Messages that were refused. */
    public long rejected() {
        return state.rejected;
    }

    /** Approvals and escalations that there was no room for. */
    public long refusedWork() {
        return state.refusedWork;
    }

    /** Hash of all state. */
    public long hash() {
        return state.operators.rows.hash()
                + state.work.rows.hash()
                + state.scopes.rows.hash()
                + state.answered.hash()
                + state.unanswered.hash()
                + state.zones.hash()
                + state.calendars.hash()
                + headerHash();
    }

    /** The same computed anew from every row. */
    public long recomputeHash() {
        return state.operators.rows.recomputeHash()
                + state.work.rows.recomputeHash()
                + state.scopes.rows.recomputeHash()
                + state.answered.recomputeHash()
                + state.unanswered.recomputeHash()
                + state.zones.recomputeHash()
                + state.calendars.recomputeHash()
                + headerHash();
    }

    private long headerHash() {
        return Hashing.contribution(SECTION, 1, state.timers.number)
                + Hashing.contribution(SECTION, 2, state.arrivals)
                + Hashing.contribution(SECTION, 3, state.switchedOff)
                + Hashing.contribution(SECTION, 4, state.ignored)
                + Hashing.contribution(SECTION, 5, state.rejected)
                + Hashing.contribution(SECTION, 6, state.refusedWork);
    }

    /** Writes the section of this plane. */
    public void write(StateWriter out) {
        out.beginSection(SECTION, SECTION_VERSION);
        out.putLong(state.timers.number);
        out.putLong(state.arrivals);
        out.putLong(state.switchedOff);
        out.putLong(state.ignored);
        out.putLong(state.rejected);
        out.putLong(state.refusedWork);
        state.zones.write(out);
        state.calendars.write(out);
        StateRows.write(state.scopes.rows, out);
        StateRows.write(state.operators.rows, out);
        StateRows.write(state.work.rows, out);
        state.answered.write(out);
        state.unanswered.write(out);
        out.endSection();
    }

    /** Reads the section into an empty plane. */
    public void read(StateReader in) {
        in.beginSection(SECTION, SECTION_VERSION);
        state.timers.number = in.getLong();
        state.arrivals = in.getLong();
        state.switchedOff = in.getLong();
        state.ignored = in.getLong();
        state.rejected = in.getLong();
        state.refusedWork = in.getLong();
        state.zones.read(in);
        state.calendars.read(in);
        for (long left = in.getLong(); left > 0; left--) {
            StateRows.readWords(state.scopes.rows, state.scopes.create(in.getLong()), in);
        }
        for (long left = in.getLong(); left > 0; left--) {
            int operator = state.operators.create(in.getLong(), 0);
            StateRows.readWords(state.operators.rows, operator, in);
            state.desk(state.operators.scopeKey(operator)).join(operator);
            state.timers.restoreOperator(operator);
            state.update(operator);
        }
        for (long left = in.getLong(); left > 0; left--) {
            int item = state.work.create(in.getLong(), 0);
            StateRows.readWords(state.work.rows, item, in);
            state.timers.restoreWork(item);
            if (state.work.state(item) == WorkState.QUEUED) {
                state.desk(state.work.scopeKey(item)).enqueue(item);
            }
        }
        state.answered.read(in);
        state.unanswered.read(in);
        in.endSection();
    }
}
