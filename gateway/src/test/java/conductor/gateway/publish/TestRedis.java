package conductor.gateway.publish;

import conductor.gateway.RedisUnderTest;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import redis.embedded.RedisServer;

/** A real redis-server on a free port that keeps every write on disk, so that a restart loses nothing. */
public final class TestRedis implements AutoCloseable {
    private final int port;
    private final Path directory;
    private final File program;
    private RedisServer server;

    public TestRedis(RedisUnderTest kind, Path directory) throws IOException {
        this.directory = directory;
        this.program = kind.program(directory);
        this.port = freePort();
        start();
    }

    public String uri() {
        return "redis://127.0.0.1:" + port;
    }

    int port() {
        return port;
    }

    public void start() {
        try {
            server = RedisServer.newRedisServer()
                    .executableProvider(() -> program)
                    .port(port)
                    .setting("bind 127.0.0.1")
                    .setting("dir " + directory)
                    .setting("save \"\"")
                    .setting("appendonly yes")
                    .setting("appendfsync everysec")
                    .build();
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void stop() {
        try {
            server.stop();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the server as a crash would: at once, with nothing tidied up. */
    void kill() {
        try (RedisClient client = RedisClient.create(uri())) {
            client.setOptions(ClientOptions.builder().autoReconnect(false).build());
            StatefulRedisConnection<String, String> connection = client.connect();
            String info = connection.sync().info("server");
            String pid = info.replaceFirst("(?s).*process_id:(\\d+).*", "$1");
            ProcessHandle process = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
            process.destroyForcibly();
            process.onExit().join();
        }
        stop();
    }

    @Override
    public void close() {
        stop();
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
