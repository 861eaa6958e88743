package conductor.engine.core;

/** The limits and times of the presence plane (presence.md 8), in the order in which they stand in the text of a configuration. */
public enum PresenceSetting {
    /** Accounts. */
    AGENTS_MAX("presence.max-agents", 10_000, 1, 1 << 20),
    /** Work items, those that are over and still known included. */
    WORK_ITEMS_MAX("presence.max-work-items", 100_000, 1, 1 << 22),
    SCOPES_MAX("planes.max-scopes", 10_000, 1, 1 << 20),
    ZONES_MAX("planes.max-zones", 700, 1, 10_000),
    /** Messages that wanted an answer and are known for 24 h. */
    REPEATS_MAX("planes.max-repeats", 1_000_000, 1, 1 << 24),
    HEARTBEAT_TIMEOUT_MS("presence.heartbeat-timeout-ms", 300_000, 30_000, 3_600_000),
    ABANDON_MS("presence.abandon-ms", 7_200_000, 60_000, 86_400_000),
    OFFER_TIMEOUT_MS("presence.offer-timeout-ms", 30_000, 1_000, 600_000),
    RETRY_PAUSE_MS("presence.retry-pause-ms", 2_000, 1_000, 600_000),
    EXCLUSION_MS("presence.exclusion-ms", 30_000, 1_000, 3_600_000),
    MAX_ATTEMPTS("presence.max-attempts", 3, 1, 100),
    ESCALATE_AFTER("presence.escalate-after", 2, 1, 100),
    MAX_WAIT_MS("presence.max-wait-ms", 600_000, 1_000, 3_600_000),
    CALLBACK_ENABLED("presence.callback-enabled", 1, 0, 1),
    CALLBACK_ANSWER_MS("presence.callback-answer-ms", 10_000, 1_000, 600_000),
    CALL_LEASE_MS("presence.call-lease-ms", 14_400_000, 60_000, 86_400_000),
    QUEUE_CAPACITY("presence.queue-capacity", 50, 1, 100_000),
    /** Of approvals and of escalations, each. */
    INTERNAL_CAPACITY("presence.internal-capacity", 50, 1, 100_000),
    /** Whether calls end where nobody is logged in; else they wait. */
    ABANDON_WITHOUT_AGENTS("presence.abandon-without-agents", 0, 0, 1),
    PRIORITY_CALL("presence.priority.call", 50, 0, 99),
    PRIORITY_APPROVAL("presence.priority.approval", 90, 0, 100),
    PRIORITY_ESCALATION("presence.priority.escalation", 100, 0, 100),
    EWT_NO_AGENT_MS("presence.ewt-ms.no-agent", 240_000, 0, 86_400_000),
    EWT_LEAST_MS("presence.ewt-ms.min", 30_000, 0, 86_400_000),
    EWT_MOST_MS("presence.ewt-ms.max", 600_000, 0, 86_400_000),
    HANDLE_MS("presence.handle-ms.default", 300_000, 1, 86_400_000),
    HANDLE_LEAST_MS("presence.handle-ms.min", 60_000, 1, 86_400_000),
    CLOSED_RETENTION_MS("presence.closed-retention-ms", 600_000, 1_000, 86_400_000);

    private final String key;
    private final int shipped;
    private final int least;
    private final int most;

    PresenceSetting(String key, int shipped, int least, int most) {
        this.key = key;
        this.shipped = shipped;
        this.least = least;
        this.most = most;
    }

    /** Its name in settings and in the text of a configuration. */
    public String key() {
        return key;
    }

    /** Whether it is yes or no, 1 or 0. */
    public boolean isYesOrNo() {
        return least == 0 && most == 1;
    }

    /** The least that it may be. */
    public int least() {
        return least;
    }

    /** The most that it may be. */
    public int most() {
        return most;
    }

    /** The shipped value. */
    public int shipped() {
        return shipped;
    }

    /** @throws IllegalArgumentException if it may not be this. */
    void check(int value) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(key + " must be " + least + ".." + most + ", was " + value);
        }
    }
}
