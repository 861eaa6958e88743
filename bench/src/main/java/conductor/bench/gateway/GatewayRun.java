package conductor.bench.gateway;

import conductor.ops.embedded.EmbeddedRedis;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A gateway and a Redis, each a process of its own, and what is measured of them one after the other. */
public final class GatewayRun implements AutoCloseable {
    private final EmbeddedRedis server;
    private final RedisClient client;
    private final RedisCommands<byte[], byte[]> redis;
    private final GatewayProcess gateway;

    private GatewayRun(EmbeddedRedis server, RedisClient client, Path folder) throws IOException, InterruptedException {
        this.server = server;
        this.client = client;
        this.redis = client.connect(ByteArrayCodec.INSTANCE).sync();
        // A file that is written anew in the middle of a round would be charged to whoever has his turn.
        redis.configSet("auto-aof-rewrite-percentage", "0");
        this.gateway = GatewayProcess.start(server.uri(), folder);
    }

    /** @param folder for everything that they leave, empty. */
    public static GatewayRun start(Path folder) throws IOException, InterruptedException {
        System.err.println("starting Redis and a gateway ...");
        EmbeddedRedis server = EmbeddedRedis.start(Files.createDirectory(folder.resolve("redis")));
        RedisClient client = RedisClient.create(server.uri());
        try {
            return new GatewayRun(server, client, Files.createDirectory(folder.resolve("gateway")));
        } catch (IOException | InterruptedException | RuntimeException e) {
            client.shutdown();
            server.close();
            throw e;
        }
    }

    /** Requests of many signals. */
    public Map<String, Object> lines(
            long seed, int batch, int connections, int rounds, long warmUpMs, long roundMs, long planMs)
            throws IOException, InterruptedException {
        System.err.println("posting " + batch + " signals a request, in turns with bare XADDs ...");
        return ingest(Posts.lines(seed, batch), connections).measure(rounds, warmUpMs, roundMs, planMs);
    }

    /** Requests of one signal. */
    public Map<String, Object> singles(long seed, int connections, int rounds, long warmUpMs, long roundMs, long planMs)
            throws IOException, InterruptedException {
        System.err.println("posting a signal a request, in turns with bare XADDs ...");
        return ingest(Posts.singles(seed), connections).measure(rounds, warmUpMs, roundMs, planMs);
    }

    private IngestLoad ingest(Posts posts, int connections) {
        return new IngestLoad(gateway, server.uri(), server.pid(), redis, posts, connections);
    }

    /** Listeners of whom some stop reading. */
    public Map<String, Object> stream(int clients, int stalled, int recordsPerS, long warmUpMs, long stallMs)
            throws IOException, InterruptedException {
        System.err.println(clients + " listeners, of whom " + stalled + " stop reading ...");
        return new StreamLoad(gateway, server.uri(), server.pid(), clients, stalled, recordsPerS)
                .measure(warmUpMs, stallMs);
    }

    @Override
    public void close() throws InterruptedException {
        gateway.close();
        client.shutdown();
        server.close();
    }
}
