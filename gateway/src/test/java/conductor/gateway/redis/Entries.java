package conductor.gateway.redis;

import conductor.engine.core.KeyHash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;

/** Entries as tests write them. */
final class Entries {
    static final KeyHash HASH = new KeyHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);
    static final String ENGINE = "5e1f09c2";

    static final String CHAT = "{\"sessionId\":\"ses_0a1b2c3d4e5f\",\"eventId\":\"evt_9f8e7d6c5b4a\","
            + "\"message\":{\"id\":\"cmb01x\",\"text\":\"Is there a recording?\",\"timestamp\":\"2026-03-02T10:15:07.120Z\","
            + "\"metadata\":null,\"authorId\":\"usr_71\",\"sessionId\":\"ses_0a1b2c3d4e5f\",\"replyingToMessageId\":null,"
            + "\"author\":{\"id\":\"usr_72\",\"firstName\":\"Ama\",\"lastName\":\"Boye\"},\"parentMessage\":null}}";
    static final String VOTE =
            "{\"userId\":\"usr_71\",\"pollId\":\"cmp42\",\"optionId\":\"cmo3\",\"sessionId\":\"ses_0a1b2c3d4e5f\","
                    + "\"eventId\":\"ses_0a1b2c3d4e5f\",\"voteTimestamp\":\"2026-03-02T10:15:30.004Z\"}";
    static final String POLL_CLOSED =
            "{\"poll\":{\"id\":\"cmp42\",\"question\":\"Pace?\",\"isActive\":false,\"expiresAt\":null,"
                    + "\"creatorId\":\"usr_1\",\"sessionId\":\"ses_0a1b2c3d4e5f\","
                    + "\"options\":[{\"id\":\"cmo3\",\"text\":\"Good\",\"pollId\":\"cmp9\",\"voteCount\":9}],\"totalVotes\":9},"
                    + "\"userVotedForOptionId\":null}";
    static final String JOIN = "{\"type\":\"user_join\",\"sessionId\":\"ses_0a1b2c3d4e5f\","
            + "\"eventId\":\"evt_9f8e7d6c5b4a\",\"userId\":\"usr_71\"}";
    static final String LEAVE = "{\"type\":\"user_leave\",\"sessionId\":\"ses_0a1b2c3d4e5f\","
            + "\"eventId\":\"unknown\",\"userId\":\"usr_71\"}";
    static final String REACTION = "{\"userId\":\"usr_71\",\"sessionId\":\"ses_0a1b2c3d4e5f\","
            + "\"emoji\":\"👏\",\"timestamp\":\"2026-03-02T10:15:31.900Z\"}";
    static final String OUTCOME = "{\"success\":true,\"intervention_id\":\"i-5e1f09c2-10423\","
            + "\"session_id\":\"ses_0a1b2c3d4e5f\",\"result\":{\"poll_id\":\"cmp77\",\"options_count\":4},"
            + "\"timestamp\":\"2026-03-02T10:16:02.450Z\"}";

    private Entries() {}

    /** Key of an id. */
    static long key(String id) {
        byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
        return HASH.hash(new UnsafeBuffer(bytes), 0, bytes.length);
    }

    /** Adds an entry of names and values. */
    static void add(EntryQueue queue, long ms, long seq, byte[]... texts) {
        queue.beginEntry(ms, seq);
        for (int i = 0; i < texts.length; i += 2) {
            queue.name(ByteBuffer.wrap(texts[i]));
            queue.value(ByteBuffer.wrap(texts[i + 1]));
        }
        queue.endEntry();
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
