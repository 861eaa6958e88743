package conductor.gateway.planes;

import conductor.engine.codec.MessageHeaderDecoder;
import conductor.engine.codec.PresenceMessageDecoder;
import conductor.engine.core.KeyHash;
import conductor.engine.core.Signal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** Messages of the presence plane as tests write and read them. */
final class PresenceMessages {
    static final KeyHash HASH = new KeyHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);
    static final String ENGINE = "5e1f09c2";
    static final String SCOPE = "org_7";
    static final String ID = "gw1-000042";

    /** One example of every type (presence.md 3): the type and the members after the envelope. */
    static final String[][] EXAMPLES = {
        {"operator.account", "\"agent_id\":\"a1\",\"active\":true,\"role\":\"agent\""},
        {"operator.login", "\"agent_id\":\"a1\",\"max_concurrent\":1,\"skills\":[\"en\"]"},
        {"operator.logout", "\"agent_id\":\"a1\",\"force\":false"},
        {"operator.status", "\"agent_id\":\"a1\",\"status\":\"BREAK\",\"reason\":\"lunch\""},
        {"operator.heartbeat", "\"agent_id\":\"a1\",\"seq\":42,\"device\":true,\"rtt_ms\":35"},
        {"operator.disconnect", "\"agent_id\":\"a1\",\"session_id\":\"as-5e1f09c2-20100\""},
        {"work.arrived", "\"work_id\":\"w1\",\"kind\":\"call\",\"priority\":50,\"caller\":\"c_9f\""},
        {"work.offer_result", "\"work_id\":\"w1\",\"agent_id\":\"a1\",\"offer\":1,\"result\":\"answered\""},
        {"work.abandoned", "\"work_id\":\"w1\",\"reason\":\"caller\""},
        {"work.ended", "\"work_id\":\"w1\",\"agent_id\":\"a1\",\"disposition\":\"solved\""},
        {"work.callback_response", "\"work_id\":\"w1\",\"digit\":\"1\""},
        {"work.verdict", "\"work_id\":\"ap-d-5e1f09c2-10422\",\"actor\":\"a1\",\"verdict\":\"approve\""},
        {"presence.readiness", "\"schema_ok\":true"},
        {"presence.cleanup", "\"idle_ms\":7200000"}
    };

    /** A skill as a record holds it. */
    record Skill(String name, long key) {}

    /** Everything in a record but its content hash. */
    record Said(
            long number,
            long session,
            int rttMs,
            int priority,
            int kind,
            int flag,
            int word,
            int maxConcurrent,
            int digit,
            int reply,
            List<Skill> skills,
            String message,
            String scope,
            String actor,
            String subject,
            String agent,
            String reason,
            String caller,
            String related) {}

    private PresenceMessages() {}

    /** A message of a type with the members behind its envelope. */
    static String message(String type, String members) {
        return "{\"v\":1,\"type\":\"" + type + "\",\"id\":\"" + ID + "\",\"scope\":\"" + SCOPE + "\"," + members + "}";
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The keyed hash of the bytes of a text. */
    static long hash(String text) {
        byte[] bytes = utf8(text);
        return HASH.hash(new UnsafeBuffer(bytes), 0, bytes.length);
    }

    /** The payload of a signal; fails where it is no whole PresenceMessage of exactly that length. */
    static Said said(Signal signal) {
        PresenceMessageDecoder record =
                new PresenceMessageDecoder().wrapAndApplyHeader(signal.payload, 0, new MessageHeaderDecoder());
        List<Skill> skills = new ArrayList<>();
        PresenceMessageDecoder.SkillsDecoder group = record.skills();
        while (group.hasNext()) {
            group.next();
            long key = group.key();
            byte[] name = new byte[group.nameLength()];
            group.getName(name, 0, name.length);
            skills.add(new Skill(new String(name, StandardCharsets.UTF_8), key));
        }
        byte[][] texts = new byte[8][];
        texts[0] = new byte[record.messageLength()];
        record.getMessage(texts[0], 0, texts[0].length);
        texts[1] = new byte[record.scopeLength()];
        record.getScope(texts[1], 0, texts[1].length);
        texts[2] = new byte[record.actorLength()];
        record.getActor(texts[2], 0, texts[2].length);
        texts[3] = new byte[record.subjectLength()];
        record.getSubject(texts[3], 0, texts[3].length);
        texts[4] = new byte[record.agentLength()];
        record.getAgent(texts[4], 0, texts[4].length);
        texts[5] = new byte[record.reasonLength()];
        record.getReason(texts[5], 0, texts[5].length);
        texts[6] = new byte[record.callerLength()];
        record.getCaller(texts[6], 0, texts[6].length);
        texts[7] = new byte[record.relatedLength()];
        record.getRelated(texts[7], 0, texts[7].length);
        int length = MessageHeaderDecoder.ENCODED_LENGTH + record.encodedLength();
        if (length != signal.payloadLength) {
            throw new AssertionError("the record has " + length + " bytes, the payload " + signal.payloadLength);
        }
        return new Said(
                record.number(),
                record.session(),
                record.rttMs(),
                record.priority(),
                record.kind(),
                record.flag(),
                record.word(),
                record.maxConcurrent(),
                record.digit(),
                record.reply(),
                skills,
                text(texts[0]),
                text(texts[1]),
                text(texts[2]),
                text(texts[3]),
                text(texts[4]),
                text(texts[5]),
                text(texts[6]),
                text(texts[7]));
    }

    /** The content hash in the payload of a signal. */
    static ContentHash content(Signal signal) {
        PresenceMessageDecoder record =
                new PresenceMessageDecoder().wrapAndApplyHeader(signal.payload, 0, new MessageHeaderDecoder());
        return new ContentHash(record.content1(), record.content2(), record.content3(), record.content4());
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
