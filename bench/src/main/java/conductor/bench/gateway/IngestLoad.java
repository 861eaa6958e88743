package conductor.bench.gateway;

import static conductor.bench.Rounding.round;

import conductor.engine.core.SourceId;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * How many signals a second a gateway takes, in turns with two floors: the same signals as they were posted, each an entry of its own by a bare
 * pipelined XADD, which is what whoever has no gateway would do; and the entries that the gateway made of them, added the same way, which is
 * what Redis alone could take. Then how long an answer takes at half of that.
 */
final class IngestLoad {
    private static final byte[] SIGNALS = SourceId.stream(SourceId.SIGNALS).getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FLOOR = BareAdds.STREAM.getBytes(StandardCharsets.US_ASCII);
    private static final int ENTRIES_READ_BACK = 5_000;
    private static final double NS_PER_MS = 1e6;

    private final GatewayProcess gateway;
    private final String redisUri;
    private final long redisPid;
    private final RedisCommands<byte[], byte[]> redis;
    private final Posts posts;
    private final int connections;
    private final List<Double> takenPerS = new ArrayList<>();
    private final List<Double> floorPerS = new ArrayList<>();
    private final List<Double> entriesPerS = new ArrayList<>();
    private CpuUse cpu = CpuUse.NONE;
    private long signals;
    private long refused;
    private double signalsPerEntry;

    IngestLoad(
            GatewayProcess gateway,
            String redisUri,
            long redisPid,
            RedisCommands<byte[], byte[]> redis,
            Posts posts,
            int connections) {
        this.gateway = gateway;
        this.redisUri = redisUri;
        this.redisPid = redisPid;
        this.redis = redis;
        this.posts = posts;
        this.connections = connections;
    }

    /**
     * Measures.
     *
     * @param warmUpMs before anything counts.
     * @param roundMs of each of the three, {@code rounds} times in turns.
     * @param planMs at half of the rate.
     */
    Map<String, Object> measure(int rounds, long warmUpMs, long roundMs, long planMs)
            throws IOException, InterruptedException {
        try (HttpLoad load = new HttpLoad(gateway.port(), connections)) {
            load.flatOut(posts, ns(warmUpMs));
            for (int round = 0; round < rounds; round++) {
                turns(load, ns(roundMs));
            }
            double half = median(takenPerS) / 2 / posts.perRequest();
            load.planned(posts, half, ns(warmUpMs));
            HttpLoad.Outcome planned = load.planned(posts, half, ns(planMs));
            empty();
            return figures(half, planned);
        }
    }

    private void turns(HttpLoad load, long forNs) throws IOException {
        empty();
        CpuUse before = CpuUse.of(gateway.pid(), redisPid);
        HttpLoad.Outcome taken = load.flatOut(posts, forNs);
        cpu = cpu.plus(CpuUse.of(gateway.pid(), redisPid).since(before));
        takenPerS.add(taken.acceptedPerS() * posts.perRequest());
        signals += taken.accepted() * posts.perRequest();
        refused += taken.refused();
        signalsPerEntry = (double) taken.accepted() * posts.perRequest() / redis.xlen(SIGNALS);
        List<byte[]> entries = new ArrayList<>();
        for (StreamMessage<byte[], byte[]> entry :
                redis.xrange(SIGNALS, Range.unbounded(), Limit.from(ENTRIES_READ_BACK))) {
            entries.add(entry.getBody().values().iterator().next());
        }
        empty();
        try (BareAdds bare = new BareAdds(redisUri, posts.signals())) {
            floorPerS.add(bare.run(forNs));
        }
        empty();
        try (BareAdds bare = new BareAdds(redisUri, entries)) {
            entriesPerS.add(bare.run(forNs) * signalsPerEntry);
        }
        empty();
    }

    private void empty() {
        redis.del(SIGNALS, FLOOR);
    }

    private Map<String, Object> figures(double half, HttpLoad.Outcome planned) {
        double taken = median(takenPerS);
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("signals_per_request", posts.perRequest());
        all.put("connections", connections);
        all.put("bytes_per_signal", round(posts.bytesPerSignal()));
        all.put("accepted_per_s", Math.round(taken));
        all.put("accepted_per_s_all", whole(takenPerS));
        all.put("floor_per_s", Math.round(median(floorPerS)));
        all.put("floor_per_s_all", whole(floorPerS));
        all.put("ratio_to_floor", round(taken / median(floorPerS)));
        all.put("signals_per_entry", round(signalsPerEntry));
        all.put("entries_floor_per_s", Math.round(median(entriesPerS)));
        all.put("ratio_to_entries_floor", round(taken / median(entriesPerS)));
        all.put("refused_requests", refused);
        all.put("gateway_cpu_ns", Math.round((double) cpu.gateway() / signals));
        all.put("redis_cpu_ns", Math.round((double) cpu.redis() / signals));
        all.put("client_cpu_ns", Math.round((double) cpu.client() / signals));
        Map<String, Object> plan = new LinkedHashMap<>();
        plan.put("signals_per_s", Math.round(half * posts.perRequest()));
        plan.put("achieved_per_s", Math.round(planned.acceptedPerS() * posts.perRequest()));
        plan.put("refused_requests", planned.refused());
        Histogram latency = planned.latency();
        plan.put("p50_ms", round(latency.getValueAtPercentile(50) / NS_PER_MS));
        plan.put("p99_ms", round(latency.getValueAtPercentile(99) / NS_PER_MS));
        plan.put("p999_ms", round(latency.getValueAtPercentile(99.9) / NS_PER_MS));
        plan.put("longest_ms", round(latency.getMaxValue() / NS_PER_MS));
        all.put("at_half", plan);
        return all;
    }

    private static List<Long> whole(List<Double> figures) {
        return figures.stream().map(Math::round).toList();
    }

    private static double median(List<Double> figures) {
        return figures.stream().sorted().skip(figures.size() / 2).findFirst().orElseThrow();
    }

    private static long ns(long ms) {
        return TimeUnit.MILLISECONDS.toNanos(ms);
    }
}
