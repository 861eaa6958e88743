package conductor.gateway.http;

import conductor.gateway.json.Json;
import io.lettuce.core.RedisClient;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Reads commands and answers them as it is told to. */
final class FakeEngine implements AutoCloseable {
    /** What an engine does about a command. */
    interface Reaction {
        void to(FakeEngine engine, Map<String, Object> command);
    }

    /** Keeps the command for itself. */
    static final Reaction SILENCE = (engine, command) -> {};

    private static final String COMMANDS = "conductor.commands.v1";
    private static final long BLOCK_MS = 100;

    private final RedisClient client;
    private final Engine records;
    private final List<Map<String, Object>> commands = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile Reaction reaction = SILENCE;
    private volatile boolean stopping;

    FakeEngine(String redisUri, Engine records) {
        this.client = RedisClient.create(redisUri);
        this.records = records;
        this.thread = new Thread(this::run, "test-engine");
        thread.start();
    }

    private void run() {
        RedisCommands<String, String> redis = client.connect().sync();
        String last = "0-0";
        while (!stopping) {
            @SuppressWarnings("unchecked")
            List<StreamMessage<String, String>> read =
                    redis.xread(XReadArgs.Builder.block(BLOCK_MS), StreamOffset.from(COMMANDS, last));
            for (StreamMessage<String, String> message : read) {
                last = message.getId();
                Map<String, Object> command = parse(message.getBody().get("data"));
                commands.add(command);
                reaction.to(this, command);
            }
        }
    }

    private static Map<String, Object> parse(String json) {
        try {
            return Json.read(json);
        } catch (IOException e) {
            throw new UncheckedIOException(json, e);
        }
    }

    /** What it does from now on. */
    void reacts(Reaction now) {
        reaction = now;
    }

    /** It accepts everything. */
    void accepts() {
        reaction = (engine, command) -> engine.result(command, true, "OK", Map.of());
    }

    /** It refuses everything with a code. */
    void refuses(String code, String detail) {
        Map<String, Object> more = detail == null ? Map.of() : Map.of("detail", detail);
        reaction = (engine, command) -> engine.result(command, false, code, more);
    }

    void result(Map<String, Object> command, boolean ok, String code, Map<String, Object> more) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("command_id", command.get("command_id"));
        members.put("command", command.get("type"));
        members.put("ok", ok);
        members.put("code", code);
        members.putAll(more);
        records.decide("COMMAND_RESULT", null, null, members);
    }

    Engine records() {
        return records;
    }

    /** All commands that it has read. */
    List<Map<String, Object>> commands() {
        return List.copyOf(commands);
    }

    /** The command that was read last. */
    Map<String, Object> last() {
        return commands.get(commands.size() - 1);
    }

    @Override
    public void close() throws InterruptedException {
        stopping = true;
        thread.join();
        client.shutdown(0, 1, TimeUnit.SECONDS);
    }
}
