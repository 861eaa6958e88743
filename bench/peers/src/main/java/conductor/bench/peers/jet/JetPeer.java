package conductor.bench.peers.jet;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.Job;
import com.hazelcast.jet.aggregate.AggregateOperation;
import com.hazelcast.jet.aggregate.AggregateOperation1;
import com.hazelcast.jet.datamodel.KeyedWindowResult;
import com.hazelcast.jet.pipeline.Pipeline;
import com.hazelcast.jet.pipeline.Sink;
import com.hazelcast.jet.pipeline.SinkBuilder;
import com.hazelcast.jet.pipeline.SourceBuilder;
import com.hazelcast.jet.pipeline.StreamSource;
import com.hazelcast.jet.pipeline.WindowDefinition;
import conductor.bench.peers.PeerCheck;
import conductor.bench.peers.PeerClock;
import conductor.bench.peers.PeerEngine;
import conductor.bench.peers.PeerScore;
import conductor.bench.peers.PeerTally;
import conductor.bench.peers.SignalFile;
import java.io.Serializable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The comparison on Hazelcast Jet, embedded, one worker thread, as its manual would have it: a stream with its own
 * timestamps, sliding windows by session whose accumulators are combined and deducted, and a stateful mapping for the
 * score before.
 *
 * <p>Jobs on streams do not end. A last item a minute after the last tick makes all windows up to it come out, and the
 * first result beyond says that they have.
 */
public final class JetPeer implements PeerEngine {
    private static final int ITEMS_AT_ONCE = 1_024;

    // The stages of a job are copied by serialization, even within a process: what they share with the process is here.
    private static SignalFile signals;
    private static PeerClock clock;
    private static PeerTally tally;
    private static long lastTickMs;
    private static CountDownLatch done;

    @Override
    public PeerCheck run(SignalFile file, PeerClock peerClock) throws Exception {
        share(file, peerClock);
        Config config = new Config();
        config.getJetConfig().setEnabled(true).setCooperativeThreadCount(1);
        config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
        config.getNetworkConfig().getJoin().getMulticastConfig().setEnabled(false);
        config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        HazelcastInstance node = Hazelcast.newHazelcastInstance(config);
        try {
            Job job = node.getJet().newJob(pipeline());
            while (!done.await(100, TimeUnit.MILLISECONDS)) {
                if (job.getStatus().isTerminal()) {
                    job.join();
                    throw new IllegalStateException("the job ended by itself");
                }
            }
            peerClock.ended();
            job.cancel();
            return tally.check();
        } finally {
            node.shutdown();
        }
    }

    private static void share(SignalFile file, PeerClock peerClock) {
        signals = file;
        clock = peerClock;
        tally = new PeerTally();
        lastTickMs = PeerScore.lastTickMs(file);
        done = new CountDownLatch(1);
    }

    private static Pipeline pipeline() {
        Pipeline pipeline = Pipeline.create();
        pipeline.readFrom(source())
                .withNativeTimestamps(0)
                .setLocalParallelism(1)
                .groupingKey(Item::session)
                .window(WindowDefinition.sliding(PeerScore.WINDOW_MS, PeerScore.EVERY_MS))
                .aggregate(windows())
                .setLocalParallelism(1)
                .groupingKey(KeyedWindowResult::key)
                .mapStateful(LastScore::new, (last, session, result) -> last.score(result))
                .setLocalParallelism(1)
                .writeTo(sink());
        return pipeline;
    }

    private static StreamSource<Item> source() {
        return SourceBuilder.timestampedStream("signals", context -> new Position())
                .<Item>fillBufferFn((position, buffer) -> position.fill(buffer))
                .build();
    }

    /** Where the reading of the file is. */
    private static final class Position {
        private int next;
        private boolean ended;

        private void fill(SourceBuilder.TimestampedSourceBuffer<Item> buffer) {
            if (next == 0) {
                clock.began();
            }
            int end = Math.min(signals.size(), next + ITEMS_AT_ONCE);
            while (next < end) {
                buffer.add(
                        new Item(signals.session(next), signals.user(next), signals.type(next)), signals.timeMs(next));
                next++;
            }
            if (next == signals.size() && !ended) {
                ended = true;
                buffer.add(new Item(0, 0, SignalFile.CHAT), lastTickMs + PeerScore.WINDOW_MS + 1);
            }
        }
    }

    private static AggregateOperation1<Item, WindowCounts, WindowCounts.Figures> windows() {
        return AggregateOperation.withCreate(WindowCounts::new)
                .<Item>andAccumulate(WindowCounts::add)
                .andCombine(WindowCounts::combine)
                .andDeduct(WindowCounts::deduct)
                .andExportFinish(WindowCounts::figures);
    }

    /** What is remembered of a session from one window to the next. */
    private static final class LastScore implements Serializable {
        private static final long serialVersionUID = 1;

        private double value = Double.NaN;

        private Scored score(KeyedWindowResult<Integer, WindowCounts.Figures> result) {
            WindowCounts.Figures figures = result.result();
            double score = figures.score();
            boolean drop = PeerScore.isDrop(score, value);
            value = score;
            return new Scored(result.end(), score, drop, figures.signals(), figures.users());
        }
    }

    private record Scored(long tickMs, double score, boolean drop, long signals, long users) {}

    private static Sink<Scored> sink() {
        return SinkBuilder.sinkBuilder("check", context -> tally)
                .<Scored>receiveFn(JetPeer::receive)
                .preferredLocalParallelism(1)
                .build();
    }

    private static void receive(PeerTally sums, Scored scored) {
        if (scored.tickMs <= lastTickMs) {
            sums.add(scored.score, scored.drop, scored.signals, scored.users);
        } else {
            done.countDown();
        }
    }
}
