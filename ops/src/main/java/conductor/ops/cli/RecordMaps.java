package conductor.ops.cli;

import conductor.engine.codec.EventSettingsRecordDecoder;
import conductor.engine.codec.MessageHeaderDecoder;
import conductor.engine.core.AgentStatus;
import conductor.engine.core.AnomalyClass;
import conductor.engine.core.Arm;
import conductor.engine.core.Category;
import conductor.engine.core.Code;
import conductor.engine.core.ContentMethod;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionState;
import conductor.engine.core.DecisionType;
import conductor.engine.core.Rule;
import conductor.engine.core.Severity;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalFlags;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import conductor.engine.core.TimerKind;
import conductor.gateway.json.Json;
import conductor.gateway.json.Times;
import conductor.journal.json.ControlJson;
import conductor.journal.json.Ids;
import conductor.journal.json.JsonWriter;
import conductor.journal.json.PresenceJson;
import conductor.journal.json.Rarity;
import conductor.journal.json.RecordText;
import conductor.journal.json.SummaryJson;
import conductor.journal.json.TemplateSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Records of the journal as maps for people and JSON: numbers by their names, members without a value left out. */
final class RecordMaps {
    /** How long a payload is that cannot be read. */
    private static final String PAYLOAD_BYTES = "payload_bytes";

    private RecordMaps() {}

