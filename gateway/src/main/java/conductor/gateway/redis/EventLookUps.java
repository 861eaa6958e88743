package conductor.gateway.redis;

import conductor.engine.core.Code;
import conductor.engine.core.KeyHash;
import conductor.gateway.json.FieldValues;
import conductor.gateway.json.JsonFields;
import conductor.gateway.json.JsonKind;
import conductor.gateway.json.JsonScanner;
import conductor.gateway.lookup.LookUp;
import conductor.gateway.lookup.LookUpInbox;
import conductor.gateway.lookup.SessionListener;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Finds the events of open sessions whose own entries do not say it (audience.md 1.4): the key {@code session:info:{id}} is asked
 * 1, 5 and 30 s after a session opened and then every 60 s (rank 2), and {@code analytics-events} is listened to (rank 1). What it
 * finds goes to the journal; Redis being down only delays it.
 */
public final class EventLookUps implements SessionListener {
    private static final int RANK_KEY = 2;
    private static final int RANK_CHANNEL = 1;
    private static final long[] AFTER_SEC = {1, 5, 30};
    private static final long EVERY_SEC = 60;
    private static final int KEYS_A_TURN = 200;
    /** Asked for when only the answer counts. */
    private static final byte[] NOBODY = new byte[0];

    private static final byte[] UNKNOWN = "unknown".getBytes(StandardCharsets.US_ASCII);

    /** One open session whose event nobody has said with rank 2 or better. */
    private static final class Unresolved {
        private final long key;
        private final byte[] id;
        private final long openedNs;
        private int asked;
        private long dueNs;
        private int rank;
        private boolean over;

        Unresolved(long key, byte[] id, long openedNs) {
            this.key = key;
            this.id = id;
            this.openedNs = openedNs;
            this.dueNs = openedNs + TimeUnit.SECONDS.toNanos(AFTER_SEC[0]);
        }

        /** What came due while Redis was away counts as one. */
        void askedAt(long nowNs) {
            while (asked < AFTER_SEC.length && openedNs + TimeUnit.SECONDS.toNanos(AFTER_SEC[asked]) - nowNs <= 0) {
                asked++;
            }
            dueNs = asked < AFTER_SEC.length
                    ? openedNs + TimeUnit.SECONDS.toNanos(AFTER_SEC[asked])
                    : nowNs + TimeUnit.SECONDS.toNanos(EVERY_SEC);
        }
    }

    private final KeyHash hash;
    private final LookUpInbox inbox;
    private final RedisClient client = ReadConnection.client();
    private final LookUpKeys keys;
    private final LookUpChannel channel;
    private final JsonScanner scanner = new JsonScanner();
    private final FieldValues found = new FieldValues();
    private final JsonFields fields = JsonFields.of("sessionId", "eventId");
    private final int sessionField = fields.index("sessionId");
    private final int eventField = fields.index("eventId");
    private final Long2ObjectHashMap<Unresolved> open = new Long2ObjectHashMap<>();
    private final PriorityQueue<Unresolved> due =
            new PriorityQueue<>((one, other) -> Long.signum(one.dueNs - other.dueNs));
    private final AtomicLong answers = new AtomicLong();

    /**
     * @param redisUri the platform's Redis.
     * @param hash makes keys of ids.
     * @param inbox where findings go.
     */
    public EventLookUps(String redisUri, KeyHash hash, LookUpInbox inbox) {
        this.hash = hash;
        this.inbox = inbox;
        RedisURI address = ReadConnection.address(redisUri);
        this.keys = new LookUpKeys(client, address);
        this.channel = new LookUpChannel(client, address);
    }

    /** Events found and handed on. */
    public long answers() {
        return answers.get();
    }

    /** Tries to ask for keys that failed. */
    public long keyFailures() {
        return keys.state().failures();
    }

    /** Why keys cannot be asked for now, or null. */
    public String keyProblem() {
        return keys.state().problem();
    }

