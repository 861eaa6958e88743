package conductor.gateway.redis;

import static conductor.gateway.redis.Entries.utf8;

import conductor.engine.core.SignalType;
import conductor.gateway.batch.SignalBatchWriter;

/** Entries of gateways as tests write them. */
final class Batches {
    static final String SESSION = "ses_0a1b2c3d4e5f";
    static final String EVENT = "evt_9f8e7d6c5b4a";

    private Batches() {}

    /** Adds signals of every type, {@code rounds} times six, by users of their own. */
    static void addAll(SignalBatchWriter writer, int rounds) {
        for (int i = 0; i < rounds; i++) {
            byte[] user = utf8("usr_" + i);
            add(writer, SignalType.JOIN, SESSION, user, EVENT, null);
            add(writer, SignalType.CHAT, SESSION, user, EVENT, null);
            add(writer, SignalType.REACTION, SESSION, user, null, null);
            add(writer, SignalType.POLL_VOTE, SESSION, user, null, "cmp42");
            add(writer, SignalType.LEAVE, SESSION, user, null, null);
            add(writer, SignalType.POLL_CLOSED, SESSION, null, null, "cmp42");
        }
    }

    /** One reaction of each of {@code users} from {@code from} on. */
    static byte[] reactions(SignalBatchWriter writer, int from, int users) {
        for (int i = from; i < from + users; i++) {
            add(writer, SignalType.REACTION, SESSION, utf8("usr_" + i), null, null);
        }
        return writer.take();
    }

    static void add(SignalBatchWriter writer, int type, String session, byte[] actor, String event, String poll) {
        boolean added = writer.add(type, bytes(session), actor, bytes(event), bytes(poll));
        if (!added) {
            throw new IllegalStateException("the entry is full");
        }
    }

    private static byte[] bytes(String id) {
        return id == null ? null : utf8(id);
    }
}
