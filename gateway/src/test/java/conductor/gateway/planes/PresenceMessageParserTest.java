package conductor.gateway.planes;

import static conductor.gateway.planes.PresenceMessages.hash;
import static conductor.gateway.planes.PresenceMessages.message;
import static conductor.gateway.planes.PresenceMessages.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.Code;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import conductor.engine.presence.MessageWord;
import conductor.engine.presence.WorkKey;
import conductor.engine.presence.WorkKind;
import conductor.gateway.planes.PresenceMessages.Said;
import conductor.gateway.planes.PresenceMessages.Skill;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What messages of the presence plane become, type by type. */
class PresenceMessageParserTest {
    private final PresenceMessageParser parser =
            new PresenceMessageParser(PresenceMessages.HASH, PresenceMessages.ENGINE);
    private final Signal signal = new Signal();

    @Test
    void everyTypeHasItsSignalAndItsKeys() {
        for (int i = 0; i < PresenceMessages.EXAMPLES.length; i++) {
            String[] example = PresenceMessages.EXAMPLES[i];
            Signal made = parse(message(example[0], example[1]));
            assertThat(made.type).as(example[0]).isEqualTo(SignalType.OPERATOR_ACCOUNT + i);
            assertThat(SignalType.isOfPresence(made.type)).isTrue();
            assertThat(made.scopeKey).isEqualTo(hash("org_7"));
            assertThat(made.value2).isEqualTo(hash("org_7\0gw1-000042"));
            assertThat(made.value1 | made.value3 | made.value4 | made.flags).isZero();
            Said said = said(made);
            assertThat(said.message()).isEqualTo("gw1-000042");
            assertThat(said.scope()).isEqualTo("org_7");
            assertThat(said.reply()).isZero();
        }
        assertThat(SignalType.OPERATOR_ACCOUNT + PresenceMessages.EXAMPLES.length - 1)
                .isEqualTo(SignalType.CLEANUP);
    }

    @Test
    void operatorsAreSubjectsAndNobodyActsOnThem() {
        for (String[] example : PresenceMessages.EXAMPLES) {
            if (example[0].startsWith("operator.")) {
                Signal made = parse(message(example[0], example[1]));
                assertThat(made.subjectKey).as(example[0]).isEqualTo(hash("org_7\0a1"));
                assertThat(made.actorKey).isZero();
                assertThat(said(made).subject()).isEqualTo("a1");
                assertThat(said(made).agent()).isEmpty();
            }
        }
    }

    @Test
    void whereTheEntryStandsIsLeftAsItIs() {
        signal.source = SourceId.OPERATORS;
        signal.sourceTimeMs = 1_772_446_561_000L;
        signal.sourceSeq = 3;
        byte[] padded = utf8("##" + message("presence.readiness", "\"schema_ok\":true") + "#");
        assertThat(parser.parse(padded, 2, padded.length - 3, signal)).isEqualTo(Code.NONE);
        assertThat(signal.source).isEqualTo(SourceId.OPERATORS);
        assertThat(signal.sourceTimeMs).isEqualTo(1_772_446_561_000L);
        assertThat(signal.sourceSeq).isEqualTo(3);
    }

    @Test
    void anAccountCarriesItsRoleAndWhetherItIsActive() {
        assertThat(account("true", "agent").word()).isEqualTo(MessageWord.AGENT);
        assertThat(account("true", "supervisor").word()).isEqualTo(MessageWord.SUPERVISOR);
        assertThat(account("false", "admin").word()).isEqualTo(MessageWord.ADMIN);
        assertThat(account("true", "agent").flag()).isEqualTo(1);
        assertThat(account("false", "agent").flag()).isZero();
    }

    @Test
    void aLoginCarriesItsSkillsEachWithAKeyThatNoAgentHas() {
        Said login = said("operator.login", "\"agent_id\":\"en\",\"max_concurrent\":8,\"skills\":[\"en\",\"dé\"]");
        assertThat(login.maxConcurrent()).isEqualTo(8);
        assertThat(login.skills())
                .containsExactly(new Skill("en", hash("org_7\u0001en")), new Skill("dé", hash("org_7\u0001dé")));
        assertThat(login.skills().get(0).key()).isNotEqualTo(signal.subjectKey);
    }

