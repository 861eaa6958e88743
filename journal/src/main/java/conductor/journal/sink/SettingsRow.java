package conductor.journal.sink;

import java.util.List;

/**
 * One row of {@code event_agent_settings} as it is stored (audience.md 6.1): a column that is NULL is null here, and nothing has been
 * checked.
 */
public record SettingsRow(
        String eventId,
        long version,
        Boolean agentEnabled,
        String agentMode,
        Double autoApproveThreshold,
        Double minConfidenceThreshold,
        List<String> allowedInterventions,
        Integer maxInterventionsPerHour,
        Boolean notifyOnAnomaly,
        Boolean notifyOnIntervention,
        Integer approvalTimeoutSec,
        Double holdoutFraction,
        String contentLanguage,
        Double falseAlarmsPerHour,
        List<String> notificationEmails) {}
