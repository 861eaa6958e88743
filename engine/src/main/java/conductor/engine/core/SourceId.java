package conductor.engine.core;

/**
 * Sources of signals. The number is also the rank by which entries of the same millisecond are ordered (audience.md 3.1).
 */
public final class SourceId {
    /** The node itself: ticks, definitions, checkpoints. */
    public static final int INTERNAL = 0;

    public static final int PRESENCE = 1;
    public static final int CHAT = 2;
    public static final int POLL_VOTE = 3;
    public static final int REACTION = 4;
    public static final int POLL_CLOSED = 5;
    public static final int OUTCOME = 6;
    /** Batches of signals of our own gateways. */
    public static final int SIGNALS = 7;
    /** Commands of people. */
    public static final int COMMAND = 8;
    /** Operators and work items: the presence plane, {@code conductor.presence.v1}. */
    public static final int OPERATORS = 9;
    /** Time marks of a playback, {@code conductor.time.v1}; marks move time and are not signals. */
    public static final int TIME = 15;

    /** One more than the largest source number. */
    public static final int COUNT = 16;

    private SourceId() {}

    /** The Redis stream of a source, or null where it has none. */
    public static String stream(int source) {
        return switch (source) {
            case PRESENCE -> "platform.events.live.sync.v1";
            case CHAT -> "platform.events.chat.message.v1";
            case POLL_VOTE -> "platform.events.poll.vote.v1";
            case REACTION -> "platform.events.live.reaction.v1";
            case POLL_CLOSED -> "platform.events.poll.closed.v1";
            case OUTCOME -> "platform.agent.intervention-outcomes.v1";
            case SIGNALS -> "conductor.signals.v1";
            case COMMAND -> "conductor.commands.v1";
            case OPERATORS -> "conductor.presence.v1";
            case TIME -> "conductor.time.v1";
            default -> null;
        };
    }
}