    static Map<String, Object> of(Signal signal, NameBook names) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("sequence", signal.sequence);
        map.put("type", SignalType.name(signal.type));
        map.put("engine_time", Times.utc(signal.engineTimeMs));
        String stream = SourceId.stream(signal.source);
        if (stream != null) {
            map.put("stream", stream);
            map.put("entry_id", signal.sourceTimeMs + "-" + signal.sourceSeq);
        }
        boolean message = SignalType.isOfPresence(signal.type) && PresenceMaps.isWhole(signal);
        if (message) {
            PresenceMaps.put(map, signal);
        } else {
            keysAndValues(map, signal, names);
        }
        if ((signal.flags & SignalFlags.LATE) != 0) {
            map.put("late", true);
        }
        if ((signal.flags & SignalFlags.INFERRED) != 0) {
            map.put("inferred", true);
        }
        if (!message) {
            payload(map, signal);
        }
        return map;
    }

    private static void keysAndValues(Map<String, Object> map, Signal signal, NameBook names) {
        put(map, "session", names.of(signal.subjectKey));
        put(map, "event", names.of(signal.scopeKey));
        put(map, "user_key", NameBook.hex(signal.actorKey));
        putNumber(map, "value1", signal.value1);
        putNumber(map, "value2", signal.value2);
        putNumber(map, "value3", signal.value3);
        putNumber(map, "value4", signal.value4);
    }

    private static void payload(Map<String, Object> map, Signal signal) {
        switch (signal.type) {
            case SignalType.GENESIS, SignalType.DEFINE -> {
                if (signal.payloadLength > 0) {
                    map.put("payload", signal.payload.getStringWithoutLengthUtf8(0, signal.payloadLength));
                }
            }
            case SignalType.PAUSE,
                    SignalType.RESUME,
                    SignalType.APPROVE,
                    SignalType.REJECT,
                    SignalType.SET_MODE,
                    SignalType.TRIGGER,
                    SignalType.SET_SWITCH,
                    SignalType.COMMAND_REFUSED -> {
                if (RecordText.isCommand(signal.payload, signal.payloadLength)) {
                    command(map, RecordText.command(signal.payload));
                } else {
                    map.put(PAYLOAD_BYTES, signal.payloadLength);
                }
            }
            case SignalType.SET_SETTINGS -> {
                if (RecordText.isSettingsChange(signal.payload, signal.payloadLength)) {
                    command(map, RecordText.settingsChange(signal.payload));
                } else {
                    map.put(PAYLOAD_BYTES, signal.payloadLength);
                }
            }
            case SignalType.CONTENT -> {
                put(map, "method", ContentMethod.name((int) signal.value2));
                if (signal.payloadLength > 0) {
                    map.put("content", signal.payload.getStringWithoutLengthUtf8(0, signal.payloadLength));
                }
            }
            case SignalType.CONTENT_SOURCES ->
                map.put(
                        "languages",
                        IntStream.range(0, signal.payloadLength / Long.BYTES)
                                .mapToLong(i -> signal.payload.getLong(i * Long.BYTES, ByteOrder.LITTLE_ENDIAN))
                                .mapToObj(TemplateSet::language)
                                .toList());
            case SignalType.EVENT_SETTINGS -> {
                if (RecordText.isSettings(signal.payload, signal.payloadLength)) {
                    text(map, "event", RecordText.settingsEvent(signal.payload));
                    long version = new EventSettingsRecordDecoder()
                            .wrapAndApplyHeader(signal.payload, 0, new MessageHeaderDecoder())
                            .settingsVersion();
                    members(map, json -> new ControlJson().settings(json, signal.payload, version));
                } else {
                    map.put(PAYLOAD_BYTES, signal.payloadLength);
                }
            }
            default -> {
                if (SignalType.isOfPresence(signal.type)) {
                    map.put(PAYLOAD_BYTES, signal.payloadLength);
                }
            }
        }
    }

    private static void command(Map<String, Object> map, RecordText.Command command) {
        map.put("command_id", command.commandId());
        map.put("actor", command.actor());
        text(map, "event", command.event());
        text(map, "session", command.session());
        text(map, "reason", command.reason());
        text(map, "content", command.content());
    }

    private static void text(Map<String, Object> map, String name, String text) {
        if (!text.isEmpty()) {
            map.put(name, text);
        }
    }

    /** The members that the streams show, without a second rendering of them. */
    private static void members(Map<String, Object> map, Consumer<JsonWriter> rendering) {
        JsonWriter json = new JsonWriter().beginObject();
        rendering.accept(json);
        json.endObject();
        try {
            Json.read(new String(json.toBytes(), StandardCharsets.UTF_8)).forEach((name, value) -> {
                if (value != null) {
                    map.put(name, value);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Map<String, Object> of(Decision decision, NameBook names) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("seq", decision.seq);
        map.put("type", DecisionType.name(decision.type));
        map.put("engine_time", Times.utc(decision.engineTimeMs));
        map.put("cause_sequence", decision.causeSequence);
        put(map, "timer", TimerKind.name(decision.causeTimer));
        if (DecisionType.isOfPresence(decision.type)) {
            put(map, "code", Code.name(decision.code));
            presence(map, decision, names);
        } else {
            ofAudience(map, decision, names);
        }
        return map;
    }

    private static void presence(Map<String, Object> map, Decision decision, NameBook names) {
        if (PresenceJson.isWhole(decision)) {
            members(map, json -> new PresenceJson(new Ids(names.engineId())).writeBare(json, decision));
        } else {
            map.put(PAYLOAD_BYTES, decision.payloadLength);
        }
    }

    private static void ofAudience(Map<String, Object> map, Decision decision, NameBook names) {
        put(map, "session", names.of(decision.subjectKey));
        put(map, "event", names.of(decision.scopeKey));
        put(map, "code", Code.name(decision.code));
        numbers(map, decision, names);
        put(map, "state", state(decision, decision.state));
        put(map, "previous", state(decision, decision.previous));
        put(map, "class", AnomalyClass.name(decision.anomalyClass));
        put(map, "rule", Rule.name(decision.rule));
        put(map, "detector", decision.rule == 0 ? null : Rule.detector(decision.rule));
        put(map, "severity", Severity.name(decision.severity));
        put(map, "arm", Arm.name(decision.arm));
        boolean evaluated = decision.type == DecisionType.SCORE || decision.type == DecisionType.ANOMALY;
        if (evaluated) {
            map.put("score", ppm(decision.scorePpm));
            put(map, "category", Category.name(decision.category));
            map.put("chat", decision.chatCount);
            map.put("reactions", decision.reactionCount);
            map.put("active_users", decision.activeUsers);
            map.put("total_users", decision.totalUsers);
            map.put("leavers", decision.leavers);
            map.put("participation", ppm(decision.participationPpm));
        }
        if (decision.type == DecisionType.ANOMALY) {
            map.put("expected", ppm(decision.expectedPpm));
            map.put("anomaly_score", ppm(decision.anomalyScorePpm));
        }
        control(map, decision);
    }

    /** Some types use the places of numbers for something else: {@link DecisionType}. */
    private static void numbers(Map<String, Object> map, Decision decision, NameBook names) {
        switch (decision.type) {
            case DecisionType.ANOMALY_COOLED -> map.put("free_at", Times.utc(decision.decisionSeq));
            case DecisionType.EVENT_RESOLVED -> put(map, "previous_event", names.of(decision.decisionSeq));
            case DecisionType.POLL_DROPPED -> put(map, "poll_key", NameBook.hex(decision.anomalySeq));
            case DecisionType.ANOMALY -> {
                if (decision.decisionSeq != 0) {
                    map.put("rarity", Rarity.words((int) decision.decisionSeq));
                }
                putNumber(map, "anomaly_seq", decision.anomalySeq);
            }
            case DecisionType.PAUSED, DecisionType.SETTINGS -> {}
            default -> {
                putNumber(map, "decision_seq", decision.decisionSeq);
                putNumber(map, "anomaly_seq", decision.anomalySeq);
            }
        }
    }

    /** Brake, doubt, settings and answers. */
    private static void control(Map<String, Object> map, Decision decision) {
        boolean settings = decision.type == DecisionType.SETTINGS;
        switch (decision.type) {
            case DecisionType.PAUSED,
                    DecisionType.RESUMED,
                    DecisionType.SOURCE_SUSPECT,
                    DecisionType.SETTINGS,
                    DecisionType.MODE,
                    DecisionType.COMMAND_RESULT -> {
                boolean whole = settings
                        ? RecordText.isSettings(decision.payload, decision.payloadLength)
                        : decision.payloadLength == 0 || RecordText.isCommand(decision.payload, decision.payloadLength);
                if (whole) {
                    text(map, "event", RecordText.event(decision));
                    members(map, json -> new ControlJson().write(json, decision));
                } else {
                    map.put(PAYLOAD_BYTES, decision.payloadLength);
                }
            }
            case DecisionType.SUMMARY -> {
                if (RecordText.isSummary(decision.payload, decision.payloadLength)) {
                    members(map, json -> new SummaryJson().write(json, decision));
                } else {
                    map.put(PAYLOAD_BYTES, decision.payloadLength);
                }
            }
            default -> {}
        }
    }

    private static String state(Decision decision, int state) {
        return switch (decision.type) {
            case DecisionType.DECISION -> DecisionState.name(state);
            case DecisionType.STATUS -> AgentStatus.name(state);
            default -> null;
        };
    }

    private static double ppm(int value) {
        return value / 1_000_000.0;
    }

    private static void put(Map<String, Object> map, String name, String value) {
        if (value != null) {
            map.put(name, value);
        }
    }

    private static void putNumber(Map<String, Object> map, String name, long value) {
        if (value != 0) {
            map.put(name, value);
        }
    }
}
