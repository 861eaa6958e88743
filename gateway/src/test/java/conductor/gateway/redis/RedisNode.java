package conductor.gateway.redis;

import conductor.gateway.RedisUnderTest;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A real redis-server on a free port, whose process a test may kill and start again. */
final class RedisNode implements AutoCloseable {
    private final Path folder;
    private final int port;
    private final File binary;
    private Process process;
    private RedisClient client;
    private StatefulRedisConnection<String, String> connection;

    RedisNode(RedisUnderTest kind, Path folder) throws IOException {
        this.folder = folder;
        this.binary = kind.program(folder);
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            this.port = socket.getLocalPort();
        }
        start();
    }

    void start() throws IOException {
        process = new ProcessBuilder(
                        binary.getPath(),
                        "--port",
                        Integer.toString(port),
                        "--bind",
                        "127.0.0.1",
                        "--save",
                        "",
                        "--appendonly",
                        "yes",
                        "--appendfsync",
                        "always",
                        "--dir",
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("redis.log").toFile())
                .start();
        client = RedisClient.create(uri());
        Await.until("redis answers", () -> {
            try {
                connection = client.connect();
                return connection.sync().ping().equals("PONG");
            } catch (RedisException e) {
                return false;
            }
        });
    }

    /** As a power cut would. */
    void kill() throws InterruptedException {
        disconnect();
        process.destroyForcibly().waitFor();
    }

    String uri() {
        return "redis://127.0.0.1:" + port;
    }

    int port() {
        return port;
    }

    RedisCommands<String, String> commands() {
        return connection.sync();
    }

    StatefulRedisConnection<String, String> connection() {
        return connection;
    }

    private void disconnect() {
        client.shutdown(0, 1, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
