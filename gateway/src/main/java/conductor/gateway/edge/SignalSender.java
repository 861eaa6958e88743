package conductor.gateway.edge;

import io.lettuce.core.RedisException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Sends entries over one connection, which flushes when it is told to. */
final class SignalSender {
    private static final byte[] FIELD = "data".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] KEPT_S = Integer.toString(OnceKey.KEPT_S).getBytes(StandardCharsets.US_ASCII);

    /** Writes all entries and the key, unless the key is there: then it answers what it holds. */
    private static final String ONCE = """
            local known = redis.call('GET', KEYS[2])
            if known then return known end
            for i = 3, #ARGV do redis.call('XADD', KEYS[1], '*', 'data', ARGV[i]) end
            redis.call('SET', KEYS[2], ARGV[1], 'EX', ARGV[2])
            return false
            """;

    private final RedisAsyncCommands<byte[], byte[]> commands;
    private final Runnable onAnswer;

    SignalSender(RedisAsyncCommands<byte[], byte[]> commands, Runnable onAnswer) {
        this.commands = commands;
        this.onAnswer = onAnswer;
    }

    void send(byte[] stream, SignalEntry entry) {
        CompletableFuture<byte[]> answer = sent(stream, entry);
        entry.sent(answer);
        answer.whenComplete((known, failure) -> onAnswer.run());
    }

    /** A connection that is closed refuses at once; that is an answer like any other loss of it, so that what was numbered keeps its place. */
    private CompletableFuture<byte[]> sent(byte[] stream, SignalEntry entry) {
        try {
            return entry.once() == null ? add(stream, entry) : addOnce(stream, entry);
        } catch (RedisException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletableFuture<byte[]> add(byte[] stream, SignalEntry entry) {
        return commands.xadd(stream, Map.of(FIELD, entry.data().get(0)))
                .toCompletableFuture()
                .thenApply(id -> null);
    }

    private CompletableFuture<byte[]> addOnce(byte[] stream, SignalEntry entry) {
        List<byte[]> values = new ArrayList<>();
        values.add(entry.once().value(entry.signals()));
        values.add(KEPT_S);
        values.addAll(entry.data());
        byte[][] keys = {stream, entry.once().redisKey()};
        return commands.<byte[]>eval(ONCE, ScriptOutputType.VALUE, keys, values.toArray(new byte[0][]))
                .toCompletableFuture();
    }
}
