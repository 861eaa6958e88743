package conductor.gateway.redis;

import conductor.engine.core.SourceId;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SetArgs;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.TransactionResult;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The dead letters of a Redis, for people who look after them. One thread. */
public final class DeadLetterStore implements AutoCloseable {
    private static final byte[] KEY = SourceChores.DEAD_LETTER_STREAM.getBytes(StandardCharsets.US_ASCII);
    /**
     * Written with every letter that is put back, and watched meanwhile. The letters' stream itself would not do: the node may write it
     * faster than we can look.
     */
    private static final byte[] PUT_BACK =
            (SourceChores.DEAD_LETTER_STREAM + ":put-back").getBytes(StandardCharsets.US_ASCII);

    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final int PAGE = 500;

    private final RedisClient client;
    private final RedisCommands<byte[], byte[]> redis;

    /**
     * One dead letter.
     *
     * @param id its own place, {@code ms-seq}.
     * @param json the letter (audience.md 1.1).
     */
    public record Letter(String id, String json) {}

    private DeadLetterStore(RedisClient client, RedisCommands<byte[], byte[]> redis) {
        this.client = client;
        this.redis = redis;
    }

    /**
     * Connects.
     *
     * @throws IOException when Redis does not answer.
     */
    public static DeadLetterStore open(String redisUri) throws IOException {
        RedisURI uri = RedisURI.create(redisUri);
        uri.setTimeout(ANSWER);
        RedisClient client = RedisClient.create(uri);
        try {
            return new DeadLetterStore(
                    client, client.connect(ByteArrayCodec.INSTANCE).sync());
        } catch (RedisException e) {
            client.close();
            throw new IOException(
                    "Redis at " + uri.getHost() + ":" + uri.getPort() + " does not answer: "
                            + ReadConnection.rootMessage(e),
                    e);
        }
    }

    /** The newest letters for which {@code wanted} holds, newest first, at most {@code limit}. */
    public List<Letter> newest(Predicate<Letter> wanted, int limit) {
        List<Letter> found = new ArrayList<>();
        Range<String> range = Range.unbounded();
        while (true) {
            List<StreamMessage<byte[], byte[]>> page = redis.xrevrange(KEY, range, Limit.from(PAGE));
            for (StreamMessage<byte[], byte[]> entry : page) {
                Letter letter = letter(entry);
                if (found.size() == limit) {
                    return found;
                }
                if (wanted.test(letter)) {
                    found.add(letter);
                }
            }
            if (page.size() < PAGE) {
                return found;
            }
            range = Range.from(
                    Range.Boundary.unbounded(),
                    Range.Boundary.excluding(page.get(page.size() - 1).getId()));
        }
    }

    /**
     * Gives every letter that is there now to {@code action}, oldest first, which may remove it. Only a page of them is in memory, and
     * those that come meanwhile, perhaps because of the action, are left out.
     */
    public void oldestFirst(Consumer<Letter> action) {
        List<StreamMessage<byte[], byte[]>> last = redis.xrevrange(KEY, Range.unbounded(), Limit.from(1));
        if (last.isEmpty()) {
            return;
        }
        Range.Boundary<String> end = Range.Boundary.including(last.get(0).getId());
        Range<String> range = Range.from(Range.Boundary.unbounded(), end);
        while (true) {
            List<StreamMessage<byte[], byte[]>> page = redis.xrange(KEY, range, Limit.from(PAGE));
            page.forEach(entry -> action.accept(letter(entry)));
            if (page.size() < PAGE) {
                return;
            }
            range = Range.from(
                    Range.Boundary.excluding(page.get(page.size() - 1).getId()), end);
        }
    }

    /** The letter at a place, or empty. */
    public Optional<Letter> at(String id) {
        return redis.xrange(KEY, Range.create(id, id)).stream()
                .map(DeadLetterStore::letter)
                .findFirst();
    }

    /** Whether the entry that a letter is about is still in its stream. */
    public boolean originalIsThere(String stream, String entryId) {
        return isRead(stream) && original(stream, entryId).isPresent();
    }

    /**
     * Adds the fields of a letter's original entry to its stream once more, as a new entry, and removes the letter: both or neither, and
     * once, whoever else does the same at that moment.
     *
     * @return the new entry's id, or empty when the letter or the original is gone or its stream is none that a node reads.
     */
    public Optional<String> putBack(String letterId, String stream, String entryId) {
        Optional<StreamMessage<byte[], byte[]>> original =
                isRead(stream) ? original(stream, entryId) : Optional.empty();
        if (original.isEmpty()) {
            return Optional.empty();
        }
        while (true) {
            redis.watch(PUT_BACK);
            if (at(letterId).isEmpty()) {
                redis.unwatch();
                return Optional.empty();
            }
            redis.multi();
            redis.set(PUT_BACK, letterId.getBytes(StandardCharsets.US_ASCII), SetArgs.Builder.ex(ANSWER));
            redis.xadd(key(stream), original.get().getBody());
            redis.xdel(KEY, letterId);
            TransactionResult done = redis.exec();
            if (!done.wasDiscarded()) {
                return Optional.of(done.get(1));
            }
        }
    }

    /** Removes a letter; false if there is none at that place. */
    public boolean remove(String id) {
        return redis.xdel(KEY, id) == 1;
    }

    private Optional<StreamMessage<byte[], byte[]>> original(String stream, String entryId) {
        return redis.xrange(key(stream), Range.create(entryId, entryId)).stream()
                .findFirst();
    }

    private static boolean isRead(String stream) {
        for (int source = SourceId.PRESENCE; source <= SourceId.OPERATORS; source++) {
            if (stream.equals(SourceId.stream(source))) {
                return true;
            }
        }
        return false;
    }

    private static byte[] key(String stream) {
        return stream.getBytes(StandardCharsets.US_ASCII);
    }

    private static Letter letter(StreamMessage<byte[], byte[]> entry) {
        byte[] data = entry.getBody().entrySet().stream()
                .filter(field -> new String(field.getKey(), StandardCharsets.US_ASCII).equals("data"))
                .map(field -> field.getValue())
                .findFirst()
                .orElse(new byte[0]);
        return new Letter(entry.getId(), new String(data, StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        client.close();
    }
}
