package conductor.gateway.content;

import conductor.engine.core.ContentMethod;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Asks the primary model, then the secondary; where both bring nothing the template stays (audience.md 7.2). Each model has a
 * breaker and a price; both share the limits of what they may cost.
 */
public final class ModelCascade implements ContentProvider {
    private static final long PRIMARY_MS = 5_000;
    private static final long SECONDARY_MS = 3_000;
    private static final byte[] NONE = {};

    private final String topic;
    private final MessagesClient client;
    private final CostGuard costs;
    private final LongSupplier clockMs;
    private final Map<Integer, ModelStep> steps = new LinkedHashMap<>();

    /** @param stats counts what comes of it. */
    public ModelCascade(ModelConfig config, ContentStats stats) {
        this(
                config,
                stats,
                () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()),
                System::currentTimeMillis,
                PRIMARY_MS,
                SECONDARY_MS);
    }

    ModelCascade(
            ModelConfig config,
            ContentStats stats,
            LongSupplier clockMs,
            LongSupplier wallClockMs,
            long primaryMs,
            long secondaryMs) {
        this.topic = config.topic();
        this.client = new MessagesClient(config.baseUrl(), config.apiKey());
        this.costs = new CostGuard(config.hourMaxMicros(), config.sessionMaxMicros(), wallClockMs);
        this.clockMs = clockMs;
        step(ContentMethod.PRIMARY, config.primary(), primaryMs, config, stats);
        config.secondary().ifPresent(model -> step(ContentMethod.SECONDARY, model, secondaryMs, config, stats));
    }

    private void step(int method, String model, long limitMs, ModelConfig config, ContentStats stats) {
        steps.put(
                method,
                new ModelStep(
                        model,
                        config.prices().of(model, ContentMethod.name(method)),
                        limitMs,
                        client,
                        costs,
                        stats,
                        clockMs));
    }

    @Override
    public Made make(ContentRequest request, long limitMs) throws InterruptedException {
        long endMs = clockMs.getAsLong() + limitMs;
        Prompt prompt = Prompt.of(request, topic);
        long cost = 0;
        for (Map.Entry<Integer, ModelStep> step : steps.entrySet()) {
            ModelStep.Outcome outcome = step.getValue().ask(request, prompt, endMs - clockMs.getAsLong());
            cost += outcome.costMicros();
            if (outcome.content() != null) {
                return new Made(step.getKey(), outcome.content(), cost);
            }
        }
        return new Made(ContentMethod.TEMPLATE, NONE, cost);
    }

    @Override
    public void closed(long session) {
        costs.forget(session);
    }

    /** The breakers by the role of their model. */
    public Map<String, Breaker> breakers() {
        Map<String, Breaker> breakers = new LinkedHashMap<>();
        steps.forEach((method, step) -> breakers.put(ContentMethod.name(method), step.breaker()));
        return breakers;
    }

    /** Share of what an hour may cost that is used. */
    public double budgetUsed() {
        return costs.used();
    }

    @Override
    public void close() {
        client.close();
    }
}
