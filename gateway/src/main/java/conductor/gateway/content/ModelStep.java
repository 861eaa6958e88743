package conductor.gateway.content;

import conductor.gateway.content.ContentStats.Result;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One model of the cascade: whether it may be asked now, and what it costs. Any thread. */
final class ModelStep {
    private static final Logger LOG = LoggerFactory.getLogger(ModelStep.class);
    private static final int FAILURES_TO_OPEN = 3;
    private static final long OPEN_MS = 60_000;
    private static final int SUCCESSES_TO_CLOSE = 2;

    /**
     * What came of it.
     *
     * @param content canonical content, or null.
     */
    record Outcome(byte[] content, long costMicros) {
        private static final Outcome NOTHING = new Outcome(null, 0);
    }

    private final String model;
    private final Optional<Pricing> pricing;
    private final long limitMs;
    private final MessagesClient client;
    private final CostGuard costs;
    private final ContentStats stats;
    private final LongSupplier clockMs;
    private final Breaker breaker;
    private volatile long notBeforeMs;

    /**
     * @param pricing its price; without one it is never asked.
     * @param limitMs how long one call may take in all.
     * @param clockMs a clock that never goes back.
     */
    ModelStep(
            String model,
            Optional<Pricing> pricing,
            long limitMs,
            MessagesClient client,
            CostGuard costs,
            ContentStats stats,
            LongSupplier clockMs) {
        this.model = model;
        this.pricing = pricing;
        this.limitMs = limitMs;
        this.client = client;
        this.costs = costs;
        this.stats = stats;
        this.clockMs = clockMs;
        this.breaker = new Breaker(FAILURES_TO_OPEN, OPEN_MS, SUCCESSES_TO_CLOSE, clockMs);
        this.notBeforeMs = clockMs.getAsLong();
    }

    Breaker breaker() {
        return breaker;
    }

    /** Asks the model, if it may be asked now. */
    Outcome ask(ContentRequest request, Prompt prompt, long leftMs) throws InterruptedException {
        if (pricing.isEmpty()) {
            return not(Result.UNPRICED_MODEL);
        }
        if (leftMs <= 0) {
            return not(Result.LATE);
        }
        if (clockMs.getAsLong() - notBeforeMs < 0) {
            return not(Result.RETRY_LATER);
        }
        long estimate = pricing.get().cost(new Pricing.Usage(prompt.tokens(), MessagesClient.ANSWER_TOKENS, 0, 0));
        if (!costs.reserve(request.session(), estimate)) {
            return not(Result.OVER_BUDGET);
        }
        long ticket = breaker.enter();
        if (ticket == 0) {
            costs.settle(request.session(), estimate, 0);
            return not(Result.BREAKER_OPEN);
        }
        return call(request, prompt, Math.min(leftMs, limitMs), estimate, ticket);
    }

    /** A name of the decision in the journal of this engine, from which neither can be told. */
    private String idempotencyKey(ContentRequest request) {
        String name = request.session() + " " + request.decision() + " " + model;
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private Outcome call(ContentRequest request, Prompt prompt, long forMs, long estimate, long ticket)
            throws InterruptedException {
        long cost = estimate;
        byte[] content = null;
        try {
            MessagesClient.Answer answer = client.ask(model, prompt, idempotencyKey(request), forMs);
            cost = pricing.orElseThrow().cost(answer.usage());
            content = ContentRules.fromReply(request.arm(), answer.text());
            stats.count(Result.SUCCESS);
        } catch (MessagesClient.Failure e) {
            cost = e.charged() ? estimate : 0;
            notBeforeMs = clockMs.getAsLong() + e.retryAfterMs();
            failed(e.result(), e.getMessage());
        } catch (ContentRules.Refused e) {
            failed(Result.AGAINST_THE_RULES, e.getMessage());
        } finally {
            costs.settle(request.session(), estimate, cost);
            stats.cost(cost);
            if (content == null) {
                breaker.failed(ticket);
            } else {
                breaker.succeeded(ticket);
            }
        }
        return new Outcome(content, cost);
    }

    private void failed(Result result, String why) {
        stats.count(result);
        LOG.info("The model {} brought no content ({}: {})", model, result.label(), why);
    }

    private Outcome not(Result why) {
        stats.count(why);
        return Outcome.NOTHING;
    }
}
