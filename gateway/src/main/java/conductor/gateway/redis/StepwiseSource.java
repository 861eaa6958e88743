package conductor.gateway.redis;

import conductor.engine.ring.SignalIngress;
import conductor.gateway.EgressInbox;
import conductor.gateway.lookup.LookUpInbox;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Reads as {@link RedisSource} does, with the same {@link SourceReader}, but a read at a time and from a server that the caller brings.
 * For simulations. One thread.
 */
public final class StepwiseSource {
    private static final ByteBuffer DATA = ByteBuffer.wrap("data".getBytes(StandardCharsets.US_ASCII));

    private final SourceConfig config;
    private final StreamServer server;
    private final SourceStats stats;
    private final ReadProgress progress = new ReadProgress();
    private final RedisClock clock;
    private final SourceReader reader;
    private final LongSupplier nanoTime;
    private boolean connected;

    /**
     * @param start positions of the recovered engine.
     * @param seen what was applied last, by the journal.
     * @param nextDueMs time at which the engine has something to do.
     * @param ringWait lets the engine work while the ring is full; false when it has stopped.
     * @param nanoTime the simulated clock of this machine.
     */
    public StepwiseSource(
            SourceConfig config,
            StreamServer server,
            SignalIngress ingress,
            EgressInbox inbox,
            LookUpInbox lookUps,
            SourceCursors start,
            SeenStreams seen,
            LongSupplier nextDueMs,
            IntakeGate intake,
            BooleanSupplier ringWait,
            LongSupplier nanoTime) {
        this.config = config;
        this.stats = new SourceStats(config::reads);
        this.server = server;
        this.nanoTime = nanoTime;
        this.clock = new RedisClock(start.engineTimeMs());
        this.reader = new SourceReader(
                config,
                ingress,
                inbox,
                lookUps,
                start,
                seen,
                nextDueMs,
                intake,
                clock,
                ringWait::getAsBoolean,
                stats,
                new DeadLetters(stats),
                progress);
    }

    /**
     * Connects, or reads once and puts on the ring what may go.
     *
     * @return false if nothing could be read: the server does not answer, or the engine has stopped.
     */
    public boolean step() {
        try {
            if (!connected) {
                connected = reader.position(new Look());
                return connected;
            }
            return (!progress.isAsked() || reader.checkEpochs(new Look())) && read();
        } catch (StreamServer.Down | LookFailed | SourceDown e) {
            reader.rollback();
            connected = false;
            return false;
        }
    }

    private boolean read() throws StreamServer.Down {
        List<StreamState> asked = new ArrayList<>(reader.prepare());
        long timeUs = server.timeUs();
        for (StreamState stream : asked) {
            StreamId behind = stream.readBehind();
            List<StreamServer.Entry> entries =
                    server.range(stream.name(), behind.ms(), behind.seq(), false, config.count());
            for (StreamServer.Entry entry : entries) {
                stream.receive(entry.ms(), entry.seq());
                add(entry, stream.incoming);
            }
        }
        clock.set(timeUs, nanoTime.getAsLong());
        return reader.answered();
    }

    /** Whether the last step has read every stream to its end and holds nothing. */
    public boolean isAtRest() {
        for (StreamState stream : reader.streams().all()) {
            if (!stream.isAtRest()) {
                return false;
            }
        }
        return connected;
    }

    /** Puts on the ring what egress reported, also while nothing can be read. */
    public void takeResults() {
        reader.emitInboxes();
    }

    /** Compares every stream with what was read, and knows that one was made anew: what the watch asks for when it finds that. */
    public void recreated(int source) {
        progress.recreated(source);
    }

    /** Figures. */
    public SourceStats stats() {
        return stats;
    }

    private static void add(StreamServer.Entry entry, EntryQueue queue) {
        queue.name(DATA.duplicate());
        queue.value(ByteBuffer.wrap(entry.data()));
        queue.endEntry();
    }

    private static final class LookFailed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LookFailed(StreamServer.Down cause) {
            super(cause);
        }
    }

    private final class Look extends StreamLook {
        @Override
        StreamId top(StreamState stream) {
            try {
                return StreamId.parse(server.top(stream.name()));
            } catch (StreamServer.Down e) {
                throw new LookFailed(e);
            }
        }

        @Override
        boolean entry(StreamState stream, StreamId id, EntryQueue to) {
            try {
                List<StreamServer.Entry> found = server.range(stream.name(), id.ms(), id.seq(), true, 1);
                if (found.isEmpty()
                        || found.get(0).ms() != id.ms()
                        || found.get(0).seq() != id.seq()) {
                    return false;
                }
                to.beginEntry(id.ms(), id.seq());
                add(found.get(0), to);
                return true;
            } catch (StreamServer.Down e) {
                throw new LookFailed(e);
            }
        }

        @Override
        String replicationId() {
            try {
                return server.replicationId();
            } catch (StreamServer.Down e) {
                throw new LookFailed(e);
            }
        }

        @Override
        String deliveredTo(StreamState stream, String group) {
            return null;
        }
    }
}
