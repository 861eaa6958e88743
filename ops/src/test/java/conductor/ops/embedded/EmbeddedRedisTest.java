package conductor.ops.embedded;

import static conductor.ops.embedded.NodeProcess.ended;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import conductor.ops.embedded.EmbeddedServerException.Code;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("one-jdk")
@ParameterizedClass
@MethodSource("servers")
class EmbeddedRedisTest {
    private static final long WAIT_MS = 30_000;

    private static final String NAMED = "CONDUCTOR_TEST_REDIS_SERVER";

    @Parameter
    String program;

    @TempDir
    Path dir;

    private final List<NodeProcess> nodes = new ArrayList<>();

    /** The library's server, 6.2, and the one that the environment names, 7.0 or newer. */
    static Stream<String> servers() {
        String named = System.getenv(NAMED);
        if (named != null) {
            return Stream.of("of the library", named);
        }
        if ("1".equals(System.getenv("CONDUCTOR_CI"))) {
            throw new AssertionError(NAMED + " is not set; see ops/testbed/testbed");
        }
        System.out.println("### SKIPPED: the embedded server as Redis 7, as " + NAMED + " is not set ###");
        return Stream.of("of the library");
    }

    @BeforeEach
    void placeTheServer() throws IOException {
        if (Files.isExecutable(Path.of(program))) {
            Path bin = Files.createDirectories(redisDir().resolve("bin"));
            Files.copy(Path.of(program).toRealPath(), RedisBinary.place(bin), StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    @AfterEach
    void leaveNothingRunning() {
        nodes.forEach(NodeProcess::kill);
        RedisFiles files = RedisFiles.in(redisDir());
        RedisServer.running(files)
                .ifPresent(server -> ProcessHandle.of(server.pid()).ifPresent(ProcessHandle::destroyForcibly));
    }

    @Test
    void theDataSurvivesCloseAndStart() {
        long firstPid;
        try (EmbeddedRedis redis = EmbeddedRedis.start(redisDir())) {
            assertThat(redis.adopted()).isFalse();
            firstPid = redis.pid();
            ask(redis, commands -> commands.set("key", "kept"));
        }
        assertThat(ended(firstPid)).isTrue();
        try (EmbeddedRedis redis = EmbeddedRedis.start(redisDir())) {
            assertThat(redis.adopted()).isFalse();
            assertThat(redis.pid()).isNotEqualTo(firstPid);
            assertThat(ask(redis, commands -> commands.get("key"))).isEqualTo("kept");
        }
    }

    @Test
    void aServerThatOutlivedItsKilledNodeIsAdopted() throws Exception {
        NodeProcess node = startNode();
        long serverPid = node.serverPid();
        node.kill();
        assertThat(ended(serverPid)).isFalse();

        try (EmbeddedRedis redis = EmbeddedRedis.start(redisDir())) {
            assertThat(redis.adopted()).isTrue();
            assertThat(redis.pid()).isEqualTo(serverPid);
            ask(redis, commands -> commands.set("key", "value"));
        }
        assertThat(ended(serverPid)).isTrue();
    }

    @Test
    void theServerHasASessionOfItsOwnSoThatCtrlCOnTheTerminalDoesNotReachIt() throws Exception {
        try (EmbeddedRedis redis = EmbeddedRedis.start(redisDir())) {
            Path stat = Path.of("/proc/" + redis.pid() + "/stat");
            assumeTrue(Files.exists(stat), "needs /proc");
            String[] fields = Files.readString(stat).replaceFirst(".*\\) ", "").split(" ");
            assertThat(fields[3]).as("session").isEqualTo(Long.toString(redis.pid()));
        }
    }

    @Test
    void twoStartsOnOneFolderShareOneServerAndTheNewerStopsIt() {
        EmbeddedRedis first = EmbeddedRedis.start(redisDir());
        EmbeddedRedis second = EmbeddedRedis.start(redisDir());
        assertThat(second.adopted()).isTrue();
        assertThat(second.pid()).isEqualTo(first.pid());
        first.close();
        assertThat(ask(second, RedisCommands::ping)).isEqualTo("PONG");
        second.close();
        assertThat(ended(second.pid())).isTrue();
    }

    @Test
    void startsAtTheSameMomentShareOneServer() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            Callable<EmbeddedRedis> start = () -> EmbeddedRedis.start(redisDir());
            List<EmbeddedRedis> handles = new ArrayList<>();
            for (Future<EmbeddedRedis> handle : threads.invokeAll(List.of(start, start, start, start))) {
                handles.add(handle.get());
            }
            assertThat(handles)
                    .extracting(EmbeddedRedis::pid)
                    .containsOnly(handles.get(0).pid());
            assertThat(handles).filteredOn(handle -> !handle.adopted()).hasSize(1);
            handles.forEach(EmbeddedRedis::close);
            assertThat(ended(handles.get(0).pid())).isTrue();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aSecondNodeOnTheSameFolderIsRefused() throws Exception {
        NodeProcess node = startNode();
        long serverPid = node.serverPid();
        EmbeddedServerException refusal =
                catchThrowableOfType(EmbeddedServerException.class, () -> EmbeddedRedis.start(redisDir()));
        assertThat(refusal.code()).isEqualTo(Code.IN_USE);
        assertThat(refusal).hasMessageContaining(Long.toString(node.pid())).hasMessageContaining("--data-dir");
        assertThat(ended(serverPid)).isFalse();
    }

    @Test
    void aDetachedServerLivesOnAndIsAdopted() {
        EmbeddedRedis first = EmbeddedRedis.start(redisDir());
        first.detach();
        first.close();
        try (EmbeddedRedis second = EmbeddedRedis.start(redisDir())) {
            assertThat(second.adopted()).isTrue();
            assertThat(second.uri()).isEqualTo(first.uri());
        }
    }

    @Test
    void aKilledServerIsStartedAgainWithItsData() {
        EmbeddedRedis first = EmbeddedRedis.start(redisDir());
        ask(first, commands -> commands.set("key", "kept"));
        ProcessHandle server = ProcessHandle.of(first.pid()).orElseThrow();
        server.destroyForcibly();
        assertThat(ServerProcess.await(WAIT_MS, () -> ended(first.pid()))).isTrue();
        try (EmbeddedRedis second = EmbeddedRedis.start(redisDir())) {
            assertThat(second.adopted()).isFalse();
            assertThat(ask(second, commands -> commands.get("key"))).isEqualTo("kept");
        }
    }

    @Test
    void aPortThatIsTakenMeanwhileIsExchangedForAnother() throws Exception {
        String uri;
        try (EmbeddedRedis redis = EmbeddedRedis.start(redisDir())) {
            uri = redis.uri();
        }
        int port = URI.create(uri).getPort();
        try (ServerSocket squatter = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"));
                EmbeddedRedis redis = EmbeddedRedis.start(redisDir())) {
            assertThat(squatter.isBound()).isTrue();
            assertThat(redis.uri()).isNotEqualTo(uri);
        }
    }

    @Test
    void theServerKeepsEverythingAndEvictsNothing() {
        try (EmbeddedRedis redis = EmbeddedRedis.start(redisDir())) {
            assertThat(setting(redis, "appendonly")).isEqualTo("yes");
            assertThat(setting(redis, "appendfsync")).isEqualTo("everysec");
            assertThat(setting(redis, "save")).isEmpty();
            assertThat(setting(redis, "maxmemory-policy")).isEqualTo("noeviction");
            assertThat(setting(redis, "protected-mode")).isEqualTo("yes");
            assertThat(setting(redis, "bind")).isEqualTo("127.0.0.1");
            assertThat(setting(redis, "stream-node-max-entries")).isEqualTo("100");
        }
    }

    @Test
    void aBrokenAppendOnlyFileIsNamedWithWhatToDo() throws IOException {
        EmbeddedRedis.start(redisDir()).close();
        Files.writeString(incrementalFile(), "this is no append only file\n");
        EmbeddedServerException error =
                catchThrowableOfType(EmbeddedServerException.class, () -> EmbeddedRedis.start(redisDir()));
        assertThat(error.code()).isEqualTo(Code.DATA);
        assertThat(error).hasMessageContaining("appendonly").hasMessageContaining("redis-check-aof");
    }

    private Path incrementalFile() throws IOException {
        try (Stream<Path> files = Files.walk(redisDir())) {
            return files.filter(file -> file.toString().matches(".*/appendonly.aof(.*\\.incr\\.aof)?"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void aFolderThatCannotBeMadeIsNamedWithWhatToDo() throws IOException {
        Path file = Files.writeString(dir.resolve("file"), "");
        EmbeddedServerException error =
                catchThrowableOfType(EmbeddedServerException.class, () -> EmbeddedRedis.start(file.resolve("redis")));
        assertThat(error.code()).isEqualTo(Code.DISK);
        assertThat(error).hasMessageContaining("--data-dir");
    }

    @Test
    void aProgramThatFailsAtOnceIsNamedWithWhatItPrinted() throws IOException {
        Path bin = Files.createDirectories(redisDir().resolve("bin"));
        try (EmbeddedRedis redis = EmbeddedRedis.start(redisDir())) {
            assertThat(redis.adopted()).isFalse();
        }
        Files.writeString(RedisBinary.place(bin), "#!/bin/sh\necho missing library\nexit 127\n");
        EmbeddedServerException error =
                catchThrowableOfType(EmbeddedServerException.class, () -> EmbeddedRedis.start(redisDir()));
        assertThat(error.code()).isEqualTo(Code.BINARY);
        assertThat(error).hasMessageContaining("missing library").hasMessageContaining("REDIS_URL");
    }

    private Path redisDir() {
        return dir.resolve("a folder/redis");
    }

    private NodeProcess startNode() throws IOException {
        NodeProcess node = NodeProcess.start("redis", redisDir().toString());
        nodes.add(node);
        return node;
    }

    private static String setting(EmbeddedRedis redis, String name) {
        return ask(redis, commands -> commands.configGet(name).get(name));
    }

    private static String ask(EmbeddedRedis redis, Function<RedisCommands<String, String>, String> question) {
        RedisClient client = RedisClient.create(redis.uri());
        try {
            return question.apply(client.connect().sync());
        } finally {
            client.shutdown();
        }
    }
}
