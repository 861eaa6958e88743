package conductor.bench.simulate;

import conductor.gateway.publish.OutputServer;
import conductor.gateway.publish.RedisPublisher;
import conductor.gateway.redis.StreamServer;
import io.lettuce.core.RedisCommandExecutionException;
import java.util.ArrayList;
import java.util.List;

/** Redis as a node with a bug sees it. */
final class PlantedServers {
    private PlantedServers() {}

    /** Reads behind the id after the one that was read last. */
    static final class OffByOne implements StreamServer {
        private final SimRedis redis;

        OffByOne(SimRedis redis) {
            this.redis = redis;
        }

        @Override
        public long timeUs() throws Down {
            return redis.timeUs();
        }

        @Override
        public String replicationId() throws Down {
            return redis.replicationId();
        }

        @Override
        public String top(String stream) throws Down {
            return redis.top(stream);
        }

        @Override
        public List<Entry> range(String stream, long ms, long seq, boolean inclusive, int count) throws Down {
            return redis.range(stream, ms, inclusive ? seq : seq + 1, inclusive, count);
        }
    }

    /** Takes records that Redis refuses for written, until it connects anew. */
    static final class TakenForWritten implements OutputServer {
        private final SimRedis redis;
        private long decisions;
        private long scores;

        TakenForWritten(SimRedis redis) {
            this.redis = redis;
        }

        @Override
        public String connect() {
            return redis.connect();
        }

        @Override
        public Tops watch() {
            Tops there = redis.watch();
            return new Tops(Math.max(decisions, there.decisions()), Math.max(scores, there.scores()), there.timeMs());
        }

        @Override
        public List<Object> transact(List<Write> writes) {
            try {
                return redis.transact(writes);
            } catch (RedisCommandExecutionException refused) {
                List<Object> answers = new ArrayList<>();
                for (Write write : writes) {
                    if (write.stream().equals(RedisPublisher.SCORES)) {
                        scores = write.seq();
                    } else {
                        decisions = write.seq();
                    }
                    answers.add(write.seq() + "-0");
                    if (write.message() != null) {
                        answers.add(1L);
                    }
                }
                return answers;
            }
        }

        @Override
        public byte[] entry(String stream, long seq) {
            return redis.entry(stream, seq);
        }
    }
}
