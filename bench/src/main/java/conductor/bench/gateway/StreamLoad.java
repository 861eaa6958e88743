package conductor.bench.gateway;

import static conductor.bench.Rounding.round;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Listeners of the event stream of whom some stop reading: how late the others are told, what the gateway keeps for those who do not
 * read, and when it ends them.
 */
final class StreamLoad {
    private static final String CLIENTS = "conductor_sse_clients";
    private static final long BEGIN_MS = 60_000;
    private static final long LOOK_MS = 100;
    private static final long REST_MS = 2_000;
    private static final long END_MS = 10_000;
    private static final double NS_PER_MS = 1e6;
    private static final double NS_PER_S = 1e9;

    private final GatewayProcess gateway;
    private final String redisUri;
    private final long redisPid;
    private final int clients;
    private final int stalled;
    private final int recordsPerS;
    private long firstClosedNs = -1;
    private long lastClosedNs = -1;
    private long closed;
    private long kernelBytesMost = -1;

    /**
     * @param stalled how many of the clients stop reading.
     * @param recordsPerS what the engine writes.
     */
    StreamLoad(GatewayProcess gateway, String redisUri, long redisPid, int clients, int stalled, int recordsPerS) {
        this.gateway = gateway;
        this.redisUri = redisUri;
        this.redisPid = redisPid;
        this.clients = clients;
        this.stalled = stalled;
        this.recordsPerS = recordsPerS;
    }

    /**
     * Measures.
     *
     * @param warmUpMs of records before anything counts.
     * @param stallMs from the moment at which some stop reading until they go on.
     */
    Map<String, Object> measure(long warmUpMs, long stallMs) throws IOException, InterruptedException {
        int most = (int) (recordsPerS * (warmUpMs + stallMs + BEGIN_MS) / 1_000);
        try (RecordWriter writer = new RecordWriter(redisUri, recordsPerS, most)) {
            writer.openSessions();
            try (StreamCrowd crowd = new StreamCrowd(writer, gateway.port(), clients, stalled)) {
                Thread reading = new Thread(crowd, "bench-listeners");
                Thread writing = new Thread(writer, "bench-records");
                reading.start();
                try {
                    crowd.awaitBegun(BEGIN_MS);
                    writing.start();
                    Thread.sleep(warmUpMs);
                    return measure(crowd, writer, stallMs);
                } finally {
                    writer.stop();
                    crowd.stop();
                    writing.join();
                    reading.join();
                }
            }
        }
    }

    private Map<String, Object> measure(StreamCrowd crowd, RecordWriter writer, long stallMs)
            throws IOException, InterruptedException {
        double open = gateway.metric(CLIENTS);
        CpuUse before = CpuUse.of(gateway.pid(), redisPid);
        long recordsBefore = writer.decisions() + writer.scores();
        crowd.delays().count(true);
        crowd.slowRead(false);
        long stoppedNs = System.nanoTime();
        long tookNs = 0;
        while (tookNs < TimeUnit.MILLISECONDS.toNanos(stallMs)) {
            Thread.sleep(LOOK_MS);
            kernelBytesMost = Math.max(kernelBytesMost, SendQueues.most(gateway.port()));
            long now = (long) (open - gateway.metric(CLIENTS));
            tookNs = System.nanoTime() - stoppedNs;
            if (now > closed) {
                firstClosedNs = closed == 0 ? tookNs : firstClosedNs;
                lastClosedNs = tookNs;
                closed = now;
            }
        }
        crowd.delays().count(false);
        CpuUse used = CpuUse.of(gateway.pid(), redisPid).since(before);
        long records = writer.decisions() + writer.scores() - recordsBefore;
        writer.stop();
        Thread.sleep(REST_MS);
        crowd.slowRead(true);
        long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(END_MS);
        while (crowd.endedSlow() < closed && System.nanoTime() - endNs < 0) {
            Thread.sleep(LOOK_MS);
        }
        return figures(crowd, writer, used, records, tookNs);
    }

    private Map<String, Object> figures(StreamCrowd crowd, RecordWriter writer, CpuUse used, long records, long tookNs)
            throws IOException, InterruptedException {
        long behind = crowd.others().stream()
                .mapToLong(listener -> listener.missed() + writer.decisions() - listener.decisions())
                .sum();
        Histogram delays = crowd.delays().all();
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("clients", clients);
        all.put("stalled", stalled);
        all.put("records_per_s", Math.round(records * NS_PER_S / tookNs));
        all.put("events_per_s", Math.round(delays.getTotalCount() * NS_PER_S / tookNs));
        all.put("p50_ms", round(delays.getValueAtPercentile(50) / NS_PER_MS));
        all.put("p99_ms", round(delays.getValueAtPercentile(99) / NS_PER_MS));
        all.put("longest_ms", round(delays.getMaxValue() / NS_PER_MS));
        all.put("missed", behind);
        all.put("spared", crowd.others().stream().mapToLong(Listener::spared).sum());
        all.put("others_closed", crowd.endedOthers());
        all.put("closed", closed);
        all.put("closed_seen", crowd.endedSlow());
        all.put("first_closed_s", closed == 0 ? null : round(firstClosedNs / NS_PER_S));
        all.put("last_closed_s", closed == 0 ? null : round(lastClosedNs / NS_PER_S));
        all.put("queued_bytes_most", (long) gateway.metric("conductor_sse_queued_bytes_most"));
        all.put("kernel_bytes_most", kernelBytesMost);
        all.put("gateway_cores", round((double) used.gateway() / tookNs));
        all.put("redis_cores", round((double) used.redis() / tookNs));
        all.put("client_cores", round((double) used.client() / tookNs));
        return all;
    }
}
