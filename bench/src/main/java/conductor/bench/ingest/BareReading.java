package conductor.bench.ingest;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;

/**
 * Floors: the same entries read by the library with the same XREAD, from each stream's own cursor, and thrown away. Sixty percent of the
 * entries pass before the clock starts.
 */
final class BareReading {
    /** Before it the tables of what was seen still grow, and the compiler works. */
    private static final double WARM_UP_SHARE = 0.6;

    private static final Duration ANSWER = Duration.ofSeconds(30);

    private final String uri;
    private final byte[][] keys;
    private final int entries;
    private final int count;

    /**
     * @param entries that the streams hold together.
     * @param count entries of a stream read at once.
     */
    BareReading(String uri, byte[][] keys, int entries, int count) {
        this.uri = uri;
        this.keys = keys;
        this.entries = entries;
        this.count = count;
    }

    /** With the library's {@code List<StreamMessage>}. */
    Reading messages() {
        String[] last = new String[keys.length];
        Arrays.fill(last, "0-0");
        return run(connection -> {
            List<StreamOffset<byte[]>> offsets = new ArrayList<>();
            for (int i = 0; i < keys.length; i++) {
                offsets.add(StreamOffset.from(keys[i], last[i]));
            }
            List<StreamMessage<byte[], byte[]>> read =
                    connection.sync().xread(XReadArgs.Builder.count(count), offsets(offsets));
            for (StreamMessage<byte[], byte[]> message : read) {
                last[indexOf(message.getStream())] = message.getId();
            }
            return read.size();
        });
    }

    /** With an output that only counts. */
    Reading counted() {
        byte[][] last = new byte[keys.length][];
        Arrays.fill(last, "0-0".getBytes(StandardCharsets.US_ASCII));
        return run(connection -> {
            CountingOutput output = new CountingOutput(keys, last);
            CommandArgs<byte[], byte[]> arguments = new CommandArgs<>(ByteArrayCodec.INSTANCE)
                    .add("COUNT")
                    .add(count)
                    .add("STREAMS");
            for (byte[] key : keys) {
                arguments.addKey(key);
            }
            for (byte[] id : last) {
                arguments.add(id);
            }
            AsyncCommand<byte[], byte[], Boolean> command =
                    new AsyncCommand<>(new Command<>(CommandType.XREAD, output, arguments));
            connection.dispatch(command);
            try {
                command.get();
            } catch (InterruptedException | ExecutionException e) {
                throw new IllegalStateException("Redis did not answer a read", e);
            }
            return output.entries();
        });
    }

    private Reading run(Read read) {
        RedisURI address = RedisURI.create(uri);
        address.setTimeout(ANSWER);
        RedisClient client = RedisClient.create(address);
        try (StatefulRedisConnection<byte[], byte[]> connection = client.connect(ByteArrayCodec.INSTANCE)) {
            int seen = 0;
            while (seen < entries * WARM_UP_SHARE) {
                seen += some(read, connection);
            }
            long[] library = Use.libraryThreads();
            long self = Thread.currentThread().getId();
            int beganAt = seen;
            Use begin = Use.of(library, self);
            while (seen < entries) {
                seen += some(read, connection);
            }
            return Use.of(library, self).since(begin, entries - beganAt);
        } finally {
            client.shutdown();
        }
    }

    private static int some(Read read, StatefulRedisConnection<byte[], byte[]> connection) {
        int found = read.once(connection);
        if (found == 0) {
            throw new IllegalStateException("entries of the streams are gone");
        }
        return found;
    }

    private int indexOf(byte[] key) {
        int i = 0;
        while (!Arrays.equals(keys[i], key)) {
            i++;
        }
        return i;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of one parameterized type
    private static StreamOffset<byte[]>[] offsets(List<StreamOffset<byte[]>> offsets) {
        return offsets.toArray(new StreamOffset[0]);
    }

    private interface Read {
        /** Reads once and answers how many entries came. */
        int once(StatefulRedisConnection<byte[], byte[]> connection);
    }
}
