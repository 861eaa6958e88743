package conductor.gateway.owner;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.time.Duration;

/**
 * Which node the streams belong to, for somebody who only looks.
 *
 * @param engine its engine id, 8 hex digits.
 * @param lives whether it renews its lease; one that died less than {@value Ownership#LEASE_MS} ms ago still seems to.
 * @param text which node that is and where, for people.
 */
public record LastOwner(String engine, boolean lives, String text) {
    private static final Duration ANSWER = Duration.ofSeconds(2);

    /**
     * Looks.
     *
     * @return the owner, null when the streams never had one.
     * @throws IOException when Redis does not say.
     */
    public static LastOwner look(String redisUri) throws IOException {
        RedisURI uri = RedisURI.create(redisUri);
        uri.setTimeout(ANSWER);
        RedisClient client = RedisClient.create(uri);
        try {
            RedisCommands<String, String> redis = client.connect().sync();
            Owner owner = Owner.of(redis.hgetall(Fence.KEY));
            return owner == null
                    ? null
                    : new LastOwner(
                            owner.engine(), !owner.hasLetGo() && redis.exists(Ownership.LEASE) > 0, owner.text());
        } catch (RedisException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(cause.getMessage(), e);
        } finally {
            client.shutdown(Duration.ZERO, ANSWER);
        }
    }
}
