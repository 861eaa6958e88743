package conductor.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.codec.MessageHeaderEncoder;
import conductor.engine.codec.MessageResultEncoder;
import conductor.engine.core.Code;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.engine.core.DetectionConfig;
import conductor.engine.core.Engine;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.KeyHash;
import conductor.engine.core.PresenceConfig;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import conductor.gateway.planes.PresenceMessageParser;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What {@code journal cat} says of operators and work items. */
class PresenceMapsTest {
    private static final int ENGINE = 0x5e1f09c2;
    private static final long START_MS = 1_772_446_500_000L;

    private final NameBook names = new NameBook(ENGINE);
    private final PresenceMessageParser parser = new PresenceMessageParser(new KeyHash(1, 2), "5e1f09c2");

    @Test
    void aMessageIsShownAsItsSenderWroteIt() {
        assertThat(shown("operator.account", "'agent_id':'a1','active':true,'role':'agent'"))
                .isEqualTo("agent_id=a1, active=true, role=agent");
        assertThat(shown("operator.login", "'agent_id':'a1','max_concurrent':2,'skills':['en','de'],'reply':true"))
                .isEqualTo("agent_id=a1, max_concurrent=2, skills=[en, de], reply=true");
        assertThat(shown("operator.logout", "'agent_id':'a1','force':true")).isEqualTo("agent_id=a1, force=true");
        assertThat(shown("operator.status", "'agent_id':'a1','status':'BREAK','reason':'lunch'"))
                .isEqualTo("agent_id=a1, status=BREAK, reason=lunch");
        assertThat(shown("operator.status", "'agent_id':'a1','status':'NAP'")).isEqualTo("agent_id=a1, status=?");
        assertThat(shown("operator.heartbeat", "'agent_id':'a1','seq':42,'device':true"))
                .isEqualTo("agent_id=a1, seq=42, device=true");
        assertThat(shown(
                        "operator.heartbeat",
                        "'agent_id':'a1','seq':43,'device':false,'rtt_ms':35,'session_id':'as-5e1f09c2-7'"))
                .isEqualTo("agent_id=a1, seq=43, device=false, session_number=7, rtt_ms=35");
        assertThat(shown("operator.disconnect", "'agent_id':'a1','session_id':'as-5e1f09c2-7'"))
                .isEqualTo("agent_id=a1, session_number=7");
        assertThat(shown("work.arrived", "'work_id':'w1'")).isEqualTo("work_id=w1, kind=call");
        assertThat(
                        shown(
                                "work.arrived",
                                "'work_id':'w1','kind':'escalation','priority':9,'max_wait_ms':5000,'caller':'c','related':'r'"))
                .isEqualTo("work_id=w1, kind=escalation, priority=9, max_wait_ms=5000, caller=c, related=r");
        assertThat(shown("work.offer_result", "'work_id':'w1','agent_id':'a1','offer':2,'result':'busy'"))
                .isEqualTo("work_id=w1, agent_id=a1, offer=2, result=busy");
        assertThat(shown("work.abandoned", "'work_id':'w1'")).isEqualTo("work_id=w1, reason=caller");
        assertThat(shown("work.ended", "'work_id':'w1','agent_id':'a1','disposition':'solved'"))
                .isEqualTo("work_id=w1, agent_id=a1, disposition=solved");
        assertThat(shown("work.callback_response", "'work_id':'w1','digit':'#'"))
                .isEqualTo("work_id=w1, digit=#");
        assertThat(shown("work.verdict", "'work_id':'w1','actor':'a1','verdict':'reject'"))
                .isEqualTo("actor=a1, work_id=w1, verdict=reject");
        assertThat(shown("presence.readiness", "'schema_ok':true")).isEqualTo("schema_ok=true");
        assertThat(shown("presence.cleanup", "")).isEqualTo("idle_ms=7200000");
    }

    @Test
    void aMessageSaysWhereItCameFromAndNotByWhichKeysItIsFound() {
        assertThat(RecordMaps.of(signal("operator.login", "'agent_id':'a1'"), names))
                .containsEntry("type", "OPERATOR_LOGIN")
                .containsEntry("message_type", "operator.login")
                .containsEntry("message_id", "m-1")
                .containsEntry("scope", "org_7")
                .containsEntry("stream", "conductor.presence.v1")
                .containsEntry("entry_id", START_MS + "-0")
                .doesNotContainKeys("session", "event", "value2", "payload_bytes");
    }

