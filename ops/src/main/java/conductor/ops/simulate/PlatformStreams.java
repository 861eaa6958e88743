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
import java.util.stream.IntStream;

/**
 * The streams that the platform writes, with the times of the simulated day as ids, and the time marks of a playback. Counts what
 * it wrote, so that one can wait until the node has applied it all.
 */
final class PlatformStreams implements AutoCloseable {
    private static final String TEXT = "…";
    private static final String EMOJI = "👏";

    /** Streams whose ids are times of the day. */
    private static final List<String> OF_THE_DAY = IntStream.of(
                    SourceId.PRESENCE,
                    SourceId.CHAT,
                    SourceId.REACTION,
                    SourceId.POLL_VOTE,
                    SourceId.POLL_CLOSED,
                    SourceId.TIME)
            .mapToObj(SourceId::stream)
            .toList();

    private final StreamWriter writer;
    private final PlatformEntries json = new PlatformEntries();
    private final String event;
    private final long dayMs;
    private final boolean timedAnswers;
    private final byte[][] streams = new byte[SourceId.COUNT][];
    private final long[] idMs = new long[SourceId.COUNT];
    private final long[] idSeq = new long[SourceId.COUNT];
    private long entries;
    private long messages;

    private PlatformStreams(RedisURI redis, String event, long dayMs, boolean timedAnswers) {
        this.event = event;
        this.dayMs = dayMs;
        this.writer = new StreamWriter(redis);
        this.timedAnswers = timedAnswers;
        Arrays.fill(idMs, -1);
        for (int source = 0; source < SourceId.COUNT; source++) {
            String stream = SourceId.stream(source);
            streams[source] = stream == null ? null : stream.getBytes(StandardCharsets.UTF_8);
        }
    }

    /**
     * For a day that nobody but the simulation writes to: whatever it writes has the time of the day.
     *
     * @param dayMs when the day begins (00:00 UTC).
     * @throws FeedException when Redis cannot be reached, or holds entries of later times.
     */
    static PlatformStreams ofDay(RedisURI redis, String event, long dayMs, int fromS) {
        PlatformStreams streams = new PlatformStreams(redis, event, dayMs, true);
        try {
            for (int source = 0; source < SourceId.COUNT; source++) {
                String stream = SourceId.stream(source);
                if (stream != null) {
                    streams.requireEarlier(stream, dayMs + fromS * 1_000L);
                }
            }
        } catch (RuntimeException e) {
            streams.close();
            throw e;
        }
        streams.writer.beginBundles();
        return streams;
    }

    /**
     * For a day in which people take part, whose commands get ids of Redis: so do answers and commands from here. A playback takes either
     * when they come, whatever their ids.
     *
     * @param dayMs when the day begins (00:00 UTC); the caller goes on behind {@link #newestMs}.
     * @throws FeedException when Redis cannot be reached.
     */
    static PlatformStreams goingOn(RedisURI redis, String event, long dayMs) {
        PlatformStreams streams = new PlatformStreams(redis, event, dayMs, false);
        streams.writer.beginBundles();
        return streams;
    }

    /**
     * The newest time of what was written of days, in milliseconds; 0 where nothing was.
     *
     * @throws FeedException when Redis cannot be reached.
     */
    static long newestMs(RedisURI redis) {
        try (StreamWriter writer = new StreamWriter(redis)) {
            return OF_THE_DAY.stream()
                    .mapToLong(stream -> writer.top(stream).ms())
                    .max()
                    .orElse(0);
        }
    }

    /**
     * Removes what was written of days before a time: whoever reads them has, and Redis would grow without end.
     *
     * @throws FeedException when Redis cannot be reached.
     */
    static void forget(RedisURI redis, long beforeMs) {
        try (StreamWriter writer = new StreamWriter(redis)) {
            OF_THE_DAY.forEach(stream -> writer.trim(stream, new StreamId(beforeMs, 0)));
        }
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
        long timeMs = dayMs + atS * 1_000L;
        writer.add(Tally.ROW, streams[source], timedAnswers ? id(source, timeMs) : null, bytes(members));
        entries++;
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
