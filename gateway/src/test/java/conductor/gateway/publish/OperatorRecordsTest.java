package conductor.gateway.publish;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.codec.CommandRecordEncoder;
import conductor.engine.codec.MessageHeaderEncoder;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.engine.core.PresenceConfig;
import conductor.engine.core.PresenceSetting;
import conductor.engine.core.SignalFlags;
import conductor.engine.core.SourceId;
import conductor.engine.core.Switch;
import conductor.journal.json.SessionDirectory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every type of record of the presence plane as it leaves (presence.md 5). */
class OperatorRecordsTest {
    private final DeskStage desk = new DeskStage();

    @Test
    void aSessionIsOpenedAndClosedUnderAnIdOfItsRecord() {
        desk.account("a1").send("operator.login", "'agent_id':'a1','max_concurrent':3");
        assertThat(desk.own("AGENT_SESSION_OPENED"))
                .isEqualTo("code=null, agent_id=a1, session_id=as-5e1f09c2-1, max_concurrent=3");
        desk.at(5).send("operator.logout", "'agent_id':'a1'");
        assertThat(desk.own("AGENT_SESSION_CLOSED"))
                .isEqualTo("code=LOGOUT, agent_id=a1, session_id=as-5e1f09c2-1, active=0, completed=0, talk_ms=0");
        assertThat(Json.asObject(desk.last("AGENT_SESSION_CLOSED").get("session")))
                .containsEntry("session_id", "as-5e1f09c2-1")
                .containsEntry("status", "OFFLINE")
                .containsEntry("last_heartbeat_at", null);
    }

    @Test
    void anotherStatusIsSaidWithItsReason() {
        desk.ready("a1").send("operator.status", "'agent_id':'a1','status':'BREAK','reason':'lunch'");
        assertThat(desk.own("AGENT_STATE_CHANGED")).isEqualTo("code=null, agent_id=a1, status=BREAK, reason=lunch");
        assertThat(Json.asObject(desk.last("AGENT_STATE_CHANGED").get("session")))
                .containsEntry("status", "BREAK")
                .containsEntry("intent", "BREAK");
        desk.send("operator.status", "'agent_id':'a1','status':'AVAILABLE'");
        assertThat(desk.own("AGENT_STATE_CHANGED")).isEqualTo("code=null, agent_id=a1, status=AVAILABLE");
    }

    @Test
    void whoCannotBeReachedIsSaidWithWhy() {
        desk.ready("a1");
        assertThat(desk.own("AGENT_REACHABLE"))
                .isEqualTo("code=null, agent_id=a1, last_heartbeat_at=2026-03-02T10:15:00.000Z");
        desk.at(1).heartbeat("a1", false);
        assertThat(desk.own("AGENT_UNREACHABLE"))
                .isEqualTo("code=DEVICE, agent_id=a1, last_heartbeat_at=2026-03-02T10:15:01.000Z");
        desk.at(2).heartbeat("a1", true).at(500);
        assertThat(desk.own("AGENT_UNREACHABLE"))
                .isEqualTo("code=HEARTBEAT, agent_id=a1, last_heartbeat_at=2026-03-02T10:15:02.000Z");
        assertThat(desk.last("AGENT_UNREACHABLE"))
                .containsEntry("at", "2026-03-02T10:20:02.001Z")
                .containsEntry("cause", Map.of("timer", "heartbeat_timeout"));
        desk.heartbeat("a1", true).send("operator.disconnect", "'agent_id':'a1','session_id':'as-5e1f09c2-1'");
        assertThat(desk.own("AGENT_UNREACHABLE")).startsWith("code=DISCONNECT, ");
    }

    @Test
    void whatWaitsSaysWhereAndHowLong() {
        desk.work("w1").work("w2");
        assertThat(desk.own("WORK_QUEUED")).isEqualTo("code=null, position=2, ewt_ms=240000");
        assertThat(desk.last("WORK_QUEUED"))
                .containsEntry("scope", "org_7")
                .containsEntry("subject", "w2")
                .containsEntry("kind", "call")
                .containsEntry("state", "QUEUED")
                .containsEntry("priority", 50L)
                .containsEntry("entered_at", "2026-03-02T10:15:00.000Z")
                .containsEntry("attempts", 0L)
                .containsEntry("offers", 0L)
                .doesNotContainKeys("agent_id", "session", "origin", "late");
    }

