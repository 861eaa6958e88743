package conductor.engine.audience;

import conductor.engine.core.Code;
import conductor.engine.core.CommandLog;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionEmitter;
import conductor.engine.core.DecisionType;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.core.TimerKind;

/** What people and stored settings tell the engine (audience.md 2.7, 6.1, 6.2): settings of events, pauses, answers to commands. */
final class Controls {
    private final DecisionEmitter out;
    private final EventSettings settings;
    private final Brake brake;
    private final CommandLog commands;
    private long lastTimer;

    Controls(DecisionEmitter out, EventSettings settings, Brake brake, CommandLog commands) {
        this.out = out;
        this.settings = settings;
        this.brake = brake;
        this.commands = commands;
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

    /** Answers a command, and follows it if it is new; returns the next timer number. */
    long onCommand(Signal signal, long timerNumber) {
        lastTimer = timerNumber;
        int known = commands.answer(signal.value2, signal.engineTimeMs);
        int code = known >= 0 ? known : follow(signal);
        if (known < 0) {
            commands.add(signal.value2, code, signal.engineTimeMs);
        }
        Decision d = answer(DecisionType.COMMAND_RESULT, signal, signal.scopeKey);
        d.state = signal.type;
        d.code = code;
        out.emit();
        return lastTimer;
    }

    private int follow(Signal signal) {
        return switch (signal.type) {
            case SignalType.PAUSE -> pause(signal);
            case SignalType.RESUME -> resume(signal);
            default -> (int) signal.value1;
        };
    }

    private int pause(Signal signal) {
        long untilMs = signal.value1 == 0 ? Brake.UNTIL_RESUMED : signal.engineTimeMs + signal.value1;
        if (brake.pausedUntilMs(signal.scopeKey) == untilMs) {
            return Code.ALREADY;
        }
        if (!brake.pause(signal.scopeKey, untilMs, ++lastTimer)) {
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
