package conductor.journal.json;

import conductor.engine.core.Code;
import conductor.engine.core.SignalType;

/** The sentence that says why a message of the presence plane was not followed, and what to do about it. */
final class MessageAnswerText {
    private MessageAnswerText() {}

    /**
     * The sentence, null where the message was followed.
     *
     * @param code {@link Code} of the answer.
     * @param type {@link SignalType} of the message.
     */
    static String of(int code, int type) {
        return switch (code) {
            case Code.UNKNOWN_AGENT ->
                "No account of this agent_id is known in this scope. Check both, or make the account with operator.account.";
            case Code.ACCOUNT_INACTIVE ->
                "The account is not active. Set it active with operator.account, then log in again.";
            case Code.NO_SESSION -> "The operator is not logged in. Log in with operator.login first.";
            case Code.BUSY ->
                "The operator has an offer or a connected item. End that first, or send operator.logout with force.";
            case Code.NOT_SETTABLE ->
                "Only AVAILABLE and BREAK can be set; any other status follows from what the operator does.";
            case Code.STATUS_LOCKED ->
                "The operator has an offer or a connected item. Set the status when that has ended.";
            case Code.STALE_SESSION ->
                "The session_id is not that of the open session, which a later login replaced. Log in again in this window, or"
                        + " close it.";
            case Code.UNKNOWN_WORK ->
                "No work item of this work_id is known in this scope. Check both; an item that is over is forgotten after a"
                        + " while.";
            case Code.DUPLICATE_WORK ->
                "A work item of this work_id is there already, perhaps over for a short while. Send the new one under another"
                        + " work_id.";
            case Code.STALE_OFFER ->
                "This offer is not open any more, or was made to somebody else. Act on the newest WORK_OFFERED alone.";
            case Code.NOT_ASSIGNED ->
                "The work item is connected to another operator. Only that one can end it; name it as agent_id.";
            case Code.WRONG_STATE ->
                type == SignalType.WORK_ENDED
                        ? "The work item is not connected. Take back one that waits with work.abandoned; one that is over needs"
                                + " nothing."
                        : "The work item is no longer, or not yet, in a state in which that can be done. Its state is in the newest"
                                + " of its records.";
            case Code.KIND ->
                "Verdicts are for work items of kind approval alone. Answer this one with work.offer_result.";
            default -> ofRoom(code, type);
        };
    }

    /** What is full, closed or switched off, and repeats. */
    private static String ofRoom(int code, int type) {
        return switch (code) {
            case Code.QUEUE_FULL ->
                "As many work items of this kind wait in this scope as may. Try again when some have been taken, under another"
                        + " work_id.";
            case Code.OUT_OF_HOURS -> "The desk of this scope is closed now. Try again in its hours.";
            case Code.SWITCHED_OFF ->
                "The presence plane is switched off: nothing new begins. Switch plane.presence on with SET_SWITCH.";
            case Code.KEY_CONFLICT ->
                "A message of this id, with other content, was answered within the last 24 h. Send this one under an id of its own.";
            case Code.KEY_TABLE_FULL ->
                "Too many messages of the last 24 h are kept to answer their repeats (planes.max_repeats). Send this one without"
                        + " reply, or later.";
            case Code.AGENT_TABLE_FULL ->
                "There are as many accounts as there may be (presence.max_agents). Use one that is there, or raise the limit.";
            case Code.WORK_TABLE_FULL ->
                "There are as many work items as there may be (presence.max_work_items). Try again when some are over.";
            case Code.SCOPE_TABLE_FULL ->
                "There are as many scopes as there may be (planes.max_scopes). Use one that is there, or raise the limit.";
            case Code.UNKNOWN_SWITCH -> "There is no switch of this name. GET /switches lists them.";
            default -> AnswerText.of(code, type, "");
        };
    }
}
