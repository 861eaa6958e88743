package conductor.gateway.publish;

import conductor.engine.audience.ScoreV1;
import conductor.engine.core.Decision;
import conductor.journal.json.JsonWriter;

/** The contributions of a score, computed again from the figures of its record: they are not stored with it. */
final class ScoreComponents {
    private final ScoreV1 score = new ScoreV1();

    /** Writes the member {@code components}. */
    void write(JsonWriter json, Decision d) {
        score.compute(d.chatCount, d.reactionCount, d.activeUsers, d.totalUsers, d.participationPpm, d.leaveRatePpm);
        json.beginObject("components")
                .ppm("chat", score.chatPpm())
                .ppm("poll", score.pollPpm())
                .ppm("active", score.activePpm())
                .ppm("reactions", score.reactionsPpm())
                .ppm("leave", score.leavePpm())
                .endObject();
    }
}
