package conductor.gateway.lookup;

import conductor.journal.sink.SettingsRow;
import java.util.Collection;
import java.util.Map;

/** Where stored settings are read. May block; called by a thread of its own. */
@FunctionalInterface
public interface SettingsSource {
    /**
     * The rows of the given events, by event id; an event without a row is left out.
     *
     * @throws Exception when the rows cannot be read now; they are asked for again later.
     */
    Map<String, SettingsRow> read(Collection<String> eventIds) throws Exception;
}
