package conductor.bench.peers.flink;

import conductor.bench.peers.PeerCheck;
import conductor.bench.peers.PeerClock;
import conductor.bench.peers.PeerEngine;
import conductor.bench.peers.PeerScore;
import conductor.bench.peers.PeerTally;
import conductor.bench.peers.SignalFile;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.api.java.tuple.Tuple4;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The comparison on Apache Flink: a MiniCluster in the process, parallelism 1, state on the heap, objects reused, event
 * time with the usual periodic watermarks, and a keyed process function for the windows ({@link SessionWindows}).
 */
public final class FlinkPeer implements PeerEngine {
    // Functions are copied by serialization, even within a process: what they share with it is here.
    private static SignalFile signals;
    private static PeerClock clock;
    private static PeerTally tally;

    @Override
    public PeerCheck run(SignalFile file, PeerClock peerClock) throws Exception {
        signals = file;
        clock = peerClock;
        tally = new PeerTally();
        Configuration configuration = new Configuration();
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        try (StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createLocalEnvironment(1, configuration)) {
            environment.getConfig().enableObjectReuse();
            TypeInformation<Tuple4<Long, Integer, Integer, Byte>> type =
                    Types.TUPLE(Types.LONG, Types.INT, Types.INT, Types.BYTE);
            environment
                    .fromSource(
                            new DataGeneratorSource<Tuple4<Long, Integer, Integer, Byte>>(
                                    FlinkPeer::signal, file.size(), type),
                            WatermarkStrategy.<Tuple4<Long, Integer, Integer, Byte>>forMonotonousTimestamps()
                                    .withTimestampAssigner((signal, before) -> signal.f0),
                            "signals",
                            type)
                    .keyBy(signal -> signal.f1, Types.INT)
                    .process(
                            new SessionWindows(PeerScore.lastTickMs(file)),
                            Types.TUPLE(Types.DOUBLE, Types.BOOLEAN, Types.LONG, Types.LONG))
                    .sinkTo(new CheckSink());
            environment.execute("peers");
        }
        return tally.check();
    }

    private static Tuple4<Long, Integer, Integer, Byte> signal(Long index) {
        int i = index.intValue();
        if (i == 0) {
            clock.began();
        }
        return Tuple4.of(signals.timeMs(i), signals.session(i), signals.user(i), (byte) signals.type(i));
    }

    /** Adds up scores: score, sudden drop, signals, users. */
    private static final class CheckSink implements Sink<Tuple4<Double, Boolean, Long, Long>> {
        private static final long serialVersionUID = 1;

        @Override
        public SinkWriter<Tuple4<Double, Boolean, Long, Long>> createWriter(WriterInitContext context) {
            return new CheckWriter();
        }
    }

    private static final class CheckWriter implements SinkWriter<Tuple4<Double, Boolean, Long, Long>> {
        @Override
        public void write(Tuple4<Double, Boolean, Long, Long> score, Context context) {
            tally.add(score.f0, score.f1, score.f2, score.f3);
        }

        @Override
        public void flush(boolean endOfInput) {
            if (endOfInput) {
                clock.ended();
            }
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
