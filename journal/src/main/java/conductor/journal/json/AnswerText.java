package conductor.journal.json;

import conductor.engine.core.Code;
import conductor.engine.core.SignalType;

/** The sentence that says why a command was not followed, and what to do about it. */
final class AnswerText {
    private AnswerText() {}

    /**
     * The sentence, null where the command was followed.
     *
     * @param code {@link Code} of the answer.
     * @param type {@link SignalType} of the command.
     * @param reason what the command's record gives as its reason: of a refused one what is wrong with it.
     */
    static String of(int code, int type, String reason) {
        if (type == SignalType.COMMAND_REFUSED && !reason.isEmpty()) {
            return reason;
        }
        return switch (code) {
            case Code.NONE -> null;
            case Code.ALREADY -> "It is so already.";
            case Code.INVALID ->
                "A field is missing or not allowed. Send the command again, put right, under another command_id.";
            case Code.UNKNOWN_DECISION ->
                "No decision of this id is known here, or it is not of this session. Take both ids as agent.decision or"
                        + " conductor.decisions.v1 gave them; decisions of long ago and of other engines are not known.";
            case Code.UNKNOWN_SESSION ->
                "No session of this id is open. Check session_id; a session opens with its first signal.";
            case Code.DECISION_EXPIRED ->
                "The time to decide was over. Wait for the next proposal; approval_timeout_s of the event's settings gives"
                        + " more time.";
            case Code.WRONG_STATE ->
                "The decision is no longer, or not yet, in a state in which that can be done. Its state is the newest of"
                        + " its records in conductor.decisions.v1.";
            case Code.LIMIT_EVENT ->
                "The event has had its interventions of this hour. Wait, or raise max_interventions_per_hour in its"
                        + " settings." + whileItWaits(type);
            case Code.LIMIT_SESSION_GAP ->
                "The session had an intervention less than 30 s ago. Try again a little later." + whileItWaits(type);
            case Code.LIMIT_SESSION_BURST ->
                "The session had 5 interventions within 300 s. Try again when the first of them is older."
                        + whileItWaits(type);
            case Code.PENDING ->
                "Another decision of the session is under way. Approve or reject it where it waits for that, or wait until it is"
                        + " over.";
            case Code.NO_ARM ->
                "This intervention is not among allowed_interventions of the event, or was used in the session a short while"
                        + " ago, or is a NOTIFICATION where the event is not known. Choose another one, or wait.";
            case Code.DISABLED -> "The agent is disabled for the event. Set agent_enabled in its settings.";
            case Code.NO_CONTENT ->
                "There is no content in the language that the event asks for. Give content with the command, or change"
                        + " content_language in the event's settings.";
            case Code.VERSION_CONFLICT ->
                "The settings were changed by somebody else. Read them again and send their version as expected_version.";
            case Code.UNKNOWN_SWITCH ->
                "There is no switch of this name, or the node has none: presence.enabled is off in its journal.";
            case Code.EVENT_TABLE_FULL ->
                "No room for a further event until sessions of others close or pauses of others end.";
            case Code.DECISION_TABLE_FULL ->
                "Too many decisions are open at once (engine.decisions-max). Try again when some are over.";
            default -> Code.name(code);
        };
    }

    /** A refused approval leaves its decision as it is. */
    private static String whileItWaits(int type) {
        return type == SignalType.APPROVE ? " The decision stays proposed until its time is up." : "";
    }
}
