package conductor.gateway.content;

import conductor.gateway.content.ContentStats.Result;
import conductor.journal.json.JsonTree;
import conductor.journal.json.JsonWriter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks a model through the Messages API of Anthropic, one call at a time, without retries. The limit of a call is for all of
 * it, from the connection to the last byte of the body. Any thread.
 */
final class MessagesClient {
    /** Tokens that an answer may have. */
    static final int ANSWER_TOKENS = 500;
    /** Bytes of a response; what is longer is no answer of ours. */
    static final int ANSWER_MAX = 64 * 1024;

    private static final String VERSION = "2023-06-01";
    private static final long RETRY_AFTER_MAX_MS = TimeUnit.HOURS.toMillis(1);
    private static final int OK = 200;
    private static final int TOO_MANY = 429;
    private static final int OVERLOADED = 529;

    /**
     * An answer.
     *
     * @param text what the model wrote.
     * @param usage what it is charged for.
     */
    record Answer(String text, Pricing.Usage usage) {}

    /** A call that brought no answer. */
    static final class Failure extends Exception {
        private static final long serialVersionUID = 1L;

        private final Result result;
        private final boolean charged;
        private final long retryAfterMs;

        private Failure(Result result, boolean charged, long retryAfterMs, String what) {
            super(what);
            this.result = result;
            this.charged = charged;
            this.retryAfterMs = retryAfterMs;
        }

        private static Failure perhapsCharged(Result result, String what) {
            return new Failure(result, true, 0, what);
        }

        Result result() {
            return result;
        }

        /** Whether it may have cost something all the same. */
        boolean charged() {
            return charged;
        }

        /** For how long the service does not want to be asked again; 0 = it did not say. */
        long retryAfterMs() {
            return retryAfterMs;
        }
    }

    private final URI address;
    private final String key;
    private final ExecutorService threads;
    private final HttpClient client;

    /**
     * @param baseUrl where the API is, without a path or with the part of it before {@code /v1}.
     * @param key the secret that it is asked with.
     */
    MessagesClient(String baseUrl, String key) {
        this.address = URI.create(baseUrl.replaceAll("/+$", "") + "/v1/messages");
        this.key = key;
        this.threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "content-http");
            thread.setDaemon(true);
            return thread;
        });
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(threads)
                .build();
    }

    /**
     * @param idempotencyKey the same when the same content is asked for again, after a crash of the node.
     * @param limitMs after which the call is given up, whatever has come of it.
     */
    Answer ask(String model, Prompt prompt, String idempotencyKey, long limitMs) throws Failure, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(Duration.ofMillis(limitMs))
                .header("content-type", "application/json")
                .header("anthropic-version", VERSION)
                .header("x-api-key", key)
                .header("idempotency-key", idempotencyKey)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body(model, prompt)))
                .build();
        CompletableFuture<HttpResponse<byte[]>> call =
                client.sendAsync(request, response -> new LimitedBody(ANSWER_MAX));
        try {
            return answer(call.get(limitMs, TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            throw Failure.perhapsCharged(Result.TIMEOUT, "no answer within " + limitMs + " ms");
        } catch (ExecutionException e) {
            boolean late = e.getCause() instanceof java.net.http.HttpTimeoutException;
            throw Failure.perhapsCharged(late ? Result.TIMEOUT : Result.CONNECTION, String.valueOf(e.getCause()));
        } finally {
            call.cancel(true);
        }
    }

    /** Breaks off what is under way. */
    void close() {
        threads.shutdownNow();
    }

    private static byte[] body(String model, Prompt prompt) {
        return new JsonWriter()
                .beginObject()
                .text("model", model)
                .number("max_tokens", ANSWER_TOKENS)
                .ppm("temperature", 700_000)
                .text("system", prompt.system())
                .beginArray("messages")
                .beginObject()
                .text("role", "user")
                .text("content", prompt.user())
                .endObject()
                .endArray()
                .endObject()
                .toBytes();
    }

    private static Answer answer(HttpResponse<byte[]> response) throws Failure {
        int status = response.statusCode();
        if (status != OK) {
            Result result = switch (status) {
                case TOO_MANY -> Result.RATE_LIMITED;
                case OVERLOADED -> Result.OVERLOADED;
                default -> Result.HTTP_ERROR;
            };
            throw new Failure(result, false, retryAfterMs(response), "HTTP status " + status);
        }
        try {
            Map<String, Object> message = JsonTree.object(response.body());
            return new Answer(text(message.get("content")), usage(message.get("usage")));
        } catch (IOException | IllegalArgumentException e) {
            throw Failure.perhapsCharged(Result.MALFORMED, "not the shape of an answer");
        }
    }

    /** The first text among the parts of the content. */
    private static String text(Object content) throws IOException {
        if (content instanceof List<?> parts) {
            for (Object part : parts) {
                if (part instanceof Map<?, ?> map
                        && "text".equals(map.get("type"))
                        && map.get("text") instanceof String text) {
                    return text;
                }
            }
        }
        throw new IOException("no text in it");
    }

    private static Pricing.Usage usage(Object usage) throws IOException {
        if (usage instanceof Map<?, ?> map && map.get("input_tokens") != null && map.get("output_tokens") != null) {
            return new Pricing.Usage(
                    tokens(map, "input_tokens"),
                    tokens(map, "output_tokens"),
                    tokens(map, "cache_creation_input_tokens"),
                    tokens(map, "cache_read_input_tokens"));
        }
        throw new IOException("no usage in it");
    }

    private static long tokens(Map<?, ?> usage, String name) throws IOException {
        Object tokens = usage.get(name);
        if (tokens == null) {
            return 0;
        }
        if (tokens instanceof Long count) {
            return count;
        }
        throw new IOException(name + " is no number");
    }

    /** Seconds or a date, an hour at most; 0 where it says neither. */
    private static long retryAfterMs(HttpResponse<?> response) {
        String value = response.headers().firstValue("retry-after").orElse("").strip();
        long ms;
        try {
            ms = value.matches("\\d{1,9}")
                    ? TimeUnit.SECONDS.toMillis(Long.parseLong(value))
                    : Duration.between(
                                    Instant.now(),
                                    ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                                            .toInstant())
                            .toMillis();
        } catch (DateTimeParseException e) {
            return 0;
        }
        return Math.max(0, Math.min(ms, RETRY_AFTER_MAX_MS));
    }
}
