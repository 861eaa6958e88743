package conductor.engine.support;

import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What audience.md 3 says about sessions and their windows, written down as plainly as possible: lists of facts, everything
 * recomputed from them at every evaluation, no timers, no rings, no sums. Slow and obviously right.
 */
public final class NaiveRooms {
    /** An evaluation. Rates are millionths. */
    public record Score(
            long sessionKey,
            long atMs,
            long eventKey,
            int chat,
            int reactions,
            int active,
            int total,
            int leavers,
            long participationPpm,
            long leaveRatePpm,
            long scorePpm) {}

    /** A session opened or closed, or its event changed. */
    public record Turn(String what, long sessionKey, long atMs, long eventKey) {}

    public final List<Score> scores = new ArrayList<>();
    public final List<Turn> turns = new ArrayList<>();

    private final Map<Long, NaiveRoom> rooms = new LinkedHashMap<>();
    private final int periodMs;
    private final boolean parity;
    private long pollNumber;

    public NaiveRooms(int periodMs, boolean parity) {
        this.periodMs = periodMs;
        this.parity = parity;
    }

    /** Applies an input at its engine time, after what is due before it. */
    public void apply(Signal s) {
        advance(s.engineTimeMs);
        switch (s.type) {
            case SignalType.CHAT -> {
                room(s).act(s.engineTimeMs, NaiveRoom.CHAT, s.actorKey);
                room(s).resolve(s.scopeKey, 3, s.engineTimeMs);
            }
            case SignalType.REACTION -> room(s).act(s.engineTimeMs, NaiveRoom.REACTION, s.actorKey);
            case SignalType.POLL_VOTE -> room(s).vote(s.engineTimeMs, s.actorKey, s.value1, ++pollNumber);
            case SignalType.JOIN -> {
                room(s).join(s.engineTimeMs, s.actorKey);
                room(s).resolve(s.scopeKey, 4, s.engineTimeMs);
            }
            case SignalType.LEAVE -> room(s).leave(s.engineTimeMs, s.actorKey);
            case SignalType.POLL_CLOSED -> close(s);
            case SignalType.EVENT_EVIDENCE -> room(s).evidence(s.scopeKey, (int) s.value1, s.engineTimeMs);
            default -> {
                // Nothing that the rooms would notice.
            }
        }
    }

    /** Lets time come to {@code ms}. */
    public void advance(long ms) {
        rooms.values().forEach(room -> room.advance(ms));
    }

    private NaiveRoom room(Signal s) {
        return rooms.computeIfAbsent(s.subjectKey, key -> new NaiveRoom(key, periodMs, parity, scores, turns));
    }

    /** A close without a session means the open poll of that id that was seen first. */
    private void close(Signal s) {
        if (s.subjectKey != 0) {
            room(s).close(s.engineTimeMs, s.value1);
            return;
        }
        NaiveRoom first = null;
        for (NaiveRoom room : rooms.values()) {
            long number = room.openPollNumber(s.value1);
            if (number != 0 && (first == null || number < first.openPollNumber(s.value1))) {
                first = room;
            }
        }
        if (first != null) {
            first.close(s.engineTimeMs, s.value1);
        }
    }
}