    @Test
    void recordsAreShownWithTheirMembersAndWithoutEmptyOnes() {
        List<Map<String, Object>> records = new ArrayList<>();
        Engine engine = new Engine(
                EngineConfig.defaults(ENGINE, DetectionConfig.RULES).with(PresenceConfig.SHIPPED),
                decision -> records.add(RecordMaps.of(decision, names)));
        engine.onSignal(signal(1, "operator.account", "'agent_id':'a1','active':true,'role':'agent'"));
        engine.onSignal(signal(2, "operator.login", "'agent_id':'a1'"));
        engine.onSignal(signal(3, "operator.logout", "'agent_id':'a9'"));

        assertThat(records).hasSize(2);
        assertThat(records.get(0))
                .containsEntry("type", "AGENT_SESSION_OPENED")
                .containsEntry("cause_sequence", 2L)
                .containsEntry("scope", "org_7")
                .containsEntry("subject", "a1")
                .containsEntry("message_id", "m-2")
                .containsEntry("session_id", "as-5e1f09c2-1")
                .doesNotContainKeys("event", "decision_seq", "code");
        assertThat((Map<?, ?>) records.get(0).get("session"))
                .extracting(session -> session.get("status"))
                .isEqualTo("UNREACHABLE");
        assertThat(records.get(1))
                .containsEntry("type", "REJECTED")
                .containsEntry("code", "UNKNOWN_AGENT")
                .containsEntry("refused_type", "operator.logout");
    }

    @Test
    void ofAPayloadThatIsNotWholeOnlyTheLengthIsShown() {
        Signal signal = signal("work.arrived", "'work_id':'w1','skills':['en']");
        for (int whole = signal.payloadLength - 1; whole >= 0; whole--) {
            signal.payloadLength = whole;
            assertThat(RecordMaps.of(signal, names))
                    .containsEntry("payload_bytes", whole)
                    .doesNotContainKey("message_id");
        }
        Decision decision = new Decision();
        decision.type = DecisionType.MESSAGE_RESULT;
        decision.code = Code.BUSY;
        MessageResultEncoder result = new MessageResultEncoder();
        result.wrapAndApplyHeader(decision.payload, 0, new MessageHeaderEncoder())
                .refusedType((short) SignalType.OPERATOR_LOGOUT);
        byte[] id = "m-1".getBytes(StandardCharsets.UTF_8);
        result.putScope(id, 0, id.length).putSubject(id, 0, id.length).putMessage(id, 0, id.length);
        int length = MessageHeaderEncoder.ENCODED_LENGTH + result.encodedLength();
        for (int whole = 0; whole < length; whole++) {
            decision.payloadLength = whole;
            assertThat(RecordMaps.of(decision, names)).containsEntry("payload_bytes", whole);
        }
        decision.payloadLength = length;
        assertThat(RecordMaps.of(decision, names))
                .containsEntry("command_id", "m-1")
                .containsEntry("ok", false);
    }

    /** The members behind the envelope. */
    private String shown(String type, String members) {
        StringBuilder own = new StringBuilder();
        Map<String, Object> map = RecordMaps.of(signal(type, members), names);
        List<String> envelope =
                List.of("sequence", "type", "engine_time", "stream", "entry_id", "message_type", "message_id", "scope");
        assertThat(map).containsEntry("message_type", type).containsKeys(envelope.toArray(new String[0]));
        map.forEach((name, value) -> {
            if (!envelope.contains(name)) {
                own.append(own.isEmpty() ? "" : ", ").append(name).append('=').append(value);
            }
        });
        return own.toString();
    }

    private Signal signal(String type, String members) {
        return signal(1, type, members);
    }

    private Signal signal(long sequence, String type, String members) {
        String json = "{'v':1,'type':'" + type + "','id':'m-" + sequence + "','scope':'org_7'"
                + (members.isEmpty() ? "" : "," + members) + "}";
        byte[] utf8 = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        Signal signal = new Signal();
        assertThat(parser.parse(utf8, 0, utf8.length, signal)).as(json).isEqualTo(Code.NONE);
        signal.source = SourceId.OPERATORS;
        signal.sourceTimeMs = START_MS;
        signal.sequence = sequence;
        signal.engineTimeMs = START_MS;
        return signal;
    }
}
