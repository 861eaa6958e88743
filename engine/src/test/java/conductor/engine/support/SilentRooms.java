package conductor.engine.support;

import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Rooms that are lively, fall silent together, and come back, again and again, the same for the same seed: the platform's feed is doubted
 * and trusted again. Now and then a few rooms come back alone, or none does until all of them have closed.
 */
public final class SilentRooms {
    private static final int USERS = 20;
    private static final int STEP_MS = 1_000;

    private final Random random;
    private final int rooms;
    private final List<Signal> signals = new ArrayList<>();
    private long nowMs = Stage.START_MS;
    private long entry;

    private SilentRooms(long seed) {
        random = new Random(seed);
        rooms = 6 + random.nextInt(4);
    }

    /** The inputs, in order and with their engine times; ticks are the host's. */
    public static List<Signal> random(long seed, int rounds) {
        SilentRooms script = new SilentRooms(seed);
        for (int round = 0; round < rounds; round++) {
            script.round();
        }
        return script.signals;
    }

    private void round() {
        for (int room = 0; room < rooms; room++) {
            for (int user = 0; user < USERS; user++) {
                entry(SignalType.JOIN, SourceId.PRESENCE, room, user);
            }
        }
        lively(rooms, 130_000 + random.nextInt(40_000));
        nowMs += 12_000 + random.nextInt(100_000);
        if (random.nextBoolean()) {
            lively(1 + random.nextInt(2), 1_000 + random.nextInt(20_000));
            nowMs += random.nextInt(40_000);
        }
        if (random.nextInt(3) == 0) {
            nowMs += 1_800_000;
        }
    }

    /** Somebody says and shows something in each of the first rooms every second. */
    private void lively(int first, int forMs) {
        for (int ms = 0; ms < forMs; ms += STEP_MS) {
            for (int room = 0; room < first; room++) {
                int user = random.nextInt(USERS);
                entry(SignalType.CHAT, SourceId.CHAT, room, user);
                entry(SignalType.REACTION, SourceId.REACTION, room, user);
            }
            nowMs += STEP_MS;
        }
    }

    private void entry(int type, int source, int room, int user) {
        Signal signal = new Signal().clear();
        signal.type = type;
        signal.source = source;
        signal.engineTimeMs = nowMs;
        signal.sourceTimeMs = nowMs;
        signal.sourceSeq = entry++;
        signal.subjectKey = Stage.key("ses_" + room);
        signal.actorKey = Stage.key("usr_" + user);
        signal.scopeKey = type == SignalType.REACTION ? 0 : Stage.key("evt_" + room % 2);
        signals.add(signal);
    }
}
