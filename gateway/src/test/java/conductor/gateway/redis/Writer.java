package conductor.gateway.redis;

import conductor.engine.core.SourceId;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.XAddArgs;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;

/** Writes to the platform's streams as gateways and the feeder do. */
final class Writer {
    static final int[] FEEDER = {
        SourceId.PRESENCE, SourceId.CHAT, SourceId.POLL_VOTE, SourceId.REACTION, SourceId.POLL_CLOSED
    };

    private final RedisNode redis;

    Writer(RedisNode redis) {
        this.redis = redis;
    }

    /** A valid message of a source. */
    static String message(int source) {
        return switch (source) {
            case SourceId.PRESENCE -> Entries.JOIN;
            case SourceId.CHAT -> Entries.CHAT;
            case SourceId.POLL_VOTE -> Entries.VOTE;
            case SourceId.REACTION -> Entries.REACTION;
            case SourceId.POLL_CLOSED -> Entries.POLL_CLOSED;
            case SourceId.OUTCOME -> Entries.OUTCOME;
            default -> throw new IllegalArgumentException("source " + source);
        };
    }

    /** Adds with an id of the server's and answers it. */
    StreamId add(int source, String json) {
        return StreamId.parse(redis.commands().xadd(SourceId.stream(source), "data", json));
    }

    /** Adds with a given id. */
    void addAt(int source, long ms, long seq, String json) {
        addAt(source, new StreamId(ms, seq), json).toCompletableFuture().join();
    }

    /** Adds valid messages at these places so that all of them are there at once. */
    void addTogether(Received... places) {
        redis.commands().multi();
        for (Received place : places) {
            addAt(place.source(), new StreamId(place.ms(), place.seq()), message(place.source()));
        }
        redis.commands().exec();
    }

    private RedisFuture<String> addAt(int source, StreamId id, String json) {
        return redis.connection().async().xadd(SourceId.stream(source), new XAddArgs().id(id.toString()), "data", json);
    }

    void mark(long ms) {
        addAt(SourceId.TIME, ms, 0, "{\"t\":" + ms + "}");
    }

    /**
     * Random places over the feeder's streams, with many equal milliseconds, in the order in which they must be
     * applied.
     */
    static List<Received> plan(Random random, int count, long fromMs, int spanMs) {
        TreeSet<Long> taken = new TreeSet<>();
        while (taken.size() < count) {
            long ms = fromMs + random.nextInt(spanMs);
            int source = FEEDER[random.nextInt(FEEDER.length)];
            taken.add((ms << 16) | ((long) source << 8) | random.nextInt(64));
        }
        List<Received> plan = new ArrayList<>();
        for (long place : taken) {
            plan.add(new Received(0, (int) (place >> 8 & 0xff), place >> 16, place & 0xff, 0, 0, 0, 0, 0, ""));
        }
        return plan;
    }

    /**
     * Writes a plan in bursts, each in one flush, with a mark behind every {@code markEveryMs}; entries between two
     * marks are written in any order that keeps every stream's own.
     */
    void feed(List<Received> plan, Random random, long markEveryMs) throws InterruptedException, ExecutionException {
        int at = 0;
        long mark = plan.get(0).ms() - 1;
        while (at < plan.size()) {
            mark += markEveryMs;
            int end = at;
            while (end < plan.size() && plan.get(end).ms() < mark) {
                end++;
            }
            write(plan.subList(at, end), random);
            mark(mark);
            at = end;
        }
        mark(mark + 1_000_000);
    }

    /** Writes entries in any order that keeps every stream's own. */
    void write(List<Received> entries, Random random) throws InterruptedException, ExecutionException {
        List<List<Received>> streams = new ArrayList<>();
        for (int source : FEEDER) {
            streams.add(new ArrayList<>(
                    entries.stream().filter(e -> e.source() == source).toList()));
        }
        streams.removeIf(List::isEmpty);
        List<RedisFuture<String>> answers = new ArrayList<>();
        redis.connection().setAutoFlushCommands(false);
        while (!streams.isEmpty()) {
            List<Received> stream = streams.get(random.nextInt(streams.size()));
            Received next = stream.remove(0);
            answers.add(addAt(next.source(), new StreamId(next.ms(), next.seq()), message(next.source())));
            if (stream.isEmpty()) {
                streams.remove(stream);
            }
            if (random.nextInt(20) == 0) {
                redis.connection().flushCommands();
            }
        }
        redis.connection().flushCommands();
        redis.connection().setAutoFlushCommands(true);
        for (RedisFuture<String> answer : answers) {
            answer.get();
        }
    }
}
