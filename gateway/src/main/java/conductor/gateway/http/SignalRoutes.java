package conductor.gateway.http;

import conductor.gateway.edge.BadSignalException;
import conductor.gateway.edge.CloudEvent;
import conductor.gateway.edge.EdgeSignal;
import conductor.gateway.edge.NotWrittenException;
import conductor.gateway.edge.OnceKey;
import conductor.gateway.edge.SignalJson;
import conductor.gateway.edge.SignalWriter;
import conductor.gateway.edge.Written;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * {@code POST /api/v1/signals}: one signal, a batch of lines, or CloudEvents, to Redis. 202 is answered when Redis has them, and never before.
 * Of a batch what is wrong is named by its line and left out; the rest is written.
 */
final class SignalRoutes {
    private static final String LINES = "application/x-ndjson";
    private static final int DOCUMENT_MAX = 65_536;

    private final SignalWriter writer;
    private final RateLimits limits;
    private final Rate rate;
    private final int signalsMax;
    private final LongAdder rejected = new LongAdder();

    SignalRoutes(SignalWriter writer, RateLimits limits, GatewayConfig config) {
        this.writer = writer;
        this.limits = limits;
        this.rate = new Rate(config.ingestBurst(), config.ingestPerSecond());
        this.signalsMax = config.signalsWaitingMax();
    }

    /** Signals that were none. */
    long rejected() {
        return rejected.sum();
    }

    /** What a body holds. */
    private static final class Content {
        private final List<EdgeSignal> signals = new ArrayList<>();
        private final List<Problem.Fault> faults = new ArrayList<>();
        private int faulty;
        private BadSignalException first;
        /** Of a single event, which names itself. */
        private CloudEvent event;

        private void fault(String where, BadSignalException e) {
            faulty++;
            first = first == null ? e : first;
            faults.add(new Problem.Fault(where + e.pointer(), e.reason() + ": " + e.getMessage()));
        }
    }

    Future<Void> post(Exchange exchange) {
        Content content = read(exchange);
        rejected.add(content.faulty);
        if (content.signals.isEmpty()) {
            return Future.failedFuture(nothing(content));
        }
        if (content.signals.size() > signalsMax) {
            return Future.failedFuture(Problem.of(
                    ProblemCode.TOO_LARGE, "A batch may have " + signalsMax + " signals. Send it in parts."));
        }
        RateLimits.Verdict verdict = limits.take("ingest " + exchange.caller().id(), rate, content.signals.size());
        RateHeaders.put(exchange.context().response(), "ingest", rate, verdict);
        if (!verdict.allowed()) {
            return Future.failedFuture(Problem.later(
                    ProblemCode.RATE,
                    "This token may bring " + rate.perSecond() + " signals a second and " + rate.burst() + " at once.",
                    verdict.waitS()));
        }
        return Future.fromCompletionStage(
                        writer.write(content.signals, once(exchange, content)),
                        exchange.context().vertx().getOrCreateContext())
                .recover(SignalRoutes::notWritten)
                .compose(written -> exchange.json(202, answer(written, content)));
    }

    private static Problem nothing(Content content) {
        if (content.first == null) {
            return Problem.of(ProblemCode.INVALID, "The body holds no signal.");
        }
        ProblemCode code = content.first.reason() == BadSignalException.Reason.BAD_JSON
                        || content.first.reason() == BadSignalException.Reason.NOT_AN_OBJECT
                ? ProblemCode.BAD_JSON
                : ProblemCode.INVALID;
        return Problem.of(code, "No signal was taken: " + sentence(content.faults.get(0)) + ".", content.faults);
    }

    /** Of one signal: {@code /user_id: MISSING_FIELD: is missing}. */
    private static String sentence(Problem.Fault fault) {
        return fault.pointer().isEmpty() ? fault.message() : fault.pointer() + ": " + fault.message();
    }

