package conductor.gateway.redis;

import static conductor.gateway.redis.Entries.key;
import static conductor.gateway.redis.Entries.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.codec.CommandRecordDecoder;
import conductor.engine.codec.MessageHeaderDecoder;
import conductor.engine.codec.OutcomeRecordDecoder;
import conductor.engine.core.Code;
import conductor.engine.core.Decision;
import conductor.engine.core.Payload;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalFlags;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class PlatformParserTest {
    private static final String SES = "ses_0a1b2c3d4e5f";

    private final PlatformParser parser = new PlatformParser(Entries.HASH, Entries.ENGINE);
    private final ParsedEntry entry = new ParsedEntry();

    @Test
    void aChatCarriesSessionAuthorAndRealEvent() {
        Signal chat = parse(SourceId.CHAT, Entries.CHAT);
        assertThat(chat.type).isEqualTo(SignalType.CHAT);
        assertThat(chat.sourceTimeMs).isEqualTo(1_772_446_530_004L);
        assertThat(chat.sourceSeq).isEqualTo(3);
        assertThat(chat.subjectKey).isEqualTo(key(SES));
        assertThat(chat.actorKey).isEqualTo(key("usr_71"));
        assertThat(chat.scopeKey).isEqualTo(key("evt_9f8e7d6c5b4a"));
        assertThat(chat.payloadLength).isZero();
    }

    @Test
    void aChatFallsBackToTheAuthorObjectAndThenToNobody() {
        assertThat(parse(SourceId.CHAT, chat("\"authorId\":null,\"author\":{\"id\":\"usr_9\"}")).actorKey)
                .isEqualTo(key("usr_9"));
        assertThat(parse(SourceId.CHAT, chat("\"authorId\":\"\",\"author\":{\"id\":\"usr_9\"}")).actorKey)
                .isEqualTo(key("usr_9"));
        assertThat(parse(SourceId.CHAT, chat("\"author\":{}")).actorKey).isZero();
        assertThat(parse(SourceId.CHAT, "{\"sessionId\":\"s\"}").type).isEqualTo(SignalType.CHAT);
    }

    @Test
    void I1_I3_anEventIsNeverReadOutOfASessionId() {
        assertThat(parse(SourceId.CHAT, "{\"sessionId\":\"event_evt_abc123_main\"}").scopeKey)
                .isZero();
        assertThat(parse(SourceId.CHAT, "{\"sessionId\":\"evt_9f\"}").scopeKey).isZero();
    }

    @Test
    void M2_emptyUnknownAndTheSessionIdAreNoEvidence() {
        for (String event : new String[] {"", "  ", "unknown", "s1", "x".repeat(256)}) {
            String json =
                    "{\"sessionId\":\"s1\",\"userId\":\"u\",\"type\":\"user_join\",\"eventId\":\"" + event + "\"}";
            assertThat(parse(SourceId.CHAT, json).scopeKey).as(event).isZero();
            assertThat(parse(SourceId.PRESENCE, json).scopeKey).as(event).isZero();
            assertThat(entry.signal.type).isEqualTo(SignalType.JOIN);
        }
        assertThat(parse(SourceId.CHAT, "{\"sessionId\":\"s1\",\"eventId\":\"s\\u0031\"}").scopeKey)
                .isZero();
        assertThat(parse(SourceId.PRESENCE, Entries.JOIN).scopeKey).isEqualTo(key("evt_9f8e7d6c5b4a"));
        assertThat(parse(SourceId.PRESENCE, Entries.LEAVE).scopeKey).isZero();
    }

    @Test
    void I5_anIdIsUsedUnchangedWhateverItsForm() {
        assertThat(parse(SourceId.CHAT, "{\"sessionId\":\"ses_0123456789ab\"}").subjectKey)
                .isEqualTo(key("ses_0123456789ab"));
        assertThat(parse(SourceId.CHAT, "{\"sessionId\":\" ünï 💡 \"}").subjectKey)
                .isEqualTo(key(" ünï 💡 "));
        assertThat(parse(SourceId.CHAT, "{\"sessionId\":\"\\u0073\\ud83d\\udca1\"}").subjectKey)
                .isEqualTo(key("s💡"));
        assertThat(parse(SourceId.CHAT, "{\"sessionId\":\"" + "x".repeat(255) + "\"}").type)
                .isEqualTo(SignalType.CHAT);
    }

    @Test
    void aPauseCarriesItsTimeItsEventAndWhoAsked() {
        Signal pause = parse(
                SourceId.COMMAND,
                "{\"command_id\":\"c-1\",\"type\":\"PAUSE\",\"actor\":\"usr_9\",\"event_id\":\"evt_a\",\"for_s\":900,\"at\":1}");
        assertThat(pause.type).isEqualTo(SignalType.PAUSE);
        assertThat(pause.scopeKey).isEqualTo(key("evt_a"));
        assertThat(pause.value1).isEqualTo(900_000);
        assertThat(pause.value2).isEqualTo(key("c-1"));
        assertThat(texts(pause)).containsExactly("c-1", "usr_9", "evt_a");
    }

    @Test
    void aResumeWithoutAnEventIsForAll() {
        Signal resume = parse(
                SourceId.COMMAND, "{\"command_id\":\"c-2\",\"type\":\"RESUME\",\"actor\":\"usr_9\",\"event_id\":null}");
        assertThat(resume.type).isEqualTo(SignalType.RESUME);
        assertThat(resume.scopeKey).isZero();
        assertThat(texts(resume)).containsExactly("c-2", "usr_9", "");
    }

    @Test
    void aCommandThatCannotBeFollowedIsAnsweredAndNotPassedOver() {
        for (String rest : new String[] {
            "\"type\":\"DANCE\"",
            "\"type\":\"PAUSE\",\"for_s\":0",
            "\"type\":\"PAUSE\",\"for_s\":-5",
            "\"type\":\"PAUSE\",\"for_s\":1.5",
            "\"type\":\"PAUSE\",\"for_s\":99999999999",
            "\"type\":\"PAUSE\",\"for_s\":true",
            "\"type\":\"PAUSE\",\"event_id\":\"  \""
        }) {
            Signal refused = parse(SourceId.COMMAND, "{\"command_id\":\"c-3\",\"actor\":\"usr_9\"," + rest + "}");
            assertThat(refused.type).as(rest).isEqualTo(SignalType.COMMAND_REFUSED);
            assertThat(refused.value1).isEqualTo(Code.INVALID);
            assertThat(refused.value2).isEqualTo(key("c-3"));
            assertThat(texts(refused)).startsWith("c-3", "usr_9");
        }
    }

    @Test
    void aCommandNobodyCanBeAnsweredForIsADeadLetter() {
        assertRejected(SourceId.COMMAND, "{\"type\":\"PAUSE\",\"actor\":\"u\"}", Code.MISSING_FIELD, "command_id");
        assertRejected(SourceId.COMMAND, "{\"command_id\":\"c\",\"actor\":\"u\"}", Code.MISSING_FIELD, "type");
        assertRejected(SourceId.COMMAND, "{\"command_id\":\"c\",\"type\":\"PAUSE\"}", Code.MISSING_FIELD, "actor");
    }

    @Test
    void theLongestIdsFitIntoTheRecordOfACommand() {
        String longest = "x".repeat(255);
        Signal pause = parse(
                SourceId.COMMAND,
                "{\"command_id\":\"" + longest + "\",\"type\":\"PAUSE\",\"actor\":\"" + longest + "\",\"event_id\":\""
                        + longest + "\"}");
        assertThat(texts(pause)).containsExactly(longest, longest, longest);
        assertThat(pause.payloadLength).isLessThanOrEqualTo(Decision.PAYLOAD_CAPACITY);
    }

    private static List<String> texts(Signal command) {
        CommandRecordDecoder decoder = new CommandRecordDecoder();
        decoder.wrapAndApplyHeader(command.payload, 0, new MessageHeaderDecoder());
        List<String> texts = new ArrayList<>();
        DirectBuffer view = new UnsafeBuffer();
        decoder.wrapCommandId(view);
        texts.add(view.getStringWithoutLengthUtf8(0, view.capacity()));
        decoder.wrapActor(view);
        texts.add(view.getStringWithoutLengthUtf8(0, view.capacity()));
        decoder.wrapEvent(view);
        texts.add(view.getStringWithoutLengthUtf8(0, view.capacity()));
        return texts;
    }

    @Test
    void I7_aBadEntryIsADeadLetterWithItsReason() {
        assertRejected(SourceId.CHAT, "{bad", Code.BAD_JSON, null);
        assertRejected(SourceId.CHAT, "{\"sessionId\":\"s\"} x", Code.BAD_JSON, null);
        assertRejected(SourceId.CHAT, "[1]", Code.NOT_AN_OBJECT, null);
        assertRejected(SourceId.CHAT, "\"s\"", Code.NOT_AN_OBJECT, null);
        assertRejected(SourceId.CHAT, "", Code.BAD_JSON, null);
        assertRejected(SourceId.CHAT, "{\"sessionId\":\"" + "x".repeat(65_536) + "\"}", Code.TOO_LARGE, null);
        parseFields(SourceId.CHAT, utf8("data"), new byte[] {'{', '"', (byte) 0xc0, (byte) 0x80, '"', ':', '1', '}'});
        assertThat(entry.signal.value1).isEqualTo(Code.BAD_UTF8);
        assertThat(entry.signal.subjectKey).isZero();
    }

    @Test
    void I9_aSessionIdThatBreaksTheRulesIsABadField() {
        for (String id :
                new String[] {"   ", "", "\\u0000", "a\\nb", "a\\u007f", "\\u0085", "\\ud83d", "\\u00a0\\u3000"}) {
            assertRejected(SourceId.CHAT, "{\"sessionId\":\"" + id + "\"}", Code.BAD_FIELD, "sessionId");
        }
        assertRejected(SourceId.CHAT, "{\"sessionId\":\"" + "x".repeat(256) + "\"}", Code.BAD_FIELD, "sessionId");
        assertRejected(SourceId.CHAT, "{\"sessionId\":17}", Code.BAD_FIELD, "sessionId");
        assertRejected(SourceId.CHAT, "{\"sessionId\":{}}", Code.BAD_FIELD, "sessionId");
        assertRejected(SourceId.CHAT, "{\"sessionId\":null}", Code.MISSING_FIELD, "sessionId");
        assertRejected(SourceId.CHAT, "{}", Code.MISSING_FIELD, "sessionId");
    }

    @Test
    void I11_anotherPresenceTypeIsAcceptedWithoutEffect() {
        assertThat(parse(SourceId.PRESENCE, "{\"type\":\"wave\"}").type).isEqualTo(SignalType.NO_EFFECT);
        assertThat(parse(SourceId.PRESENCE, "{\"type\":\"user_join2\"}").type).isEqualTo(SignalType.NO_EFFECT);
        assertRejected(SourceId.PRESENCE, "{\"sessionId\":\"s\",\"userId\":\"u\"}", Code.MISSING_FIELD, "type");
        assertRejected(SourceId.PRESENCE, "{\"type\":\"" + "t".repeat(51) + "\"}", Code.BAD_FIELD, "type");
        assertRejected(SourceId.PRESENCE, "{\"type\":\"user_join\",\"userId\":\"u\"}", Code.MISSING_FIELD, "sessionId");
        assertRejected(
                SourceId.PRESENCE, "{\"type\":\"user_leave\",\"sessionId\":\"s\"}", Code.MISSING_FIELD, "userId");
    }

    @Test
    void joinsAndLeavesCarryTheUserAndWhetherTheyWereInferred() {
        assertThat(parse(SourceId.PRESENCE, Entries.JOIN).flags).isZero();
        assertThat(entry.signal.actorKey).isEqualTo(key("usr_71"));
        String inferred = "{\"type\":\"user_leave\",\"sessionId\":\"s\",\"userId\":\"u\",\"inferred\":true}";
        assertThat(parse(SourceId.PRESENCE, inferred).flags).isEqualTo(SignalFlags.INFERRED);
        assertThat(entry.signal.type).isEqualTo(SignalType.LEAVE);
        assertThat(parse(SourceId.PRESENCE, inferred.replace("true", "false")).flags)
                .isZero();
    }

    @Test
    void aVoteCountsWithoutAUser() {
        Signal vote = parse(SourceId.POLL_VOTE, Entries.VOTE);
        assertThat(vote.type).isEqualTo(SignalType.POLL_VOTE);
        assertThat(vote.value1).isEqualTo(key("cmp42"));
        assertThat(vote.actorKey).isEqualTo(key("usr_71"));
        assertThat(vote.scopeKey).isZero();
        assertThat(parse(SourceId.POLL_VOTE, "{\"sessionId\":\"s\",\"pollId\":\"p\"}").actorKey)
                .isZero();
        assertThat(entry.signal.type).isEqualTo(SignalType.POLL_VOTE);
        assertRejected(SourceId.POLL_VOTE, "{\"sessionId\":\"" + SES + "\"}", Code.MISSING_FIELD, "pollId");
    }

    @Test
    void M1_aPollIsClosedByTheNestedAndTheFlatForm() {
        Signal nested = parse(SourceId.POLL_CLOSED, Entries.POLL_CLOSED);
        assertThat(nested.type).isEqualTo(SignalType.POLL_CLOSED);
        assertThat(nested.value1).isEqualTo(key("cmp42"));
        assertThat(nested.subjectKey).isEqualTo(key(SES));
        Signal flat = parse(SourceId.POLL_CLOSED, "{\"pollId\":\"cmp42\",\"sessionId\":\"" + SES + "\"}");
        assertThat(flat.value1).isEqualTo(key("cmp42"));
        assertThat(flat.subjectKey).isEqualTo(key(SES));
        assertThat(parse(SourceId.POLL_CLOSED, "{\"poll\":{\"id\":\"p\"}}").subjectKey)
                .isZero();
        assertThat(entry.signal.type).isEqualTo(SignalType.POLL_CLOSED);
        assertRejected(SourceId.POLL_CLOSED, "{\"poll\":{}}", Code.MISSING_FIELD, "poll.id");
        assertRejected(SourceId.POLL_CLOSED, "{\"sessionId\":\"s\"}", Code.MISSING_FIELD, "pollId");
    }

    @Test
    void aReactionNeedsAnEmojiOfOneToTenCodePoints() {
        assertThat(parse(SourceId.REACTION, Entries.REACTION).type).isEqualTo(SignalType.REACTION);
        assertThat(entry.signal.actorKey).isEqualTo(key("usr_71"));
        assertThat(parse(SourceId.REACTION, reaction("👩‍👩‍👧‍👦👏👏👏")).type).isEqualTo(SignalType.REACTION);
        assertRejected(SourceId.REACTION, reaction("👏".repeat(11)), Code.BAD_FIELD, "emoji");
        assertRejected(SourceId.REACTION, reaction(""), Code.BAD_FIELD, "emoji");
        assertRejected(SourceId.REACTION, "{\"userId\":\"u\",\"sessionId\":\"s\"}", Code.MISSING_FIELD, "emoji");
        assertRejected(SourceId.REACTION, "{\"sessionId\":\"s\",\"emoji\":\"x\"}", Code.MISSING_FIELD, "userId");
    }

    @Test
    void anOutcomeOfOursCarriesItsNumberAndAForeignOneHasNoEffect() {
        Signal outcome = parse(SourceId.OUTCOME, Entries.OUTCOME);
        assertThat(outcome.type).isEqualTo(SignalType.OUTCOME);
        assertThat(outcome.value1).isEqualTo(10_423);
        assertThat(outcome.value2).isEqualTo(1);
        assertThat(outcome.subjectKey).isZero();
        assertThat(parse(SourceId.OUTCOME, Entries.OUTCOME.replace("true", "false")).value2)
                .isZero();
        for (String id : new String[] {
            "i-5e1f09c3-10423", "i-5e1f09c2-", "i-5e1f09c2-x", "i-5e1f09c2-01", "i-5e1f09c2-0", "4f6c", "d-5e1f09c2-1"
        }) {
            String json = "{\"success\":true,\"intervention_id\":\"" + id + "\"}";
            assertThat(parse(SourceId.OUTCOME, json).type).as(id).isEqualTo(SignalType.NO_EFFECT);
        }
        assertRejected(SourceId.OUTCOME, "{\"success\":true}", Code.MISSING_FIELD, "intervention_id");
        assertRejected(SourceId.OUTCOME, "{\"intervention_id\":\"x\"}", Code.MISSING_FIELD, "success");
        assertRejected(SourceId.OUTCOME, "{\"intervention_id\":\"x\",\"success\":1}", Code.BAD_FIELD, "success");
    }

    @Test
    void whatThePlatformSaysOfAResultIsKept() {
        Signal outcome = parse(SourceId.OUTCOME, Entries.OUTCOME);
        assertThat(outcomeTexts(outcome)).containsExactly("{\"poll_id\":\"cmp77\",\"options_count\":4}", "");
        assertThat(entry.resultLeftOut).isFalse();
        parse(SourceId.OUTCOME, outcome("\"success\":false,\"result\":null,\"error\":\"no\\nt \\\"ready\\\"\""));
        assertThat(outcomeTexts(entry.signal)).containsExactly("", "no t \"ready\"");
        parse(SourceId.OUTCOME, outcome("\"success\":true,\"result\":{\"a\":\n\t[1, 2]},\"error\":\"e\""));
        assertThat(outcomeTexts(entry.signal)).containsExactly("{\"a\":  [1, 2]}", "e");
        for (String nothing :
                new String[] {"", ",\"result\":[1]", ",\"result\":\"x\"", ",\"error\":null", ",\"error\":\"\""}) {
            assertThat(parse(SourceId.OUTCOME, outcome("\"success\":true" + nothing)).payloadLength)
                    .as(nothing)
                    .isZero();
        }
    }

    @Test
    void aResultThatIsTooLongOrCannotBeStoredIsLeftOutAndCounted() {
        String fits = "{\"a\":\"" + "x".repeat(Payload.RESULT_MAX - 8) + "\"}";
        parse(SourceId.OUTCOME, outcome("\"success\":true,\"result\":" + fits));
        assertThat(outcomeTexts(entry.signal)).containsExactly(fits, "");
        assertThat(entry.resultLeftOut).isFalse();
        for (String result : new String[] {fits.replace("x\"", "xx\""), "{\"a\":\"\\u0000\"}", "{\"a\":1e9999}"}) {
            parse(SourceId.OUTCOME, outcome("\"success\":false,\"result\":" + result + ",\"error\":\"e\""));
            assertThat(outcomeTexts(entry.signal)).as(result).containsExactly("", "e");
            assertThat(entry.resultLeftOut).as(result).isTrue();
        }
        parse(SourceId.OUTCOME, outcome("\"success\":true").replace("5e1f09c2", "5e1f09c3"));
        assertThat(entry.resultLeftOut).isFalse();
    }

    @Test
    void aLongErrorIsCutAtACharacter() {
        parse(SourceId.OUTCOME, outcome("\"success\":false,\"error\":\"" + "€".repeat(100) + "\""));
        assertThat(outcomeTexts(entry.signal)).containsExactly("", "€".repeat(Payload.ERROR_MAX / 3));
        parse(SourceId.OUTCOME, outcome("\"success\":false,\"error\":\"x" + "€".repeat(100) + "\""));
        assertThat(outcomeTexts(entry.signal)).containsExactly("", "x" + "€".repeat((Payload.ERROR_MAX - 1) / 3));
    }

    private static String outcome(String fields) {
        return "{\"intervention_id\":\"i-5e1f09c2-7\"," + fields + "}";
    }

    private static List<String> outcomeTexts(Signal outcome) {
        OutcomeRecordDecoder decoder = new OutcomeRecordDecoder();
        decoder.wrapAndApplyHeader(outcome.payload, 0, new MessageHeaderDecoder());
        DirectBuffer view = new UnsafeBuffer();
        decoder.wrapResult(view);
        String result = view.getStringWithoutLengthUtf8(0, view.capacity());
        decoder.wrapError(view);
        return List.of(result, view.getStringWithoutLengthUtf8(0, view.capacity()));
    }

    @Test
    void withoutAFieldDataTheFieldsThemselvesAreTheObject() {
        parseFields(SourceId.POLL_VOTE, utf8("pollId"), utf8("p"), utf8("sessionId"), utf8("s"), utf8("x"), utf8("y"));
        assertThat(entry.signal.type).isEqualTo(SignalType.POLL_VOTE);
        assertThat(entry.signal.subjectKey).isEqualTo(key("s"));
        parseFields(SourceId.OUTCOME, utf8("intervention_id"), utf8("i-5e1f09c2-7"), utf8("success"), utf8("false"));
        assertThat(entry.signal.type).isEqualTo(SignalType.OUTCOME);
        assertThat(entry.signal.value2).isZero();
        parseFields(SourceId.POLL_VOTE, utf8("pollId"), utf8("p"));
        assertThat(entry.badField()).isEqualTo("sessionId");
        parseFields(SourceId.CHAT, utf8("sessionId"), new byte[] {'a', (byte) 0xff});
        assertThat(entry.signal.value1).isEqualTo(Code.BAD_UTF8);
        parseFields(SourceId.CHAT, utf8("sessionId"), utf8("s"), utf8("text"), new byte[70_000]);
        assertThat(entry.signal.value1).isEqualTo(Code.TOO_LARGE);
        parseFields(SourceId.CHAT, utf8("x"), new byte[70_000], utf8("data"), utf8("{\"sessionId\":\"s\"}"));
        assertThat(entry.signal.type).isEqualTo(SignalType.CHAT);
    }

    private static String chat(String message) {
        return "{\"sessionId\":\"s\",\"message\":{" + message + "}}";
    }

    private static String reaction(String emoji) {
        return "{\"userId\":\"u\",\"sessionId\":\"s\",\"emoji\":\"" + emoji + "\"}";
    }

    private void assertRejected(int source, String json, int code, String field) {
        Signal signal = parse(source, json);
        assertThat(signal.type).as(json).isEqualTo(SignalType.DEAD_LETTER);
        assertThat(signal.value1).as(json).isEqualTo(code);
        assertThat(entry.badField()).as(json).isEqualTo(field);
    }

    @Test
    void aFailureThatNamesAUserOrParticipantIsAProvisioningErrorAndNoOtherIs() {
        String failed = "{\"intervention_id\":\"i-5e1f09c2-7\",\"success\":%s,\"error\":\"%s\"}";
        parse(SourceId.OUTCOME, String.format(failed, "false", "User system-engagement-agent not found"));
        assertThat(entry.provisioningError).isTrue();
        parse(SourceId.OUTCOME, String.format(failed, "false", "not a PARTICIPANT of the session"));
        assertThat(entry.provisioningError).isTrue();
        parse(SourceId.OUTCOME, String.format(failed, "false", "lock not acquired"));
        assertThat(entry.provisioningError).isFalse();
        parse(SourceId.OUTCOME, String.format(failed, "true", "user"));
        assertThat(entry.provisioningError).isFalse();
    }

    private Signal parse(int source, String json) {
        return parseFields(source, utf8("other"), utf8("1"), utf8("data"), utf8(json));
    }

    private Signal parseFields(int source, byte[]... texts) {
        EntryQueue queue = new EntryQueue();
        Entries.add(queue, 1_772_446_530_004L, 3, texts);
        parser.parse(source, queue, entry);
        return entry.signal;
    }
}
