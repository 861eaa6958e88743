package conductor.journal;

import conductor.engine.audience.SessionPicture;
import conductor.engine.core.DecisionSink;
import conductor.engine.core.Engine;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;

/**
 * Hosts the engine of a what-if. Ticks and checkpoints are what the node made of its own timers and its own state; here both are
 * others, so this host makes its ticks itself, as the node did: before every record whatever is due by its time. The records of the
 * journal's ticks say only that time had come so far.
 */
final class WhatIfHost {
    private final Engine engine;
    private final WhatIfDecisions decisions;
    private final EventColumns events;
    private final Signal signal = new Signal();
    private long sequence;

    /** @param sink gets what this engine decides, and passes it on to {@code decisions}. */
    WhatIfHost(EngineConfig config, DecisionSink sink, WhatIfDecisions decisions, EventColumns events) {
        this.engine = new Engine(config, sink);
        this.decisions = decisions;
        this.events = events;
    }

    /** Comes to where the journal's engine is after a signal of the journal; leaves the signal as it is. */
    void follow(Signal journalled) {
        letTimeCome(journalled.engineTimeMs);
        if (journalled.type == SignalType.TICK || journalled.type == SignalType.CHECKPOINT) {
            return;
        }
        signal.copyFrom(journalled);
        decisions.translate(signal);
        events.override(signal);
        apply();
    }

    private void letTimeCome(long nowMs) {
        while (engine.nextDueMs() <= nowMs) {
            signal.clear();
            signal.type = SignalType.TICK;
            signal.engineTimeMs = nowMs;
            engine.prepareTick(signal);
            apply();
        }
    }

    private void apply() {
        signal.sequence = sequence++;
        try {
            engine.onSignal(signal);
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    "The engine failed under these settings on " + SignalType.name(signal.type) + " at engine time "
                            + signal.engineTimeMs + ": " + e,
                    e);
        }
    }

    /** What this engine knows of a session, null when it is not open. */
    SessionPicture examine(long sessionKey) {
        return engine.examine(sessionKey);
    }

    ReplayResult result(long elapsedMs) {
        return Replay.result(engine, sequence - 1, elapsedMs);
    }
}
