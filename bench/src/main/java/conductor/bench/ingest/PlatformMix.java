package conductor.bench.ingest;

import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import conductor.gateway.batch.SignalBatchWriter;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * Messages as the platform writes them (audience.md 1.2): 55 % chat, 25 % reactions, 10 % votes, 6 % joins and 4 % leaves over
 * {@value #SESSIONS} sessions with {@value #USERS} users each. The same seed makes the same messages.
 */
public final class PlatformMix {
    static final int SESSIONS = 200;
    static final int USERS = 50;

    private static final int CHAT = 55;
    private static final int REACTIONS = CHAT + 25;
    private static final int VOTES = REACTIONS + 10;
    private static final int JOINS = VOTES + 6;
    private static final String[] TEXTS = {
        "Is there a recording?",
        "Great point!",
        "Could you show that slide once more, please?",
        "👍",
        "Hello from Lisbon"
    };

    /** What somebody did. */
    public enum Act {
        CHAT(SourceId.CHAT),
        REACTION(SourceId.REACTION),
        VOTE(SourceId.POLL_VOTE),
        JOIN(SourceId.PRESENCE),
        LEAVE(SourceId.PRESENCE);

        final int source;

        Act(int source) {
            this.source = source;
        }
    }

    private final SplittableRandom random;
    private Act act;
    private String session;
    private String event;
    private String user;
    private String poll;

    /** @param seed makes the messages. */
    public PlatformMix(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** Goes on to the next message. */
    public void next() {
        int kind = random.nextInt(100);
        act = kind < CHAT
                ? Act.CHAT
                : kind < REACTIONS ? Act.REACTION : kind < VOTES ? Act.VOTE : kind < JOINS ? Act.JOIN : Act.LEAVE;
        int room = random.nextInt(SESSIONS);
        session = "ses_" + hex12(room);
        event = "evt_" + hex12(room / 8);
        user = "usr_" + (room * USERS + random.nextInt(USERS));
        poll = "cmp" + room;
    }

    Act act() {
        return act;
    }

    String session() {
        return session;
    }

    String event() {
        return event;
    }

    String user() {
        return user;
    }

    String poll() {
        return poll;
    }

    /** The message as the platform's JSON. */
    byte[] json() {
        String json = switch (act) {
            case CHAT -> chat();
            case REACTION ->
                "{\"userId\":\"" + user + "\",\"sessionId\":\"" + session
                        + "\",\"emoji\":\"👏\",\"timestamp\":\"2026-03-02T10:15:31.900Z\"}";
            case VOTE ->
                "{\"userId\":\"" + user + "\",\"pollId\":\"" + poll + "\",\"optionId\":\"cmo" + random.nextInt(4)
                        + "\",\"sessionId\":\"" + session + "\",\"eventId\":\"" + session
                        + "\",\"voteTimestamp\":\"2026-03-02T10:15:30.004Z\"}";
            case JOIN -> presence("user_join");
            case LEAVE -> presence("user_leave");
        };
        return json.getBytes(StandardCharsets.UTF_8);
    }

    /** The message as a client of the HTTP API writes it (docs/api.md). */
    public byte[] signal() {
        String who = "\",\"session_id\":\"" + session + "\",\"user_id\":\"" + user;
        String json = switch (act) {
            case CHAT -> "{\"type\":\"chat" + who + "\",\"event_id\":\"" + event + "\"}";
            case REACTION -> "{\"type\":\"reaction" + who + "\"}";
            case VOTE -> "{\"type\":\"poll_vote" + who + "\",\"poll_id\":\"" + poll + "\"}";
            case JOIN -> "{\"type\":\"join" + who + "\",\"event_id\":\"" + event + "\"}";
            case LEAVE -> "{\"type\":\"leave" + who + "\"}";
        };
        return utf8(json);
    }

    /** Adds the message to an entry of a gateway; false if that is full. */
    boolean addTo(SignalBatchWriter writer) {
        byte[] room = utf8(session);
        byte[] who = utf8(user);
        return switch (act) {
            case CHAT -> writer.add(SignalType.CHAT, room, who, utf8(event), null);
            case REACTION -> writer.add(SignalType.REACTION, room, who, null, null);
            case VOTE -> writer.add(SignalType.POLL_VOTE, room, who, null, utf8(poll));
            case JOIN -> writer.add(SignalType.JOIN, room, who, utf8(event), null);
            case LEAVE -> writer.add(SignalType.LEAVE, room, who, null, null);
        };
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private String chat() {
        return "{\"sessionId\":\"" + session + "\",\"eventId\":\"" + event + "\",\"message\":{\"id\":\"cmb"
                + random.nextInt(1 << 20) + "\",\"text\":\"" + TEXTS[random.nextInt(TEXTS.length)]
                + "\",\"timestamp\":\"2026-03-02T10:15:07.120Z\",\"metadata\":null,\"authorId\":\"" + user
                + "\",\"sessionId\":\"" + session + "\",\"replyingToMessageId\":null,\"author\":{\"id\":\"" + user
                + "\",\"firstName\":\"Ama\",\"lastName\":\"Boye\"},\"parentMessage\":null}}";
    }

    private String presence(String type) {
        return "{\"type\":\"" + type + "\",\"sessionId\":\"" + session + "\",\"eventId\":\"" + event
                + "\",\"userId\":\"" + user + "\"}";
    }

    private static String hex12(int number) {
        return String.format("%012x", 0x0a1b2c3d4e5fL + number);
    }
}
