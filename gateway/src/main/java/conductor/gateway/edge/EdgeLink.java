package conductor.gateway.edge;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Where Redis is, and the client for all connections of an edge. None reconnects by itself or sends a command twice: what is sent again
 * is decided by whoever knows what it means.
 */
public final class EdgeLink implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final int QUEUE_MAX = 16_384;

    private final Supplier<String> redisUri;
    private final ClientResources resources;
    private final RedisClient client;

    private volatile String shown;

    /** @param redisUri {@code redis://} or {@code rediss://}. */
    public EdgeLink(String redisUri) {
        this(() -> redisUri);
    }

    /** @param redisUri the same, asked for with each connection: a node's own server may come back on another port. */
    public EdgeLink(Supplier<String> redisUri) {
        this.redisUri = redisUri;
        this.shown = shown(RedisURI.create(redisUri.get()));
        this.resources = DefaultClientResources.builder()
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                .build();
        this.client = RedisClient.create(resources);
        client.setOptions(ClientOptions.builder()
                .autoReconnect(false)
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .requestQueueSize(QUEUE_MAX)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(TIMEOUT)
                        .keepAlive(true)
                        .tcpNoDelay(true)
                        .build())
                .timeoutOptions(TimeoutOptions.enabled(TIMEOUT))
                .build());
    }

    /** Connects; throws {@link io.lettuce.core.RedisException} if that fails. */
    StatefulRedisConnection<byte[], byte[]> connect() {
        RedisURI address = RedisURI.create(redisUri.get());
        address.setTimeout(TIMEOUT);
        shown = shown(address);
        return client.connect(ByteArrayCodec.INSTANCE, address);
    }

    /** Host and port, for sentences. */
    public String shown() {
        return shown;
    }

    private static String shown(RedisURI address) {
        return address.getHost() + ":" + address.getPort();
    }

    @Override
    public void close() {
        client.shutdown(0, 200, TimeUnit.MILLISECONDS);
        resources.shutdown(0, 200, TimeUnit.MILLISECONDS);
    }
}
