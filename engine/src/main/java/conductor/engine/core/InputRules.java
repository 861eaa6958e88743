package conductor.engine.core;

import conductor.engine.zone.CalendarTable;
import conductor.engine.zone.ZoneTable;

/**
 * What a signal must hold to be applied at all. The edges check the same and more; this is what keeps the tables whole when one
 * of them does not: a signal that breaks a rule is refused with a record and changes nothing.
 */
final class InputRules {
    /** Before this instant seconds and "never", both small numbers, could be taken for each other. */
    static final long EARLIEST_MS = 60_000;

    /** A year: what is meant for longer is meant for ever. */
    static final long LONGEST_PAUSE_MS = 31_536_000_000L;

    /** Languages in which there may be templates. */
    static final int LANGUAGES_MAX = 16;

    private static final int HIGHEST_RANK = 4;
    private static final long LEAST_WAIT_MS = 1_000;
    private static final long LONGEST_WAIT_MS = 60_000;

    private InputRules() {}

    static boolean valid(Signal signal) {
        if (signal.source < 0 || signal.source >= SourceId.COUNT) {
            return false;
        }
        return SignalType.isOfAudience(signal.type) ? ofAudience(signal) : other(signal);
    }

    /** What comes most, in an order that changes all the time: compared without branches, which would be guessed wrong. */
    private static boolean ofAudience(Signal signal) {
        boolean anonymous = signal.type == SignalType.CHAT | signal.type == SignalType.POLL_VOTE;
        return timely(signal)
                & signal.subjectKey != 0
                & (signal.actorKey != 0 | anonymous)
                & (signal.value1 != 0 | signal.type != SignalType.POLL_VOTE);
    }

    private static boolean other(Signal signal) {
        return switch (signal.type) {
            case SignalType.POLL_CLOSED -> signal.value1 != 0;
            case SignalType.DEFINE ->
                signal.subjectKey != 0 && signal.payloadLength > 0 && signal.payloadLength <= Names.MAX_LENGTH;
            case SignalType.EVENT_EVIDENCE -> signal.value1 > 0 && signal.value1 <= HIGHEST_RANK;
            case SignalType.EGRESS_RESULT -> signal.value2 > 0 && Code.name((int) signal.value2) != null;
            case SignalType.EVENT_SETTINGS -> signal.scopeKey != 0 && ControlPayloads.settingsAllowed(signal);
            case SignalType.PAUSE -> signal.value1 >= 0 && signal.value1 <= LONGEST_PAUSE_MS && command(signal);
            case SignalType.RESUME -> command(signal);
            case SignalType.TICK ->
                signal.value1 >= (signal.subjectKey == 0 ? 0 : 1) && signal.value1 <= signal.engineTimeMs;
            case SignalType.OUTCOME -> signal.payloadLength == 0 || ControlPayloads.isOutcome(signal);
            case SignalType.APPROVE, SignalType.REJECT -> signal.value1 >= 0 && command(signal);
            case SignalType.SET_MODE ->
                signal.subjectKey != 0 && within(signal.value1, 0, Mode.AUTO + 1) && command(signal);
            case SignalType.TRIGGER ->
                signal.subjectKey != 0 && within(signal.value1, Arm.POLL, Arm.GAMIFICATION) && command(signal);
            case SignalType.SET_SETTINGS ->
                signal.scopeKey != 0 && signal.value2 != 0 && ControlPayloads.changeAllowed(signal);
            case SignalType.ZONE -> signal.subjectKey != 0 && ZoneTable.isValid(signal);
            case SignalType.CALENDAR -> signal.scopeKey != 0 && CalendarTable.isValid(signal);
            case SignalType.SET_SWITCH ->
                within(signal.value1, -1, Switch.COUNT - 1) && within(signal.value3, 0, 1) && command(signal);
            case SignalType.CONTENT -> content(signal);
            case SignalType.CONTENT_SOURCES -> contentSources(signal);
            case SignalType.RESTORED -> signal.value1 >= 0 && signal.value2 >= 0;
            case SignalType.COMMAND_REFUSED ->
                signal.value1 > 0 && Code.name((int) signal.value1) != null && command(signal);
            default -> !SignalType.isOfPresence(signal.type) || signal.scopeKey != 0 && signal.value2 != 0;
        };
    }

    private static boolean content(Signal signal) {
        boolean told = signal.value2 == ContentMethod.TEMPLATE || signal.payloadLength > 0;
        return told
                && signal.value1 > 0
                && within(signal.value2, ContentMethod.TEMPLATE, ContentMethod.TASK)
                && signal.value3 >= 0
                && within(signal.value4, 0, Integer.MAX_VALUE)
                && signal.payloadLength <= Payload.CONTENT_MAX;
    }

    private static boolean contentSources(Signal signal) {
        return (signal.value2 == 0 || within(signal.value2, LEAST_WAIT_MS, LONGEST_WAIT_MS))
                && signal.payloadLength % Long.BYTES == 0
                && within(signal.payloadLength, Long.BYTES, Long.BYTES * LANGUAGES_MAX);
    }

    private static boolean within(long value, long least, long most) {
        return value >= least && value <= most;
    }

    private static boolean command(Signal signal) {
        return signal.value2 != 0 && ControlPayloads.isCommand(signal);
    }

    private static boolean timely(Signal signal) {
        return signal.engineTimeMs >= EARLIEST_MS;
    }
}
