package conductor.gateway.redis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Streams in memory. */
final class MemoryRedis implements StreamServer {
    private final Map<String, List<Entry>> streams = new HashMap<>();
    private final long nowMs;
    private String replicationId = "0123456789abcdef0123456789abcdef01234567";

    MemoryRedis(long nowMs) {
        this.nowMs = nowMs;
    }

    void add(String stream, long ms, long seq, byte[] data) {
        streams.computeIfAbsent(stream, name -> new ArrayList<>()).add(new Entry(ms, seq, data));
    }

    /** A replica takes over that never got what was added behind this place. */
    void failOver(String stream, long ms) {
        streams.get(stream).removeIf(entry -> entry.ms() > ms);
        replicationId = "f" + replicationId.substring(1);
    }

    @Override
    public long timeUs() {
        return TimeUnit.MILLISECONDS.toMicros(nowMs);
    }

    @Override
    public String replicationId() {
        return replicationId;
    }

    @Override
    public String top(String stream) {
        List<Entry> entries = streams.getOrDefault(stream, List.of());
        return entries.isEmpty() ? "0-0" : id(entries.get(entries.size() - 1)).toString();
    }

    @Override
    public List<Entry> range(String stream, long ms, long seq, boolean inclusive, int count) {
        StreamId from = new StreamId(ms, seq);
        return streams.getOrDefault(stream, List.of()).stream()
                .filter(entry -> id(entry).compareTo(from) >= (inclusive ? 0 : 1))
                .limit(count)
                .toList();
    }

    private static StreamId id(Entry entry) {
        return new StreamId(entry.ms(), entry.seq());
    }
}
