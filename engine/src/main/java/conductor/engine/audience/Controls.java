package conductor.engine.audience;

import conductor.engine.core.AnswerLog;
import conductor.engine.core.Code;
import conductor.engine.core.Companion;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionEmitter;
import conductor.engine.core.DecisionType;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.core.Steps;
import conductor.engine.core.TimerKind;

/** What people and stored settings tell the engine (audience.md 2.7, 6.1, 6.2): settings of events, pauses, answers to commands. */
final class Controls {
    private static final int LOG_ID = 21;

    private final DecisionEmitter out;
    private final EventSettings settings;
    private final Brake brake;
    private final DecisionTimers timers;
    private final SessionCommands sessions;
    private final SettingsCommands changes;
    private Companion companion;
    /** Which commands were answered, and how. */
    final AnswerLog commands = new AnswerLog(LOG_ID);

    Controls(
            DecisionEmitter out, EventSettings settings, Brake brake, DecisionTimers timers, SessionCommands sessions) {
        this.out = out;
        this.settings = settings;
        this.brake = brake;
        this.timers = timers;
        this.sessions = sessions;
        this.changes = new SettingsCommands(out, settings);
    }

    /** Takes over settings of an event and says so where they are new; false when there was no room for them. */
    boolean onSettings(Signal signal) {
        int changed = settings.apply(signal);
        if (changed < 0) {
            out.begin(DecisionType.INPUT_REFUSED, signal.engineTimeMs, signal.scopeKey, 0, 0).code =
                    Code.EVENT_TABLE_FULL;
            out.emit();
        } else if (changed > 0) {
            settings.select(signal.scopeKey);
            Decision d = answer(DecisionType.SETTINGS, signal, signal.scopeKey);
            d.decisionSeq = settings.version();
            out.emit();
        }
        return changed >= 0;
    }

    /**
     * Answers a command, and follows it if it is new.
     *
     * @param steps hold a look at the command's session, where there is one.
     */
    void onCommand(Signal signal, Steps steps) {
        int known = commands.answer(signal.value2, signal.engineTimeMs);
        int code = known >= 0 ? known : follow(signal, steps);
        if (known < 0) {
            commands.add(signal.value2, code, signal.engineTimeMs);
        }
        Decision d = answer(DecisionType.COMMAND_RESULT, signal, signal.scopeKey);
        d.subjectKey = signal.subjectKey;
        d.state = signal.type;
        d.code = code;
        d.anomalySeq = known < 0 && isAboutASession(signal) ? sessions.limitFreeAtMs() : 0;
        if (signal.type == SignalType.SET_SETTINGS) {
            changes.answer(signal, d);
        } else if (signal.type == SignalType.APPROVE || signal.type == SignalType.REJECT) {
            d.decisionSeq = signal.value1;
        } else if (signal.type == SignalType.TRIGGER && known < 0) {
            d.decisionSeq = code == Code.NONE ? sessions.triggered() : 0;
        }
        out.emit();
    }

    private static boolean isAboutASession(Signal signal) {
        return switch (signal.type) {
            case SignalType.APPROVE, SignalType.REJECT, SignalType.SET_MODE, SignalType.TRIGGER -> true;
            default -> false;
        };
    }

    /** Names the plane whose switches are set here. */
    void with(Companion plane) {
        companion = plane;
    }

    private int follow(Signal signal, Steps steps) {
        return switch (signal.type) {
            case SignalType.SET_SWITCH -> companion == null ? Code.UNKNOWN_SWITCH : companion.setSwitch(signal);
            case SignalType.PAUSE -> pause(signal);
            case SignalType.RESUME -> resume(signal);
            case SignalType.SET_SETTINGS -> changes.follow(signal);
            default -> isAboutASession(signal) ? sessions.follow(signal, steps) : (int) signal.value1;
        };
    }

    private int pause(Signal signal) {
        long untilMs = signal.value1 == 0 ? Brake.UNTIL_RESUMED : signal.engineTimeMs + signal.value1;
        if (brake.pausedUntilMs(signal.scopeKey) == untilMs) {
            return Code.ALREADY;
        }
        if (!brake.pause(signal.scopeKey, untilMs, ++timers.number)) {
            return Code.EVENT_TABLE_FULL;
        }
        Decision d = answer(DecisionType.PAUSED, signal, signal.scopeKey);
        d.decisionSeq = signal.value1 == 0 ? 0 : untilMs;
        out.emit();
        return Code.NONE;
    }

    private int resume(Signal signal) {
        if (brake.pausedUntilMs(signal.scopeKey) == 0) {
            return Code.ALREADY;
        }
        brake.resume(signal.scopeKey);
        answer(DecisionType.RESUMED, signal, signal.scopeKey);
        out.emit();
        return Code.NONE;
    }

    /** Ends the pause whose time is over first. */
    void endPause() {
        long dueMs = brake.nextEndMs();
        long scopeKey = brake.nextEndScope();
        brake.resume(scopeKey);
        out.begin(DecisionType.RESUMED, dueMs, scopeKey, 0, TimerKind.PAUSE_END);
        out.emit();
    }

    /** A record that repeats the payload of the signal that caused it. */
    private Decision answer(int type, Signal signal, long scopeKey) {
        Decision d = out.begin(type, signal.engineTimeMs, scopeKey, 0, 0);
        d.payload.putBytes(0, signal.payload, 0, signal.payloadLength);
        d.payloadLength = signal.payloadLength;
        return d;
    }
}