    @Test
    void anItemIsOfferedTakenAndEnded() {
        desk.ready("a1").at(3).work("w1");
        assertThat(desk.own("WORK_OFFERED"))
                .isEqualTo("code=null, agent_id=a1, offer=1, deadline_at=2026-03-02T10:15:33.000Z");
        desk.at(5).result("w1", "a1", 1, "answered");
        assertThat(desk.own("WORK_CONNECTED")).isEqualTo("code=null, agent_id=a1, wait_ms=2000");
        desk.at(65).send("work.ended", "'work_id':'w1','agent_id':'a1'");
        assertThat(desk.own("WORK_CLOSED")).isEqualTo("code=NORMAL, agent_id=a1, wait_ms=2000, talk_ms=60000");
        assertThat(desk.last("WORK_CLOSED"))
                .containsEntry("state", "COMPLETED")
                .containsEntry(
                        "origin",
                        Map.of(
                                "stream",
                                "conductor.presence.v1",
                                "entry_id",
                                "1772446503000-0",
                                "message_id",
                                "m-4",
                                "sequence",
                                4L));
    }

    @Test
    void ofAnItemThatGotStuckNobodyKnowsHowLongItWasTalkedAbout() {
        desk.ready("a1").work("w1").result("w1", "a1", 1, "answered").at(14_401);
        assertThat(desk.own("WORK_CLOSED")).isEqualTo("code=STUCK, agent_id=a1, wait_ms=0");
        assertThat(desk.last("WORK_CLOSED")).containsEntry("cause", Map.of("timer", "call_lease"));
    }

    @Test
    void anItemThatEndsUnansweredNamesNobody() {
        desk.work("w1").at(2).send("work.abandoned", "'work_id':'w1'");
        assertThat(desk.own("WORK_CLOSED")).isEqualTo("code=CALLER");
        assertThat(desk.last("WORK_CLOSED"))
                .containsEntry("state", "ABANDONED")
                .containsKey("origin")
                .doesNotContainKey("session");
    }

    @Test
    void anOfferThatFailsTwiceEscalatesAndThenACallIsOfferedBack() {
        desk.ready("a1").work("w1").at(1).result("w1", "a1", 1, "busy");
        assertThat(desk.own("WORK_REQUEUED"))
                .isEqualTo("code=BUSY, agent_id=a1, excluded_until_at=2026-03-02T10:15:31.000Z,"
                        + " paused_until_at=2026-03-02T10:15:03.000Z");
        desk.at(31).result("w1", "a1", 2, "no_answer");
        assertThat(desk.own("WORK_ESCALATED")).isEqualTo("code=null");
        assertThat(desk.last("WORK_ESCALATED"))
                .containsEntry("attempts", 2L)
                .containsEntry("offers", 2L)
                .doesNotContainKey("agent_id");
        desk.at(61).result("w1", "a1", 3, "failed");
        assertThat(desk.own("CALLBACK_OFFERED")).isEqualTo("code=null, deadline_at=2026-03-02T10:16:11.000Z");
        desk.send("work.callback_response", "'work_id':'w1','digit':'1'");
        assertThat(desk.own("CALLBACK_SCHEDULED")).isEqualTo("code=null, caller=c_9f");
        assertThat(desk.last("CALLBACK_SCHEDULED"))
                .containsEntry("state", "CALLBACK_REQUESTED")
                .containsKey("origin");
    }

    @Test
    void whoWantsNoCallBackWaitsOnWithoutAnAgentOrAPause() {
        desk.work("w1").at(601);
        assertThat(desk.own("CALLBACK_OFFERED")).isEqualTo("code=null, deadline_at=2026-03-02T10:25:10.001Z");
        desk.send("work.callback_response", "'work_id':'w1','digit':'2'");
        assertThat(desk.own("WORK_REQUEUED")).isEqualTo("code=CALLBACK_DECLINED");
    }

    @Test
    void aFullQueueRefusesWithHowManyWait() {
        DeskStage small = new DeskStage(PresenceConfig.SHIPPED.set(PresenceSetting.QUEUE_CAPACITY, 1));
        small.work("w1").send("m-9", "work.arrived", "'work_id':'w2','reply':true");
        assertThat(small.own("WORK_REFUSED")).isEqualTo("code=QUEUE_FULL, queued=1");
        assertThat(small.last("WORK_REFUSED")).containsEntry("state", "MISSED").containsKey("origin");
        assertThat(small.own("COMMAND_RESULT"))
                .startsWith("code=QUEUE_FULL, command_id=m-9, ok=false, detail=As many work items");
    }

    @Test
    void aVerdictListsEveryCheckAndThoseThatFail() {
        desk.send("presence.readiness", "'schema_ok':false");
        assertThat(desk.own("READINESS_VERDICT"))
                .isEqualTo("code=null, verdict=NEEDS_DATABASE_MIGRATION,"
                        + " checks={schema=FAIL, sessions=PASS, references=PASS, agents=FAIL},"
                        + " counts={open=0, stale=0, dangling=0, active_agents=0}, failing=[schema, agents]");
        desk.ready("a1").send("presence.readiness", "'schema_ok':true");
        assertThat(desk.own("READINESS_VERDICT"))
                .isEqualTo("code=null, verdict=READY,"
                        + " checks={schema=PASS, sessions=PASS, references=PASS, agents=PASS},"
                        + " counts={open=1, stale=0, dangling=0, active_agents=1}, failing=[]");
        assertThat(desk.last("READINESS_VERDICT"))
                .containsEntry("scope", "org_7")
                .containsEntry("subject", null);
    }

