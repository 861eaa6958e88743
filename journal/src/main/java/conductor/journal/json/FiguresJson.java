package conductor.journal.json;

import conductor.engine.core.Category;
import conductor.engine.core.Decision;

/** The figures of a score as they stand in several messages. */
public final class FiguresJson {
    private FiguresJson() {}

    /** Writes the member {@code signals} (audience.md 2.2). */
    public static void signals(JsonWriter json, Decision d) {
        json.beginObject("signals")
                .whole("chat_msgs_per_min", d.chatCount)
                .ppm("poll_participation", d.participationPpm)
                .number("active_users", d.activeUsers)
                .number("total_users", d.totalUsers)
                .whole("reactions_per_min", d.reactionCount)
                .ppm("user_leave_rate", d.leaveRatePpm)
                .number("leavers", d.leavers)
                .endObject();
    }

    public static void category(JsonWriter json, Decision d) {
        json.text("category", Category.name(d.category));
    }
}
