package conductor.journal.sink;

/**
 * How many days the rows of a table are kept, by engine time but never ahead of the database's clock; 0 = for ever.
 *
 * @param engagementMetricsDays of {@code engagement_metrics}.
 * @param anomaliesDays of {@code anomalies}.
 * @param interventionsDays of {@code interventions}.
 * @param agentPerformanceDays of {@code agent_performance}.
 * @param agentSessionsDays of {@code agent_sessions}, since the logout; those that are open stay.
 * @param workItemsDays of {@code work_items}, since they were over; those that are not stay.
 * @param agentActivityDays of {@code agent_activity}.
 */
public record Retention(
        int engagementMetricsDays,
        int anomaliesDays,
        int interventionsDays,
        int agentPerformanceDays,
        int agentSessionsDays,
        int workItemsDays,
        int agentActivityDays) {
    /** Nothing is ever too old. */
    public static final Retention FOR_EVER = new Retention(0, 0, 0, 0, 0, 0, 0);

    /** What is shipped. */
    public static Retention defaults() {
        return new Retention(90, 400, 400, 400, 0, 0, 400);
    }
}
