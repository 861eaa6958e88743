package conductor.gateway.redis;

import static conductor.gateway.redis.Entries.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.Code;
import conductor.engine.core.SourceId;
import org.junit.jupiter.api.Test;

class DeadLetterTextTest {
    @Test
    void looksAsThePlatformExpects() {
        DeadLetters.DeadLetter letter = new DeadLetters.DeadLetter(
                SourceId.POLL_VOTE,
                1_772_446_530_004L,
                0,
                0,
                Code.MISSING_FIELD,
                "pollId",
                EntryQueue.DATA,
                utf8("{\"sessionId\":\"ses_0a1b2c3d4e5f\"}"),
                1_772_446_530_010L);
        assertThat(DeadLetterText.json(letter))
                .isEqualTo("{\"stream\":\"platform.events.poll.vote.v1\",\"entry_id\":\"1772446530004-0\","
                        + "\"reason\":\"MISSING_FIELD\",\"field\":\"pollId\","
                        + "\"raw\":\"{\\\"sessionId\\\":\\\"ses_0a1b2c3d4e5f\\\"}\","
                        + "\"at\":\"2026-03-02T10:15:30.010Z\"}");
    }

    @Test
    void aLetterOfAnEntryThatIsGoneSaysSo() {
        assertThat(DeadLetterText.json(new DeadLetters.DeadLetter(
                        SourceId.CHAT, 7, 1, 0, Code.BAD_JSON, null, EntryQueue.DATA, null, 0)))
                .isEqualTo(
                        "{\"stream\":\"platform.events.chat.message.v1\",\"entry_id\":\"7-1\",\"reason\":\"BAD_JSON\","
                                + "\"raw\":null,\"gone\":true,\"at\":\"1970-01-01T00:00:00.000Z\"}");
    }

    @Test
    void whatWasWrittenInAChatIsReplacedByItsLength() {
        assertThat(ChatMask.of("{\"message\":{\"text\":\"a \\\"secret\\\"\",\"id\":null}}", Code.BAD_FIELD))
                .isEqualTo("{\"message\":{\"text\":12,\"id\":null}}");
        String longText = "{\"text\" : \"" + "s\\n".repeat(20_000) + "\"}";
        assertThat(ChatMask.of(longText, Code.MISSING_FIELD)).isEqualTo("{\"text\" : 60000}");
    }

    @Test
    void whatWasWrittenIsReplacedWhereverItStandsAndOnlyTheIdsAreShown() {
        assertThat(ChatMask.of("{\"sessionId\":\"   \",\"message\":\"a secret\"}", Code.BAD_FIELD))
                .isEqualTo("{\"sessionId\":\"   \",\"message\":8}");
        assertThat(ChatMask.of("{\"eventId\" : \"e\\\"1\" , \"text\":[\"a secret\", 1234]}", Code.MISSING_FIELD))
                .isEqualTo("{\"eventId\" : \"e\\\"1\" , \"text\":[8, 4]}");
        assertThat(ChatMask.of("{\"body\":\"a secret\",\"a secret\":1,\"sessionId\":7}", Code.BAD_FIELD))
                .isEqualTo("{\"4\":8,\"8\":1,\"sessionId\":1}");
        assertThat(ChatMask.of("{\"sessionId\":{\"text\":\"a secret\"},\"eventId\":[\"a secret\"]}", Code.BAD_FIELD))
                .isEqualTo("{\"sessionId\":{\"text\":8},\"eventId\":[8]}");
        assertThat(ChatMask.of("{\"text\":\"\\\"sessionId\\\":\\\"secret\"}", Code.MISSING_FIELD))
                .isEqualTo("{\"text\":22}");
    }

    @Test
    void ofAChatThatCannotBeReadOnlyTheStructureIsShown() {
        assertThat(ChatMask.of("{bad", Code.BAD_JSON)).isEqualTo("{3");
        assertThat(ChatMask.of("plain words", Code.BAD_JSON)).isEqualTo("11");
        assertThat(ChatMask.of("{\"message\":{\"\ufffdext\":\"a secret\"}}", Code.BAD_UTF8))
                .isEqualTo("{\"message\":{\"4\":\"8\"}}");
        assertThat(ChatMask.of("{\"message\":{\"te\\u0078t\":\"a secret\"}}", Code.BAD_FIELD))
                .isEqualTo("{\"message\":{\"9\":8}}");
        // Nobody has read one that is refused for its id, so it may be broken.
        assertThat(ChatMask.of("{\"text\":\"he said \"my secret\" to me\"}", Code.FUTURE_ID))
                .isEqualTo("{\"text\":\"8\"9\"6\"}");
        assertThat(chat(EntryQueue.DATA, utf8("{\"text\":\"secret\\"))).doesNotContain("secret");
        assertThat(chat(EntryQueue.LARGE_DATA, utf8("{\"text\":\"" + "s".repeat(2_039))))
                .contains("\"raw\":\"{\\\"text\\\":\\\"2039\"");
    }

    @Test
    void aFlatEntryIsShownAsAnObject() {
        EntryQueue queue = new EntryQueue();
        Entries.add(
                queue, 1, 0, utf8("text"), utf8("secret"), utf8("sessionId"), utf8("y\n"), utf8("secrets"), utf8("x"));
        byte[] raw = new byte[queue.headLength()];
        System.arraycopy(queue.bytes(), queue.headOffset(), raw, 0, raw.length);
        assertThat(chat(EntryQueue.FLAT, raw))
                .contains("\"raw\":\"{\\\"text\\\":6,\\\"sessionId\\\":\\\"y\\\\u000a\\\",\\\"7\\\":1}\"");
    }

    @Test
    void theEntryIsCutAndControlCharactersAreEscaped() {
        String json = DeadLetterText.json(new DeadLetters.DeadLetter(
                SourceId.REACTION,
                1,
                0,
                0,
                Code.BAD_JSON,
                null,
                EntryQueue.DATA,
                utf8("\u0001" + "x".repeat(3_000)),
                0));
        assertThat(json).contains("\"raw\":\"\\u0001" + "x".repeat(2_047) + "\"");
    }

    private static String chat(byte form, byte[] raw) {
        return DeadLetterText.json(
                new DeadLetters.DeadLetter(SourceId.CHAT, 1, 0, 0, Code.BAD_JSON, null, form, raw, 0));
    }
}
