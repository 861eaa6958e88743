package conductor.gateway.publish;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.Code;
import conductor.engine.core.Decision;
import conductor.engine.core.DetectionConfig;
import conductor.engine.core.Engine;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.KeyHash;
import conductor.engine.core.PresenceConfig;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import conductor.gateway.planes.PresenceMessageParser;
import conductor.journal.json.SessionDirectory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Messages of operators and work items at given times through a whole engine, and the records as they leave. JSON is written with single quotes. */
final class DeskStage {
    static final long START_MS = Records.at("2026-03-02T10:15:00Z");

    private static final List<String> ENVELOPE =
            List.of("v", "seq", "engine", "type", "at", "scope", "subject", "cause", "origin", "session");

    private static final List<String> OF_ALL_WORK =
            List.of("kind", "state", "priority", "entered_at", "attempts", "offers");

    private final List<Map<String, Object>> records = new ArrayList<>();
    private final SessionDirectory directory = new SessionDirectory();
    private final RecordRenderer renderer = new RecordRenderer(Records.ENGINE, directory);
    private final PresenceMessageParser parser = new PresenceMessageParser(new KeyHash(1, 2), "5e1f09c2");
    private final Engine engine;
    private long nowMs = START_MS;
    private long sequence;
    private int messages;

    DeskStage() {
        this(PresenceConfig.SHIPPED);
    }

    DeskStage(PresenceConfig presence) {
        engine = new Engine(
                EngineConfig.defaults(Records.ENGINE, DetectionConfig.RULES).with(presence), this::keep);
    }

    private void keep(Decision d) {
        directory.apply(d);
        OutputRecord out = renderer.render(d);
        assertThat(out.channel()).isNull();
        assertThat(out.command()).isFalse();
        records.add(Json.parse(out.entry()));
    }

    /** An operator who can be offered something. */
    DeskStage ready(String agent) {
        return account(agent)
                .send("operator.login", "'agent_id':'" + agent + "'")
                .heartbeat(agent, true);
    }

    DeskStage account(String agent) {
        return send("operator.account", "'agent_id':'" + agent + "','active':true,'role':'agent'");
    }

    DeskStage heartbeat(String agent, boolean device) {
        return send(
                "operator.heartbeat",
                "'agent_id':'" + agent + "','seq':" + (nowMs - START_MS + 1) + ",'device':" + device);
    }

    DeskStage work(String work) {
        return send("work.arrived", "'work_id':'" + work + "','caller':'c_9f'");
    }

    DeskStage result(String work, String agent, int offer, String result) {
        return send(
                "work.offer_result",
                "'work_id':'" + work + "','agent_id':'" + agent + "','offer':" + offer + ",'result':'" + result + "'");
    }

    /** Time comes to so many seconds after the start. */
    DeskStage at(int seconds) {
        nowMs = START_MS + seconds * 1_000L;
        Signal tick = new Signal();
        while (engine.nextDueMs() <= nowMs) {
            tick.clear();
            tick.type = SignalType.TICK;
            tick.engineTimeMs = nowMs;
            engine.prepareTick(tick);
            apply(tick);
        }
        return this;
    }

    /** A message with an id of its own, m-1, m-2 and so on. */
    DeskStage send(String type, String members) {
        return send("m-" + ++messages, type, members);
    }

    DeskStage send(String id, String type, String members) {
        String json = "{'v':1,'type':'" + type + "','id':'" + id + "','scope':'org_7'"
                + (members.isEmpty() ? "" : "," + members) + "}";
        byte[] utf8 = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        Signal signal = new Signal();
        assertThat(parser.parse(utf8, 0, utf8.length, signal)).as(json).isEqualTo(Code.NONE);
        signal.source = SourceId.OPERATORS;
        signal.sourceTimeMs = nowMs;
        apply(signal);
        return this;
    }

    private void apply(Signal signal) {
        signal.sequence = ++sequence;
        signal.engineTimeMs = nowMs;
        engine.onSignal(signal);
    }

    List<Map<String, Object>> records() {
        return records;
    }

    /** The newest record of a type. */
    Map<String, Object> last(String type) {
        return records.stream()
                .filter(record -> record.get("type").equals(type))
                .reduce((first, second) -> second)
                .orElseThrow(() -> new AssertionError("there is no " + type + " among " + records));
    }

    /** What the newest record of a type says of its own, as in {@code code, members}: without its envelope, its session and what all work items say. */
    String own(String type) {
        StringBuilder own = new StringBuilder();
        last(type).forEach((name, value) -> {
            if (!ENVELOPE.contains(name) && !OF_ALL_WORK.contains(name)) {
                own.append(own.isEmpty() ? "" : ", ").append(name).append('=').append(value);
            }
        });
        return own.toString();
    }
}
