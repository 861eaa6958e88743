package conductor.gateway.edge;

import conductor.engine.core.SourceId;
import conductor.gateway.json.Json;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.SetArgs;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Gives commands of people on {@code conductor.commands.v1} and waits for what the engine says on the stream of decisions. */
public final class CommandGiver implements FeedListener {
    /** How long an answer is waited for. */
    public static final long ANSWER_MS = 2_000;

    private static final byte[] STREAM = SourceId.stream(SourceId.COMMAND).getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FIELD = "data".getBytes(StandardCharsets.US_ASCII);

    private final EdgeCalls calls;
    private final Map<String, CompletableFuture<Optional<Map<String, Object>>>> waiting = new ConcurrentHashMap<>();

    CommandGiver(EdgeCalls calls) {
        this.calls = calls;
    }

    /**
     * Gives a command.
     *
     * @param commandId its id; a repeat within 24 hours gets the first answer again.
     * @param members what it has beside its id.
     * @return the COMMAND_RESULT; empty when none came in time, the command then still stands. Fails with a {@link NotWrittenException}.
     */
    public CompletableFuture<Optional<Map<String, Object>>> give(String commandId, Map<String, Object> members) {
        Map<String, Object> command = new LinkedHashMap<>();
        command.put("command_id", commandId);
        command.putAll(members);
        byte[] json = Json.write(command).getBytes(StandardCharsets.UTF_8);
        OnceKey once = OnceKey.of("commands", commandId, json);
        CompletableFuture<Optional<Map<String, Object>>> answer =
                waiting.computeIfAbsent(commandId, id -> new CompletableFuture<>());
        CompletableFuture<Boolean> written = calls.call(redis -> {
            byte[] value = once.value(1);
            String set = redis.set(once.redisKey(), value, SetArgs.Builder.nx().ex(OnceKey.KEPT_S));
            boolean same = set != null || Arrays.equals(redis.get(once.redisKey()), value);
            if (same) {
                redis.xadd(STREAM, Map.of(FIELD, json));
            }
            return same;
        });
        return written.handle(CommandGiver::requireWritten)
                .thenCompose(done -> done)
                .thenCompose(
                        done -> answer.copy().completeOnTimeout(Optional.empty(), ANSWER_MS, TimeUnit.MILLISECONDS))
                .whenComplete((result, failure) -> waiting.remove(commandId, answer));
    }

    private static CompletableFuture<Boolean> requireWritten(Boolean same, Throwable failure) {
        if (failure != null) {
            return CompletableFuture.failedFuture(notWritten(failure));
        }
        return same
                ? CompletableFuture.completedFuture(true)
                : CompletableFuture.failedFuture(new NotWrittenException(
                        NotWrittenException.Reason.KEY_CONFLICT,
                        "the same key was used for another command within the last 24 hours"));
    }

    /** What was sent and not answered may have been given all the same. */
    private static NotWrittenException notWritten(Throwable failure) {
        if (failure instanceof EdgeCalls.FullException) {
            return new NotWrittenException(
                    NotWrittenException.Reason.OVERLOADED, "too many calls wait for Redis; nothing was written");
        }
        if (failure instanceof RedisCommandExecutionException) {
            return new NotWrittenException(
                    NotWrittenException.Reason.REDIS_REFUSED, "Redis takes nothing: " + failure.getMessage());
        }
        return failure instanceof RedisConnectionException
                ? new NotWrittenException(
                        NotWrittenException.Reason.REDIS_DOWN, "Redis does not answer; nothing was written")
                : new NotWrittenException(
                        NotWrittenException.Reason.UNSURE,
                        "Redis did not answer; the command may have been given all the same");
    }

    /** Answers to messages of other planes have the same type and ids of their own, but no member {@code command}. */
    private static boolean isOfACommand(FeedRecord record) {
        return record.type().equals("COMMAND_RESULT") && record.members().containsKey("command");
    }

    @Override
    public void added(List<FeedRecord> records) {
        if (waiting.isEmpty()) {
            return;
        }
        for (FeedRecord record : records) {
            String id = isOfACommand(record) ? record.text("command_id") : null;
            CompletableFuture<Optional<Map<String, Object>>> answer = id == null ? null : waiting.get(id);
            if (answer != null) {
                answer.complete(Optional.of(record.members()));
            }
        }
    }
}
