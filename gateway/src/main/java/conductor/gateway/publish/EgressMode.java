package conductor.gateway.publish;

/** What leaves for the platform. Scores, anomalies, states and decisions are published in every mode. */
public enum EgressMode {
    /** Commands are sent, and what became of them goes back to the engine. */
    LIVE,
    /** No command is sent: a node beside another agent, or a rehearsal. */
    OBSERVE,
    /** No command is sent because there is no platform (playback). */
    ASSUME_SENT
}
