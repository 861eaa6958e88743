package conductor.gateway.http;

import conductor.gateway.edge.Edge;
import conductor.journal.history.HistoryStore;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * What a gateway serves from. Whoever made the parts closes them, behind it.
 *
 * @param edge signals in, decisions out, commands.
 * @param history what the database tells; null where there is none.
 * @param nodeUrl says where the node answers HTTP, empty where that is not known; asked anew each time, and may read a file.
 * @param version members of {@code GET /version}.
 */
public record GatewayParts(
        Edge edge, HistoryStore history, Callable<Optional<String>> nodeUrl, Map<String, Object> version) {}
