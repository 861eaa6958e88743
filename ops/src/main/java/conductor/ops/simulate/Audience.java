package conductor.ops.simulate;

import conductor.ops.simulate.DayScript.Effect;
import conductor.ops.simulate.DayScript.RoomPlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All attendees of the day's event. Same script, size, seed and interventions: same acts. */
final class Audience {
    private final Map<String, Room> rooms = new LinkedHashMap<>();
    private final int fromS;

    Audience(DayScript script, int attendees, long seed) {
        fromS = script.fromS();
        int user = 1;
        for (RoomPlan plan : script.rooms()) {
            int size = (int) Math.round(attendees * plan.share());
            rooms.put(plan.session(), new Room(plan, script, size, user, new Draws(seed, rooms.size())));
            user += size;
        }
    }

    /** What happens in the second that ends at {@code endS}, in the order of time. The first one opens the rooms. */
    List<Act> second(int endS) {
        List<Act> acts = new ArrayList<>();
        for (Room room : rooms.values()) {
            if (endS == fromS) {
                acts.add(room.opens(endS));
            } else {
                acts.addAll(room.second(endS));
            }
        }
        acts.sort(Act.ORDER);
        return acts;
    }

    /** {@link Room#respond} of a session's room; a session that is none of ours has nobody who could. */
    void respond(String session, Effect effect, String poll, int options, int nowS) {
        Room room = rooms.get(session);
        if (room != null) {
            room.respond(effect, poll, options, nowS);
        }
    }

    /** The rooms by session. */
    Map<String, Room> rooms() {
        return rooms;
    }
}
