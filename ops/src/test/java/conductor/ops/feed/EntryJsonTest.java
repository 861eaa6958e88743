package conductor.ops.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EntryJsonTest {
    @TempDir
    Path dir;

    @Test
    void everyKindHasTheMembersOfThePlatformsRealTimeService() {
        Path file = Recordings.file(
                dir.resolve("day.csv"),
                "1772446507120 ses_1 usr_71 MESSAGE",
                "1772446530004 ses_1 usr_71 POLL_VOTE",
                "1772446531900 ses_1 usr_71 REACTION",
                "1772446531901 ses_1 usr_72 JOIN",
                "1772446531902 ses_1 usr_72 LEAVE");
        assertThat(entries(Recordings.load(Recordings.options(file))))
                .containsExactly(
                        "{\"sessionId\":\"ses_1\",\"eventId\":\"evt_day\",\"message\":{\"id\":\"e0\",\"text\":\"…\","
                                + "\"timestamp\":\"2026-03-02T10:15:07.120Z\",\"metadata\":null,\"authorId\":\"usr_71\","
                                + "\"sessionId\":\"ses_1\",\"replyingToMessageId\":null,\"author\":{\"id\":\"usr_71\","
                                + "\"firstName\":\"Recorded\",\"lastName\":\"Attendee\"},\"parentMessage\":null}}",
                        "{\"userId\":\"usr_71\",\"pollId\":\"p1\",\"optionId\":\"c1\",\"sessionId\":\"ses_1\","
                                + "\"eventId\":\"ses_1\",\"voteTimestamp\":\"2026-03-02T10:15:30.004Z\"}",
                        "{\"userId\":\"usr_71\",\"sessionId\":\"ses_1\",\"emoji\":\"👍\",\"timestamp\":\"2026-03-02T10:15:31.900Z\"}",
                        "{\"type\":\"user_join\",\"sessionId\":\"ses_1\",\"eventId\":\"evt_day\",\"userId\":\"usr_72\"}",
                        "{\"type\":\"user_leave\",\"sessionId\":\"ses_1\",\"eventId\":\"evt_day\",\"userId\":\"usr_72\"}");
    }

    @Test
    void inferredPresenceSaysSo() {
        Path file = Recordings.file(dir.resolve("day.csv"), "1001 ses_1 usr_71 REACTION");
        assertThat(entries(Recordings.load(Recordings.options(file))).get(0))
                .isEqualTo("{\"type\":\"user_join\",\"sessionId\":\"ses_1\",\"eventId\":\"evt_day\","
                        + "\"userId\":\"usr_71\",\"inferred\":true}");
    }

    @Test
    void whatARecordingLacksIsLeftOutAndIdsAreEscaped() throws Exception {
        Path file = Files.writeString(dir.resolve("day.ndjson"), """
                {"ts_millis":1001,"event_id":"e\\"1","session_id":"s\\\\1","user_id":"","type":"MESSAGE"}
                {"ts_millis":1002,"event_id":"e2","session_id":"é","type":"POLL_VOTE","poll_id":"p"}
                """);
        assertThat(entries(Recordings.load(Recordings.options(file))))
                .containsExactly(
                        "{\"sessionId\":\"s\\\\1\",\"eventId\":\"evt_day\",\"message\":{\"id\":\"e\\\"1\",\"text\":\"…\","
                                + "\"timestamp\":\"1970-01-01T00:00:01.001Z\",\"metadata\":null,"
                                + "\"sessionId\":\"s\\\\1\",\"replyingToMessageId\":null,\"author\":null,\"parentMessage\":null}}",
                        "{\"pollId\":\"p\",\"sessionId\":\"é\",\"eventId\":\"é\",\"voteTimestamp\":\"1970-01-01T00:00:01.002Z\"}");
    }

    @Test
    void aMarkHoldsItsTimeInMilliseconds() {
        assertThat(new String(PlatformEntries.mark(1_772_446_530_000L), StandardCharsets.UTF_8))
                .isEqualTo("{\"t\":1772446530000}");
    }

    private static List<String> entries(Recording recording) {
        EntryJson json = new EntryJson(recording.rows());
        List<String> entries = new ArrayList<>();
        for (int row : recording.order()) {
            entries.add(new String(json.entry(row, recording.rows().timeMs(row)), StandardCharsets.UTF_8));
        }
        return entries;
    }
}
