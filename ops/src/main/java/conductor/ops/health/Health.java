package conductor.ops.health;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * How every part of the node is, since when and why: for {@code /readyz}, {@code status}, the metrics and the log. A part is known
 * by its name and says itself how it is:
 *
 * <pre>
 *   health.part("database").up();
 *   health.part("database").degraded("PostgreSQL does not answer; rows are kept and written later");
 * </pre>
 *
 * <p>All methods may be called from any thread.
 */
public final class Health {
    private final InstantSource clock;
    private final Map<String, Part> parts = new TreeMap<>();

    public Health() {
        this(InstantSource.system());
    }

    Health(InstantSource clock) {
        this.clock = clock;
    }

    /** The part of that name; the first call makes it, {@link State#STARTING} until it says how it is. */
    public synchronized Part part(String name) {
        return parts.computeIfAbsent(name, key -> new Part(key, clock));
    }

    /** How every part is now, by name, in the order of the names. */
    public synchronized Map<String, Part.Condition> conditions() {
        Map<String, Part.Condition> now = new LinkedHashMap<>();
        parts.forEach((name, part) -> now.put(name, part.condition()));
        return now;
    }
}