    @Test
    void aCleanUpCountsWhatItChangedAndWhoIsThereThen() {
        desk.ready("a1").account("a2").send("presence.cleanup", "");
        assertThat(desk.own("CLEANUP_DONE"))
                .isEqualTo("code=null, stale=0, closed=0, stuck=0, dangling=0, by_status={OFFLINE=1, ON_CALL=0,"
                        + " OFFLINE_CONNECTION_LOST=0, RESERVED=0, BREAK=0, UNREACHABLE=0, AVAILABLE=1}");
    }

    @Test
    void aRefusalNamesTheTypeOfTheMessageAndAnAnswerItsId() {
        desk.send("gw-1", "work.ended", "'work_id':'w9','agent_id':'a1','reply':true");
        assertThat(desk.own("REJECTED")).isEqualTo("code=UNKNOWN_WORK, refused_type=work.ended");
        assertThat(desk.last("REJECTED"))
                .containsEntry("subject", "w9")
                .containsEntry(
                        "cause",
                        Map.of(
                                "stream", "conductor.presence.v1",
                                "entry_id", "1772446500000-0",
                                "message_id", "gw-1"));
        assertThat(desk.own("COMMAND_RESULT"))
                .startsWith("code=UNKNOWN_WORK, command_id=gw-1, ok=false, detail=No work item of this work_id");
        desk.account("a1").send("gw-2", "operator.login", "'agent_id':'a1','reply':true");
        assertThat(desk.own("COMMAND_RESULT")).isEqualTo("code=null, command_id=gw-2, ok=true, detail=null");
        desk.send("gw-2", "operator.login", "'agent_id':'a1','reply':true");
        assertThat(desk.own("COMMAND_RESULT"))
                .isEqualTo("code=null, command_id=gw-2, ok=true, detail=null, first_seq=3");
    }

    @Test
    void aSwitchIsOfTheWholeNode() {
        Decision d = Records.record(DecisionType.SWITCH_SET, 5, "2026-03-02T10:15:00Z");
        d.scopeKey = 0;
        d.subjectKey = 0;
        d.state = Switch.PRESENCE_ROUTING;
        d.previous = 1;
        Records.cause(d, SourceId.COMMAND, 1_772_446_500_000L, 2);
        CommandRecordEncoder command = new CommandRecordEncoder();
        command.wrapAndApplyHeader(d.payload, 0, new MessageHeaderEncoder()).forMs(0);
        put("c-9", command::putCommandId);
        put("usr_9", command::putActor);
        for (int text = 0; text < 4; text++) {
            d.payload.putInt(command.limit(), 0);
            command.limit(command.limit() + Integer.BYTES);
        }
        d.payloadLength = MessageHeaderEncoder.ENCODED_LENGTH + command.encodedLength();
        assertThat(render(d))
                .containsEntry("scope", null)
                .containsEntry("subject", "presence.routing")
                .containsEntry("name", "presence.routing")
                .containsEntry("on", false)
                .containsEntry("previous", true)
                .containsEntry("actor", "usr_9")
                .containsEntry("command_id", "c-9")
                .containsEntry(
                        "cause",
                        Map.of("stream", "conductor.commands.v1", "entry_id", "1772446500000-2", "message_id", "c-9"));
    }

    @Test
    void whatCameLateSaysSoBeforeItsCause() {
        Decision d = Records.record(DecisionType.SWITCH_SET, 5, "2026-03-02T10:15:00Z");
        Records.cause(d, SourceId.COMMAND, 1_772_446_500_000L, 2);
        d.flags = SignalFlags.LATE;
        CommandRecordEncoder command = new CommandRecordEncoder();
        command.wrapAndApplyHeader(d.payload, 0, new MessageHeaderEncoder()).forMs(0);
        for (int text = 0; text < 6; text++) {
            d.payload.putInt(command.limit(), 0);
            command.limit(command.limit() + Integer.BYTES);
        }
        d.payloadLength = MessageHeaderEncoder.ENCODED_LENGTH + command.encodedLength();
        assertThat(render(d).keySet().stream().limit(10).toList())
                .isEqualTo(List.of("v", "seq", "engine", "type", "at", "scope", "subject", "code", "late", "cause"));
    }

    private static Map<String, Object> render(Decision d) {
        SessionDirectory directory = new SessionDirectory();
        directory.apply(d);
        return Json.parse(
                new RecordRenderer(Records.ENGINE, directory).render(d).entry());
    }

    private interface Put {
        Object put(byte[] source, int offset, int length);
    }

    private static void put(String text, Put target) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        target.put(utf8, 0, utf8.length);
    }
}
