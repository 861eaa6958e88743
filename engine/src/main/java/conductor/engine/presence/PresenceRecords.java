package conductor.engine.presence;

import conductor.engine.codec.MessageHeaderEncoder;
import conductor.engine.codec.MessageResultEncoder;
import conductor.engine.codec.PresenceDetailEncoder;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionEmitter;
import conductor.engine.core.DecisionType;
import conductor.engine.core.Signal;
import conductor.engine.state.RowTable;
import conductor.engine.state.RowText;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Writes the records of the presence plane (presence.md 5). Figures that only some of them have are set before, and are gone with the next record. */
final class PresenceRecords {
    private final DecisionEmitter out;
    private final PresenceState state;
    private final PresenceInput input;
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final PresenceDetailEncoder detail = new PresenceDetailEncoder();
    private final MessageResultEncoder result = new MessageResultEncoder();
    private final UnsafeBuffer text = new UnsafeBuffer(new byte[RowText.WORDS * Long.BYTES]);

    /** {@link conductor.engine.core.TimerKind} that causes what is written, 0 = the message does. */
    int timer;
    /** Whether it is a message of this plane that causes it. */
    boolean byMessage;

    long deadlineMs;
    long ewtMs;
    long talkMs;
    long excludedUntilMs;
    long pausedUntilMs;
    int position;
    /** Which text of the message is said with the record, -1 = none. */
    int saidText = -1;
    /** Whether the caller of the item is said with the record. */
    boolean saysCaller;

    PresenceRecords(DecisionEmitter out, PresenceState state, PresenceInput input) {
        this.out = out;
        this.state = state;
        this.input = input;
    }

    /** Journal sequence of what causes the records. */
    long causeSequence() {
        return out.causeSequence();
    }

    /** A switch was set by a command, whose payload is repeated. */
    void switched(Signal signal, boolean before) {
        Decision d = out.begin(DecisionType.SWITCH_SET, signal.engineTimeMs, 0, 0, 0);
        d.state = (int) signal.value1;
        d.previous = before ? 1 : 0;
        d.severity = (int) signal.value3;
        d.payload.putBytes(0, signal.payload, 0, signal.payloadLength);
        d.payloadLength = signal.payloadLength;
        out.emit();
    }

    /** Number of the record that is written next. */
    long nextSeq() {
        return out.decisions() + 1;
    }

    /** A record of an operator and its session. */
    void ofOperator(int type, int operator, int code, long nowMs) {
        RowTable rows = state.operators.rows;
        Decision d = begin(type, state.operators.scopeKey(operator), rows.key(operator), code, nowMs);
        d.decisionSeq = rows.get(operator, OperatorTable.SESSION);
        session(operator);
        detail.kind((short) 0)
                .workState((short) 0)
                .priority((short) 0)
                .attempts(0)
                .offers(0);
        noWork();
        putScope(d.scopeKey);
        putRowText(rows, operator, OperatorTable.TEXT, state.operators.textLength(operator), 0);
        putRowText(rows, operator, OperatorTable.TEXT, state.operators.textLength(operator), 1);
        end(d, RowTable.NONE);
    }

    /**
     * A record of a work item.
     *
     * @param operator whom it names, -1 = nobody.
     */
    void ofWork(int type, int item, int operator, int code, long nowMs) {
        WorkTable work = state.work;
        Decision d = begin(type, work.scopeKey(item), work.rows.key(item), code, nowMs);
        d.decisionSeq = work.offers(item);
        d.state = work.state(item);
        if (operator == RowTable.NONE) {
            noSession();
        } else {
            session(operator);
        }
        boolean last = !WorkState.isLive(work.state(item));
        detail.kind((short) work.kind(item))
                .workState((short) work.state(item))
                .priority((short) work.priority(item))
                .attempts(work.attempts(item))
                .offers(work.offers(item))
                .enteredMs(work.rows.get(item, WorkTable.ENTERED_MS))
                .waitMs(work.rows.get(item, WorkTable.WAIT_MS))
                .callbackOffered((short) (work.callbackOffered(item) ? 1 : 0))
                .originSequence(last ? work.rows.get(item, WorkTable.ORIGIN_SEQUENCE) : 0)
                .originTimeMs(last ? work.rows.get(item, WorkTable.ORIGIN_TIME_MS) : 0)
                .originSeq(last ? work.rows.get(item, WorkTable.ORIGIN_SEQ) : 0)
                .originSource((short) (last ? work.rows.getInt(item, WorkTable.SOURCE_SKILLS, 0) : 0));
        putScope(d.scopeKey);
        putRowText(work.rows, item, WorkTable.ID, work.length(item, WorkTable.ID), 0);
        if (operator == RowTable.NONE) {
            detail.putAgent(text, 0, 0);
        } else {
            putRowText(state.operators.rows, operator, OperatorTable.TEXT, state.operators.textLength(operator), 1);
        }
        end(d, last ? item : RowTable.NONE);
    }

    private Decision begin(int type, long scopeKey, long subjectKey, int code, long nowMs) {
        Decision d = out.begin(type, nowMs, scopeKey, subjectKey, timer);
        d.code = code;
        detail.wrapAndApplyHeader(d.payload, 0, header)
                .deadlineMs(deadlineMs)
                .ewtMs(ewtMs)
                .workTalkMs(talkMs)
                .excludedUntilMs(excludedUntilMs)
                .pausedUntilMs(pausedUntilMs)
                .position(position)
                .padding((short) 0);
        return d;
    }