    private static Map<String, Object> answer(Written written, Content content) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("accepted", written.accepted());
        all.put("rejected", content.faulty);
        all.put("repeated", written.repeated());
        if (content.faulty > 0) {
            List<Map<String, Object>> errors = new ArrayList<>();
            for (Problem.Fault fault : content.faults.subList(0, Math.min(Problem.ERRORS_MAX, content.faults.size()))) {
                errors.add(Map.of("pointer", fault.pointer(), "message", fault.message()));
            }
            all.put("errors", errors);
        }
        return all;
    }

    /** What an exception of the writer is to the client. */
    static <T> Future<T> notWritten(Throwable failure) {
        Throwable cause = failure.getCause() instanceof NotWrittenException inner ? inner : failure;
        if (!(cause instanceof NotWrittenException why)) {
            return Future.failedFuture(failure);
        }
        String sentence = Character.toUpperCase(why.getMessage().charAt(0))
                + why.getMessage().substring(1) + ".";
        return Future.failedFuture(
                switch (why.reason()) {
                    case REDIS_DOWN -> Problem.later(ProblemCode.REDIS_DOWN, sentence, 2);
                    case OVERLOADED -> Problem.later(ProblemCode.OVERLOADED, sentence, 1);
                    case REDIS_REFUSED -> Problem.later(ProblemCode.REDIS_REFUSED, sentence, 5);
                    case UNSURE ->
                        Problem.later(
                                ProblemCode.UNSURE,
                                sentence + " Send them again under the same Idempotency-Key if they had one.",
                                2);
                    case KEY_CONFLICT -> Problem.of(ProblemCode.KEY_CONFLICT, sentence);
                });
    }

    private static OnceKey once(Exchange exchange, Content content) {
        String key = exchange.header("Idempotency-Key");
        if (key != null && (key.isBlank() || key.length() > 255)) {
            throw Problem.of(ProblemCode.INVALID, "An Idempotency-Key has 1 to 255 characters.");
        }
        String caller = exchange.caller().id();
        if (key != null) {
            return OnceKey.of(caller, "key " + key, exchange.body());
        }
        return content.event == null ? null : OnceKey.of(caller, content.event.key(), content.event.content());
    }

    private static Content read(Exchange exchange) {
        String type = exchange.header("Content-Type");
        String media = type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return switch (media) {
            case "application/json" ->
                exchange.header("ce-specversion") == null ? single(exchange.body()) : binary(exchange);
            case LINES, "application/ndjson", "application/jsonl" -> lines(exchange.body());
            case "application/cloudevents+json" -> structured(exchange.body());
            case "application/cloudevents-batch+json" -> events(exchange.body());
            default ->
                throw Problem.of(
                        ProblemCode.NOT_JSON,
                        "Send application/json, application/x-ndjson, application/cloudevents+json or"
                                + " application/cloudevents-batch+json.");
        };
    }

    private static Content single(byte[] body) {
        Content content = new Content();
        try {
            requireSize(body.length);
            content.signals.add(new SignalJson().read(body, 0, body.length, null));
        } catch (BadSignalException e) {
            content.fault("", e);
        }
        return content;
    }

    private static Content lines(byte[] body) {
        Content content = new Content();
        SignalJson json = new SignalJson();
        int line = 0;
        int from = 0;
        while (from < body.length) {
            int end = from;
            while (end < body.length && body[end] != '\n') {
                end++;
            }
            line++;
            if (!isBlank(body, from, end)) {
                try {
                    requireSize(end - from);
                    content.signals.add(json.read(body, from, end - from, null));
                } catch (BadSignalException e) {
                    content.fault(line + " ", e);
                }
            }
            from = end + 1;
        }
        return content;
    }

    private static boolean isBlank(byte[] body, int from, int end) {
        for (int i = from; i < end; i++) {
            if (body[i] != ' ' && body[i] != '\t' && body[i] != '\r') {
                return false;
            }
        }
        return true;
    }

    private static void requireSize(int length) throws BadSignalException {
        if (length > DOCUMENT_MAX) {
            throw BadSignalException.tooLarge(DOCUMENT_MAX);
        }
    }

    private static Content structured(byte[] body) {
        Content content = new Content();
        try {
            requireSize(body.length);
            CloudEvent event = CloudEvent.read(body);
            content.event = event;
            content.signals.add(event.signal());
        } catch (BadSignalException e) {
            content.fault("", e);
        }
        return content;
    }

    /** Each event has its own source and id, so each is written by itself only where a key stands above them all. */
    private static Content events(byte[] body) {
        Content content = new Content();
        try {
            int number = 0;
            for (CloudEvent.Result result : CloudEvent.readAll(body)) {
                if (result.event() != null) {
                    content.signals.add(result.event().signal());
                } else {
                    content.fault("/" + number, result.fault());
                }
                number++;
            }
        } catch (BadSignalException e) {
            content.fault("", e);
        }
        return content;
    }

    private static Content binary(Exchange exchange) {
        Content content = new Content();
        try {
            byte[] body = exchange.body();
            requireSize(body.length);
            CloudEvent event = CloudEvent.ofHeaders(
                    exchange.header("ce-specversion"),
                    exchange.header("ce-source"),
                    exchange.header("ce-id"),
                    exchange.header("ce-type"),
                    body);
            content.event = event;
            content.signals.add(event.signal());
        } catch (BadSignalException e) {
            content.fault("", e);
        }
        return content;
    }
}
