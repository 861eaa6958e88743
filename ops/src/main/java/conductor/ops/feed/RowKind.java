package conductor.ops.feed;

import conductor.engine.core.SourceId;

/** What a recorded row is, and the source whose stream it goes to. */
enum RowKind {
    MESSAGE(SourceId.CHAT, true),
    REACTION(SourceId.REACTION, true),
    POLL_VOTE(SourceId.POLL_VOTE, true),
    JOIN(SourceId.PRESENCE, false),
    LEAVE(SourceId.PRESENCE, false);

    private static final RowKind[] KINDS = values();

    private final int source;
    private final boolean action;

    RowKind(int source, boolean action) {
        this.source = source;
        this.action = action;
    }

    /** The kind with this ordinal; rows keep kinds as bytes. */
    static RowKind of(int ordinal) {
        return KINDS[ordinal];
    }

    /** The kind of this name, or null. */
    static RowKind named(String name) {
        for (RowKind kind : KINDS) {
            if (kind.name().equals(name)) {
                return kind;
            }
        }
        return null;
    }

    /** A {@link SourceId}. */
    int source() {
        return source;
    }

    /** Whether it shows that its user is there and active. */
    boolean isAction() {
        return action;
    }
}