    /** Tries to listen to the channel that failed. */
    public long channelFailures() {
        return channel.state().failures();
    }

    /** Why the channel cannot be listened to now, or null. */
    public String channelProblem() {
        return channel.state().problem();
    }

    @Override
    public void opened(long sessionKey, byte[] sessionId) {
        Unresolved session = new Unresolved(sessionKey, sessionId, System.nanoTime());
        Unresolved before = open.put(sessionKey, session);
        if (before != null) {
            before.over = true;
        }
        due.add(session);
    }

    @Override
    public void resolved(long sessionKey, long eventKey, byte[] eventId, int rank) {
        Unresolved session = open.get(sessionKey);
        if (session != null && rank >= RANK_KEY) {
            forget(sessionKey);
        } else if (session != null) {
            session.rank = rank;
        }
    }

    @Override
    public void closed(long sessionKey) {
        forget(sessionKey);
    }

    private void forget(long sessionKey) {
        Unresolved session = open.remove(sessionKey);
        if (session != null) {
            session.over = true;
        }
    }

    @Override
    public void work(long nowNs) {
        channel.take(this::hear);
        channel.keepAlive(nowNs);
        if (keys.state().ready(nowNs)) {
            List<Unresolved> asked = takeDue(nowNs);
            // With nothing due, a failure is still tried again: nobody would hear that it is over.
            if (!asked.isEmpty() || keys.state().problem() != null) {
                ask(asked, nowNs);
            }
        }
    }

    /** Sessions that are due, out of the queue. */
    private List<Unresolved> takeDue(long nowNs) {
        List<Unresolved> taken = new ArrayList<>();
        while (taken.size() < KEYS_A_TURN && !due.isEmpty() && due.peek().dueNs - nowNs <= 0) {
            Unresolved session = due.poll();
            if (!session.over) {
                taken.add(session);
            }
        }
        return taken;
    }

    private void ask(List<Unresolved> sessions, long nowNs) {
        List<byte[]> ids = sessions.isEmpty()
                ? List.of(NOBODY)
                : sessions.stream().map(session -> session.id).toList();
        keys.valuesOf(ids).ifPresent(values -> {
            for (int i = 0; i < sessions.size(); i++) {
                Unresolved session = sessions.get(i);
                session.askedAt(nowNs);
                if (values.get(i).hasValue() && isObject(values.get(i).getValue())) {
                    offer(session, RANK_KEY);
                }
            }
        });
        due.addAll(sessions);
    }

    private void hear(byte[] message) {
        if (isObject(message) && MessageParser.isId(found, sessionField)) {
            Unresolved session = open.get(key(sessionField));
            if (session != null && session.rank < RANK_CHANNEL) {
                offer(session, RANK_CHANNEL);
            }
        }
    }

    private boolean isObject(byte[] json) {
        return scanner.scan(fields, json, 0, json.length, found) == Code.NONE;
    }

    /** Hands on the event that was scanned last, if it is a real one; when there is no room it is found again later. */
    private void offer(Unresolved session, int rank) {
        if (found.kind(eventField) != JsonKind.STRING
                || !MessageParser.isId(found, eventField)
                || found.textEquals(eventField, UNKNOWN)
                || found.textEquals(eventField, session.id)) {
            return;
        }
        int offset = found.offset(eventField);
        byte[] event = Arrays.copyOfRange(found.bytes(eventField), offset, offset + found.length(eventField));
        if (inbox.offer(new LookUp.Evidence(session.key, key(eventField), event, rank))) {
            answers.incrementAndGet();
            // The journal says so too, a moment later; until then nothing is offered twice.
            session.rank = Math.max(session.rank, rank);
        }
    }

    private long key(int field) {
        return hash.hash(new UnsafeBuffer(found.bytes(field)), found.offset(field), found.length(field));
    }

    @Override
    public void stop() {
        keys.disconnect();
        channel.disconnect();
        ReadConnection.end(client);
    }
}