    @Test
    void whatALoginDoesNotSayIsOneCallAndNoSkill() {
        for (String rest : new String[] {"", ",\"max_concurrent\":null,\"skills\":null", ",\"skills\":[]"}) {
            Said login = said("operator.login", "\"agent_id\":\"a1\"" + rest);
            assertThat(login.maxConcurrent()).isEqualTo(1);
            assertThat(login.skills()).isEmpty();
        }
    }

    @Test
    void aLogoutIsForcedOnlyWhereItSaysSo() {
        assertThat(said("operator.logout", "\"agent_id\":\"a1\",\"force\":true").flag())
                .isEqualTo(1);
        assertThat(said("operator.logout", "\"agent_id\":\"a1\",\"force\":false")
                        .flag())
                .isZero();
        assertThat(said("operator.logout", "\"agent_id\":\"a1\"").flag()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"AVAILABLE,1", "BREAK,2", "ON_CALL,0", "available,0", "'',0", "SIXTEEN_CHARS_16,0"})
    void aStatusThatCannotBeSetIsForTheEngineToRefuse(String status, int word) {
        Said said = said("operator.status", "\"agent_id\":\"a1\",\"status\":\"" + status + "\",\"reason\":\"lü\\tx\"");
        assertThat(said.word()).isEqualTo(word);
        assertThat(said.reason()).isEqualTo("lü\tx");
        assertThat(said("operator.status", "\"agent_id\":\"a1\",\"status\":\"" + status + "\"")
                        .reason())
                .isEmpty();
    }

    @Test
    void aHeartbeatCarriesItsNumberItsDeviceAndItsRoundTrip() {
        Said full = said(
                "operator.heartbeat",
                "\"agent_id\":\"a1\",\"seq\":42,\"device\":true,\"session_id\":\"as-5e1f09c2-20100\",\"rtt_ms\":0,"
                        + "\"client_status\":\"AVAILABLE\"");
        assertThat(full.number()).isEqualTo(42);
        assertThat(full.flag()).isEqualTo(1);
        assertThat(full.session()).isEqualTo(20_100);
        assertThat(full.rttMs()).isZero();
        Said least = said("operator.heartbeat", "\"agent_id\":\"a1\",\"seq\":9007199254740991,\"device\":false");
        assertThat(least.number()).isEqualTo(9_007_199_254_740_991L);
        assertThat(least.flag()).isZero();
        assertThat(least.session()).isZero();
        assertThat(least.rttMs()).isEqualTo(-1);
    }

    @ParameterizedTest
    @CsvSource({
        "as-5e1f09c2-1,1",
        "as-5e1f09c2-999999999999999999,999999999999999999",
        "as-5e1f09c2-9999999999999999999,-1",
        "as-5e1f09c2-0,-1",
        "as-5e1f09c2-07,-1",
        "as-5e1f09c2-,-1",
        "as-5e1f09c3-7,-1",
        "a-5e1f09c2-7,-1",
        "é,-1"
    })
    void aSessionThatThisEngineNeverGaveHasNoNumber(String id, long number) {
        assertThat(said("operator.disconnect", "\"agent_id\":\"a1\",\"session_id\":\"" + id + "\"")
                        .session())
                .isEqualTo(number);
    }

    @Test
    void aWorkItemCarriesAllThatIsSaidOfIt() {
        Signal arrived = parse(message(
                "work.arrived",
                "\"work_id\":\"w1\",\"kind\":\"escalation\",\"priority\":99,\"skills\":[\"b\",\"a\"],\"max_wait_ms\":1000,"
                        + "\"caller\":\"c_9f\",\"related\":\"r_1\",\"actor\":\"tel\",\"reply\":true"));
        assertThat(arrived.subjectKey).isEqualTo(hash("org_7\0w1"));
        assertThat(arrived.actorKey).isZero();
        Said said = said(arrived);
        assertThat(said.kind()).isEqualTo(WorkKind.ESCALATION);
        assertThat(said.priority()).isEqualTo(99);
        assertThat(said.number()).isEqualTo(1_000);
        assertThat(said.skills()).extracting(Skill::name).containsExactly("b", "a");
        assertThat(said.caller()).isEqualTo("c_9f");
        assertThat(said.related()).isEqualTo("r_1");
        assertThat(said.subject()).isEqualTo("w1");
        assertThat(said.actor()).isEqualTo("tel");
        assertThat(said.reply()).isEqualTo(1);
    }

