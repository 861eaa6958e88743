package conductor.engine.ring;

import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import conductor.engine.support.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Thousands of sessions that are lively, vote, fall silent together and lose their people, the same for the same seed. Time stands
 * still for hundreds of entries, creeps, or jumps so far that thousands of evaluations are due at once.
 */
final class Crowd {
    private static final int USERS = 6;

    private final Random random;
    private final int sessions;
    private final List<Signal> signals = new ArrayList<>();
    private long nowMs = Stage.START_MS;
    private long entry;

    private Crowd(long seed, int sessions) {
        this.random = new Random(seed);
        this.sessions = sessions;
    }

    static List<Signal> random(long seed, int sessions, int rounds) {
        Crowd crowd = new Crowd(seed, sessions);
        for (int round = 0; round < rounds; round++) {
            crowd.round(round);
        }
        return crowd.signals;
    }

    private void round(int round) {
        boolean silent = round % 9 == 7;
        int inputs = silent ? 20 : sessions;
        for (int i = 0; i < inputs; i++) {
            if (random.nextInt(100) == 0) {
                nowMs += random.nextInt(60);
            }
            input(round);
        }
        mark(silent ? 15_000 + random.nextInt(30_000) : random.nextInt(6_000));
    }

    private void input(int round) {
        int dice = random.nextInt(20);
        boolean exodus = round % 9 == 5;
        if (round == 0 || dice < 4) {
            entry(exodus ? SignalType.LEAVE : SignalType.JOIN, SourceId.PRESENCE);
        } else if (dice < 12) {
            entry(exodus ? SignalType.LEAVE : SignalType.CHAT, exodus ? SourceId.PRESENCE : SourceId.CHAT);
        } else if (dice < 15) {
            entry(SignalType.REACTION, SourceId.REACTION);
        } else if (dice < 18) {
            entry(SignalType.POLL_VOTE, SourceId.POLL_VOTE).value1 = 1 + random.nextInt(500);
        } else {
            Signal outcome = entry(SignalType.OUTCOME, SourceId.OUTCOME);
            outcome.value1 = 1 + random.nextInt(2 * signals.size());
            outcome.value2 = random.nextInt(2);
        }
    }

    private void mark(long ms) {
        nowMs += ms;
        Signal mark = new Signal().clear();
        mark.type = SignalType.TICK;
        mark.source = SourceId.TIME;
        mark.sourceTimeMs = nowMs;
        signals.add(mark);
    }

    private Signal entry(int type, int source) {
        Signal signal = new Signal().clear();
        signal.type = type;
        signal.source = source;
        signal.sourceTimeMs = nowMs;
        signal.sourceSeq = entry++;
        signal.subjectKey = 1_000 + random.nextInt(sessions);
        signal.scopeKey = 7 + signal.subjectKey % 50;
        signal.actorKey = 1 + random.nextInt(USERS);
        signals.add(signal);
        return signal;
    }
}