    /** The message, who or what is said beside it, the origin of an item that is over; then it goes out. */
    private void end(Decision d, int itemThatIsOver) {
        if (byMessage) {
            detail.putMessage(input.buffer(), input.offset(PresenceInput.MESSAGE), input.length(PresenceInput.MESSAGE));
        } else {
            detail.putMessage(text, 0, 0);
        }
        if (saysCaller) {
            putRowText(state.work.rows, state.work.slotOf(d.subjectKey), WorkTable.CALLER, callerLength(d), 2);
        } else if (saidText >= 0) {
            detail.putText(input.buffer(), input.offset(saidText), input.length(saidText));
        } else {
            detail.putText(text, 0, 0);
        }
        if (itemThatIsOver == RowTable.NONE) {
            detail.putOriginMessage(text, 0, 0);
        } else {
            WorkTable work = state.work;
            int length = work.length(itemThatIsOver, WorkTable.ORIGIN_MESSAGE);
            putRowText(work.rows, itemThatIsOver, WorkTable.ORIGIN_MESSAGE, length, 3);
        }
        d.payloadLength = MessageHeaderEncoder.ENCODED_LENGTH + detail.encodedLength();
        out.emit();
        deadlineMs = 0;
        ewtMs = 0;
        talkMs = 0;
        excludedUntilMs = 0;
        pausedUntilMs = 0;
        position = 0;
        saidText = -1;
        saysCaller = false;
    }

    private int callerLength(Decision d) {
        return state.work.length(state.work.slotOf(d.subjectKey), WorkTable.CALLER);
    }

    private void session(int operator) {
        OperatorTable operators = state.operators;
        RowTable rows = operators.rows;
        detail.session(rows.get(operator, OperatorTable.SESSION))
                .loginAtMs(rows.get(operator, OperatorTable.LOGIN_MS))
                .idleSinceMs(rows.get(operator, OperatorTable.IDLE_MS))
                .lastHeartbeatMs(rows.get(operator, OperatorTable.HEARTBEAT_MS))
                .lastActivityMs(rows.get(operator, OperatorTable.ACTIVITY_MS))
                .talkMs(rows.get(operator, OperatorTable.TALK_MS))
                .completed((int) rows.get(operator, OperatorTable.COMPLETED))
                .display((short) operators.display(operator))
                .intent((short)
                        (operators.has(operator, OperatorTable.ON_BREAK) ? MessageWord.BREAK : MessageWord.AVAILABLE))
                .device((short) (operators.has(operator, OperatorTable.CONNECTED) ? 1 : 0))
                .active((short) operators.active(operator))
                .reservedLoad((short) operators.reserved(operator))
                .maxConcurrent((short) operators.max(operator));
    }

    private void noSession() {
        detail.session(0)
                .loginAtMs(0)
                .idleSinceMs(0)
                .lastHeartbeatMs(0)
                .lastActivityMs(0)
                .talkMs(0)
                .completed(0)
                .display((short) 0)
                .intent((short) 0)
                .device((short) 0)
                .active((short) 0)
                .reservedLoad((short) 0)
                .maxConcurrent((short) 0);
    }

    private void noWork() {
        detail.enteredMs(0)
                .waitMs(0)
                .callbackOffered((short) 0)
                .originSequence(0)
                .originTimeMs(0)
                .originSeq(0)
                .originSource((short) 0);
    }

    private void putScope(long scopeKey) {
        int scope = state.scopes.slotOf(scopeKey);
        int length = state.scopes.textLength(scope);
        RowText.copy(state.scopes.rows, scope, ScopeTable.TEXT, length, text, 0);
        detail.putScope(text, 0, length);
    }

    private void putRowText(RowTable rows, int slot, int word, int length, int field) {
        RowText.copy(rows, slot, word, length, text, 0);
        switch (field) {
            case 0 -> detail.putSubject(text, 0, length);
            case 1 -> detail.putAgent(text, 0, length);
            case 2 -> detail.putText(text, 0, length);
            default -> detail.putOriginMessage(text, 0, length);
        }
    }

    /** Why a message is not followed. */
    void rejected(int code, long nowMs) {
        Decision d = out.begin(DecisionType.REJECTED, nowMs, input.signal().scopeKey, input.signal().subjectKey, 0);
        d.code = code;
        result(d, 0);
    }

    /**
     * The answer to a message that wanted one.
     *
     * @param firstSeq number of the first record of the step that answered it.
     */
    void answer(int code, long firstSeq, long nowMs) {
        Decision d =
                out.begin(DecisionType.MESSAGE_RESULT, nowMs, input.signal().scopeKey, input.signal().subjectKey, 0);
        d.code = code;
        d.state = code == 0 ? 1 : 0;
        result(d, firstSeq);
    }

    private void result(Decision d, long firstSeq) {
        DirectBuffer payload = input.buffer();
        result.wrapAndApplyHeader(d.payload, 0, header)
                .firstSeq(firstSeq)
                .refusedType((short) input.signal().type)
                .ok((short) d.state)
                .padding(0)
                .padding2(0);
        result.putScope(payload, input.offset(PresenceInput.SCOPE), input.length(PresenceInput.SCOPE));
        result.putSubject(payload, input.offset(PresenceInput.SUBJECT), input.length(PresenceInput.SUBJECT));
        result.putMessage(payload, input.offset(PresenceInput.MESSAGE), input.length(PresenceInput.MESSAGE));
        d.payloadLength = MessageHeaderEncoder.ENCODED_LENGTH + result.encodedLength();
        out.emit();
    }

    /** Begins a record whose payload somebody else writes. */
    Decision beginPlain(int type, long nowMs) {
        return out.begin(type, nowMs, input.signal().scopeKey, 0, 0);
    }

    void emitPlain() {
        out.emit();
    }
}
