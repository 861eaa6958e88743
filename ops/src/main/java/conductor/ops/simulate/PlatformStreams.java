package conductor.ops.simulate;

import conductor.engine.core.SourceId;
import conductor.gateway.json.Json;
import conductor.gateway.json.Times;
import conductor.ops.feed.FeedException;
import conductor.ops.feed.PlatformEntries;
import conductor.ops.feed.StreamId;
import conductor.ops.feed.StreamWriter;
import conductor.ops.feed.StreamWriter.Tally;
import io.lettuce.core.RedisURI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The streams that the platform writes, with the times of the simulated day as ids, and the time marks of a playback. Counts what
 * it wrote, so that one can wait until the node has applied it all.
 */
final class PlatformStreams implements AutoCloseable {
    private static final String TEXT = "…";
    private static final String EMOJI = "👏";

    private final StreamWriter writer;
    private final PlatformEntries json = new PlatformEntries();
    private final String event;
    private final long dayMs;
    private final byte[][] streams = new byte[SourceId.COUNT][];
    private final long[] idMs = new long[SourceId.COUNT];
    private final long[] idSeq = new long[SourceId.COUNT];
    private long entries;
    private long messages;

    /**
     * @param dayMs when the day begins (00:00 UTC).
     * @throws FeedException when Redis cannot be reached, or holds entries of later times.
     */
    PlatformStreams(RedisURI redis, String event, long dayMs, int fromS) {
        this.event = event;
        this.dayMs = dayMs;
        this.writer = new StreamWriter(redis);
        Arrays.fill(idMs, -1);
        try {
            for (int source = 0; source < SourceId.COUNT; source++) {
                String stream = SourceId.stream(source);
                if (stream != null) {
                    streams[source] = stream.getBytes(StandardCharsets.UTF_8);
                    requireEarlier(stream, dayMs + fromS * 1_000L);
                }
            }
        } catch (RuntimeException e) {
            writer.close();
            throw e;
        }
        writer.beginBundles();
    }

    private void requireEarlier(String stream, long firstMs) {
        StreamId top = writer.top(stream);
        if (top.ms() >= firstMs) {
            throw new FeedException(
                    FeedException.USAGE,
                    stream + " has entries up to " + Times.utc(top.ms()) + ", but the day begins at "
                            + Times.utc(firstMs) + ". Choose a later --date, or another --data-dir.");
        }
    }

    void act(Act act) {
        long timeMs = dayMs + act.dayMs();
        String time = Times.utc(timeMs);
        byte[] data = switch (act.kind()) {
            case JOIN -> json.presence("user_join", act.session(), event, act.user(), false);
            case LEAVE -> json.presence("user_leave", act.session(), event, act.user(), false);
            case CHAT -> json.chat(act.session(), event, "cmb_" + ++messages, act.user(), TEXT, time);
            case REACTION -> json.reaction(act.session(), act.user(), EMOJI, time);
            case VOTE -> json.vote(act.session(), act.user(), act.poll(), act.option(), time);
            case POLL_CLOSED -> closed(act, time);
        };
        add(act.kind().source(), timeMs, data);
    }

    /** Somebody's presence is renewed, which has no effect: with it time comes to this second for certain. */
    void presenceUpdate(int atS) {
        long timeMs = dayMs + atS * 1_000L;
        add(SourceId.PRESENCE, timeMs, bytes(Map.of("type", "presence_update")));
    }

    /** Nothing up to and with this second is still to come. */
    void complete(int atS) {
        long timeMs = dayMs + atS * 1_000L + 1;
        writer.add(Tally.MARK, streams[SourceId.TIME], id(SourceId.TIME, timeMs), PlatformEntries.mark(timeMs));
    }

    /** The platform's answer to a command, or a person's command. */
    void answer(int source, int atS, Map<String, ?> members) {
        add(source, dayMs + atS * 1_000L, bytes(members));
    }

    void flush() {
        writer.flush();
    }

    /** Sends what was written and waits until Redis has taken it. */
    void drain() {
        writer.drain();
    }

    /** How many entries were written, without marks. */
    long entries() {
        return entries;
    }

    @Override
    public void close() {
        writer.close();
    }

    private void add(int source, long timeMs, byte[] data) {
        writer.add(Tally.ROW, streams[source], id(source, timeMs), data);
        entries++;
    }

    private StreamId id(int source, long timeMs) {
        idSeq[source] = idMs[source] == timeMs ? idSeq[source] + 1 : 0;
        idMs[source] = timeMs;
        return new StreamId(timeMs, idSeq[source]);
    }

    private static byte[] closed(Act act, String time) {
        Map<String, Object> poll = new LinkedHashMap<>();
        poll.put("id", act.poll());
        poll.put("isActive", false);
        poll.put("createdAt", time);
        poll.put("sessionId", act.session());
        poll.put("options", List.of());
        return bytes(Map.of("poll", poll));
    }

    private static byte[] bytes(Map<String, ?> members) {
        return Json.write(members).getBytes(StandardCharsets.UTF_8);
    }
}
