package conductor.ops.health;

import java.util.Locale;

/** How a part of the node is. */
public enum State {
    /** It has not said yet how it is; the node is not ready before it has. */
    STARTING,
    /** It works. */
    UP,
    /** It works worse than it should, but the node does its work. */
    DEGRADED,
    /** It does not work, and the node cannot do its work without it: not ready. */
    DOWN;

    /** Whether the node can be ready with a part in this state. */
    public boolean ready() {
        return this == UP || this == DEGRADED;
    }

    /** As it stands in JSON and in sentences: lower case. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
