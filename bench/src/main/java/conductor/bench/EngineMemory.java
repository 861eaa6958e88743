package conductor.bench;

import conductor.engine.core.DecisionSink;
import conductor.engine.core.Engine;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import conductor.engine.state.Hashing;
import java.lang.ref.Reference;

/** What sessions and connected users take of the heap: it is looked at before and after they come. */
final class EngineMemory {
    private static final DecisionSink NOWHERE = decision -> {};
    private static final int COLLECTIONS = 3;

    private final Signal signal = new Signal();
    private long sequence;

    /**
     * Bytes of each.
     *
     * @param session an open session without users, evaluated a few times; its name is not among them.
     * @param user a connected user.
     */
    record Bytes(double session, double user) {}

    /** Opens sessions, then lets people join them. */
    Bytes measure(int sessions, int users) {
        Engine engine = new Engine(EngineConfig.defaults(0xbe7c4), NOWHERE);
        long empty = used();
        for (int s = 0; s < sessions; s++) {
            apply(engine, SignalType.CHAT, s, 0);
        }
        long opened = used();
        for (int u = 0; u < users; u++) {
            apply(engine, SignalType.JOIN, u % sessions, u + 1);
        }
        long joined = used();
        Reference.reachabilityFence(engine);
        return new Bytes((double) (opened - empty) / sessions, (double) (joined - opened) / users);
    }

    private void apply(Engine engine, int type, int session, int user) {
        signal.clear();
        signal.type = type;
        signal.source = SourceId.CHAT;
        signal.subjectKey = Hashing.pair(1, session);
        signal.actorKey = user == 0 ? 0 : Hashing.pair(2, user);
        signal.sourceTimeMs = Workload.START_MS;
        signal.engineTimeMs = Workload.START_MS;
        signal.sequence = sequence++;
        engine.onSignal(signal);
    }

    private static long used() {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
