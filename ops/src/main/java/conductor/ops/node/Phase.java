package conductor.ops.node;

import java.util.Locale;

/** What a node is busy with. */
enum Phase {
    STARTING,
    RECOVERING,
    RUNNING,
    STOPPING,
    FAILED;

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
