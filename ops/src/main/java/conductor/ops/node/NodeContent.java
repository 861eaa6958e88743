package conductor.ops.node;

import conductor.engine.ring.EngineView;
import conductor.gateway.content.Breaker;
import conductor.gateway.content.ContentStats;
import conductor.gateway.content.ContentWorker;
import conductor.gateway.content.ModelCascade;
import conductor.gateway.content.ModelConfig;
import conductor.gateway.lookup.LookUp;
import conductor.gateway.lookup.LookUpInbox;
import conductor.journal.DecisionReader;
import conductor.journal.TemplateFolder;
import conductor.journal.json.TemplateSet;
import conductor.ops.config.ContentConfig;
import java.util.Map;

/** The models that make content, and what is said of them. */
final class NodeContent {
    private final ContentStats stats = new ContentStats();
    private final ContentConfig config;
    private final ModelCascade cascade;

    NodeContent(ContentConfig config, ModelConfig models) {
        this.config = config;
        this.cascade = new ModelCascade(models, stats);
    }

    /** The worker, to be run by a thread of its own. */
    ContentWorker worker(DecisionReader records, EngineView view, LookUpInbox inbox) {
        return new ContentWorker(
                records::next,
                () -> view.figures().engineTimeMs(),
                cascade,
                inbox,
                stats,
                config.waitMs(),
                config.concurrency());
    }

    /**
     * Keeps the templates beside the journal and tells the engine of them; a node that only ever had the shipped ones says
     * nothing, as the engine begins with them.
     *
     * @param waitMs how long an automatic decision waits for content; 0 = nobody makes any.
     */
    static void announce(TemplateSet templates, int waitMs, TemplateFolder folder, LookUpInbox inbox) {
        if (templates.hash() == 0 && waitMs == 0 && !folder.used()) {
            return;
        }
        folder.keep(templates);
        inbox.offer(new LookUp.ContentSources(
                templates.hash(),
                waitMs,
                templates.languages().stream().map(TemplateSet::word).toList()));
    }

    ContentStats stats() {
        return stats;
    }

    /** The breakers by the role of their model. */
    Map<String, Breaker> breakers() {
        return cascade.breakers();
    }

    /** Share of what an hour may cost that is used. */
    double budgetUsed() {
        return cascade.budgetUsed();
    }

    /** Why content is only from templates now, as a sentence; null if a model can be asked. */
    String problem() {
        if (stats.failure() != null) {
            return "Models are not asked any more after an error (" + stats.failure()
                    + "). The templates are used until the node is started again.";
        }
        boolean allOpen = breakers().values().stream().allMatch(breaker -> breaker.state() == Breaker.State.OPEN);
        return allOpen
                ? "The models failed several times in a row. The templates are used; a model is tried again from a minute"
                        + " after its last failure on."
                : null;
    }
}