    @Test
    void aWorkItemOfWhichNothingIsSaidIsACall() {
        Said said = said("work.arrived", "\"work_id\":\"w1\"");
        assertThat(said.kind()).isEqualTo(WorkKind.CALL);
        assertThat(said.priority()).isEqualTo(-1);
        assertThat(said.number()).isZero();
        assertThat(said.skills()).isEmpty();
        assertThat(said.caller()).isEmpty();
        assertThat(said.related()).isEmpty();
    }

    @Test
    void theResultOfAnOfferNamesItsAgent() {
        int number = 0;
        for (String result : new String[] {"answered", "busy", "no_answer", "failed", "cancelled"}) {
            Signal made = parse(message(
                    "work.offer_result",
                    "\"work_id\":\"w1\",\"agent_id\":\"a1\",\"offer\":7,\"result\":\"" + result + "\""));
            assertThat(said(made).word()).isEqualTo(++number);
            assertThat(said(made).number()).isEqualTo(7);
            assertThat(said(made).agent()).isEqualTo("a1");
            assertThat(made.actorKey).isEqualTo(hash("org_7\0a1"));
            assertThat(made.subjectKey).isEqualTo(hash("org_7\0w1"));
        }
    }

    @Test
    void anOfferBeyondAllCountingIsOneThatWasNeverMade() {
        String members = "\"work_id\":\"w1\",\"agent_id\":\"a1\",\"result\":\"busy\",\"offer\":";
        assertThat(said("work.offer_result", members + "9".repeat(1_000)).number())
                .isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void whoAbandonedIsTheCallerWhereNobodyIsNamed() {
        assertThat(said("work.abandoned", "\"work_id\":\"w1\"").word()).isEqualTo(MessageWord.CALLER);
        assertThat(said("work.abandoned", "\"work_id\":\"w1\",\"reason\":null").word())
                .isEqualTo(MessageWord.CALLER);
        assertThat(said("work.abandoned", "\"work_id\":\"w1\",\"reason\":\"caller\"")
                        .word())
                .isEqualTo(MessageWord.CALLER);
        assertThat(said("work.abandoned", "\"work_id\":\"w1\",\"reason\":\"upstream\"")
                        .word())
                .isEqualTo(MessageWord.UPSTREAM);
    }

    @Test
    void anEndCarriesItsAgentAndHowItWent() {
        Signal made = parse(message("work.ended", "\"work_id\":\"w1\",\"agent_id\":\"a1\",\"disposition\":\"solved\""));
        assertThat(said(made).reason()).isEqualTo("solved");
        assertThat(said(made).agent()).isEqualTo("a1");
        assertThat(made.actorKey).isEqualTo(hash("org_7\0a1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "#"})
    void aDigitIsItsCharacter(String digit) {
        assertThat(said("work.callback_response", "\"work_id\":\"w1\",\"digit\":\"" + digit + "\"")
                        .digit())
                .isEqualTo(digit.charAt(0));
    }

    @Test
    void itemsThatTheEngineMadeHaveTheEnginesKeys() {
        Signal made = parse(message(
                "work.verdict", "\"work_id\":\"ap-d-5e1f09c2-10422\",\"actor\":\"a1\",\"verdict\":\"approve\""));
        assertThat(made.subjectKey).isEqualTo(WorkKey.approval(10_422));
        assertThat(made.actorKey).isZero();
        assertThat(said(made).word()).isEqualTo(MessageWord.APPROVE);
        assertThat(said(made).actor()).isEqualTo("a1");
        assertThat(said(made).subject()).isEqualTo("ap-d-5e1f09c2-10422");
        assertThat(said("work.verdict", "\"work_id\":\"es-a-5e1f09c2-3\",\"actor\":\"a1\",\"verdict\":\"reject\"")
                        .word())
                .isEqualTo(MessageWord.REJECT);
        assertThat(signal.subjectKey).isEqualTo(WorkKey.escalation(3));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ap-d-5e1f09c3-10422",
                "ap-d-5e1f09c2-010",
                "ap-5e1f09c2-10422",
                "es-d-5e1f09c2-3",
                "es-a-5e1f09c2-0"
            })
    void whatOnlyLooksLikeAnItemOfTheEngineHasAKeyedHash(String id) {
        parse(message("work.abandoned", "\"work_id\":\"" + id + "\""));
        assertThat(signal.subjectKey).isEqualTo(hash("org_7\0" + id));
        parse(message("work.arrived", "\"work_id\":\"" + id + "\""));
        assertThat(signal.subjectKey).isEqualTo(hash("org_7\0" + id));
    }

    @Test
    void anAgentNamedLikeAnItemOfTheEngineIsAnAgent() {
        parse(message("operator.login", "\"agent_id\":\"ap-d-5e1f09c2-10422\""));
        assertThat(signal.subjectKey).isEqualTo(hash("org_7\0ap-d-5e1f09c2-10422"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ap-d-5e1f09c2-10422", "es-a-5e1f09c2-3"})
    void nobodyElseGivesAnItemAnIdOfTheEngine(String id) {
        byte[] data = utf8(message("work.arrived", "\"work_id\":\"" + id + "\""));
        assertThat(parser.parse(data, 0, data.length, signal)).isEqualTo(Code.BAD_FIELD);
        assertThat(parser.badField()).isEqualTo("work_id");
    }

    @Test
    void readinessAndCleanUpAreOfNobody() {
        Said readiness = said("presence.readiness", "\"schema_ok\":false");
        assertThat(readiness.flag()).isZero();
        assertThat(readiness.subject()).isEmpty();
        assertThat(signal.subjectKey | signal.actorKey).isZero();
        assertThat(said("presence.readiness", "\"schema_ok\":true").flag()).isEqualTo(1);
        assertThat(said("presence.cleanup", "\"idle_ms\":86400000").number()).isEqualTo(86_400_000);
        assertThat(said("presence.cleanup", "\"idle_ms\":null").number()).isEqualTo(7_200_000);
        assertThat(signal.subjectKey | signal.actorKey).isZero();
    }

    @Test
    void theLongestMessageFitsIntoASignal() {
        String id = "€".repeat(85);
        StringBuilder skills = new StringBuilder();
        for (int i = 0; i < 16; i++) {
            skills.append(i == 0 ? "" : ",")
                    .append('"')
                    .append((char) ('a' + i))
                    .append("x".repeat(31))
                    .append('"');
        }
        Signal made = parse("{\"v\":1,\"type\":\"work.arrived\",\"id\":\"" + id + "\",\"scope\":\"" + id
                + "\",\"actor\":\"" + id + "\",\"work_id\":\"" + id + "\",\"caller\":\"" + id + "\",\"related\":\"" + id
                + "\",\"skills\":[" + skills + "]}");
        Said said = said(made);
        assertThat(said.related()).isEqualTo(id);
        assertThat(said.skills()).hasSize(16);
        assertThat(made.scopeKey).isEqualTo(hash(id));
        assertThat(made.subjectKey).isEqualTo(hash(id + "\0" + id));
        assertThat(made.payloadLength).isLessThan(Signal.PAYLOAD_CAPACITY);
        String reason = "💡".repeat(32);
        assertThat(said("work.ended", "\"work_id\":\"w\",\"agent_id\":\"a\",\"disposition\":\"" + reason + "\"")
                        .reason())
                .isEqualTo(reason);
    }

    @Test
    void oneMessageLeavesNothingForTheNext() {
        Signal first = parse(
                message("work.offer_result", "\"work_id\":\"w1\",\"agent_id\":\"a1\",\"offer\":1,\"result\":\"busy\""));
        assertThat(first.actorKey).isNotZero();
        Said cleanup = said("presence.cleanup", "\"x\":1");
        assertThat(signal.subjectKey | signal.actorKey).isZero();
        assertThat(cleanup)
                .isEqualTo(new Said(
                        7_200_000,
                        0,
                        -1,
                        -1,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        List.of(),
                        "gw1-000042",
                        "org_7",
                        "",
                        "",
                        "",
                        "",
                        "",
                        ""));
    }

    private Said account(String active, String role) {
        return said("operator.account", "\"agent_id\":\"a1\",\"active\":" + active + ",\"role\":\"" + role + "\"");
    }

    private Said said(String type, String members) {
        return PresenceMessages.said(parse(message(type, members)));
    }

    private static Said said(Signal made) {
        return PresenceMessages.said(made);
    }

    private Signal parse(String json) {
        byte[] data = utf8(json);
        assertThat(parser.parse(data, 0, data.length, signal)).as(json).isEqualTo(Code.NONE);
        assertThat(parser.badField()).isNull();
        return signal;
    }
}
