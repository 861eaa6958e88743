package conductor.gateway.content;

/**
 * What a provider is told about a decision: figures of the whole audience, nothing that anybody wrote, and no names.
 *
 * @param decision number of the decision.
 * @param session key of its session, for limits; it is not told to anybody.
 * @param arm a {@link conductor.engine.core.Arm}.
 * @param anomalyClass a {@link conductor.engine.core.AnomalyClass}.
 * @param severity a {@link conductor.engine.core.Severity}.
 * @param scorePpm the score in millionths.
 * @param expectedPpm the expected score in millionths.
 * @param chat chat messages in the last minute.
 * @param reactions reactions in the last minute.
 * @param active users who acted in the last minute.
 * @param total connected users.
 * @param participationPpm participation in the poll in millionths.
 * @param minutesOpen minutes since the session opened.
 * @param language language that the event asks for, empty = any.
 */
public record ContentRequest(
        long decision,
        long session,
        int arm,
        int anomalyClass,
        int severity,
        int scorePpm,
        int expectedPpm,
        int chat,
        int reactions,
        int active,
        int total,
        int participationPpm,
        long minutesOpen,
        String language) {}
