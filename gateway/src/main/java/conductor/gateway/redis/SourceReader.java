package conductor.gateway.redis;

import conductor.engine.core.SourceId;
import conductor.engine.ring.ClockMode;
import conductor.engine.ring.SignalIngress;
import conductor.gateway.EgressInbox;
import conductor.gateway.lookup.LookUpInbox;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * What reading does besides waiting: where it begins, what is asked next, and what an answer puts on the ring. {@link RedisSource} is the
 * thread around it. Knows neither connections nor the clock of this machine. One thread.
 */
final class SourceReader {
    private final SourceConfig config;
    private final EgressInbox inbox;
    private final LookUpInbox lookUps;
    private final SourceCursors start;
    private final SeenStreams seen;
    private final IntakeGate intake;
    private final RedisClock clock;
    private final ReadProgress progress;
    private final SignalEmitter emitter;
    private final StreamEpochs epochs;
    private final TimeSignals timeSignals;
    private final SourceStreams streams;
    private final boolean live;
    private boolean positioned;

    /**
     * @param ringWait how it waits while the ring is full.
     * @param progress is told how far every stream was read, and asks for looks at them.
     */
    SourceReader(
            SourceConfig config,
            SignalIngress ingress,
            EgressInbox inbox,
            LookUpInbox lookUps,
            SourceCursors start,
            SeenStreams seen,
            LongSupplier nextDueMs,
            IntakeGate intake,
            RedisClock clock,
            RingWait ringWait,
            SourceStats stats,
            DeadLetters deadLetters,
            ReadProgress progress) {
        this.config = config;
        this.inbox = inbox;
        this.lookUps = lookUps;
        this.start = start;
        this.seen = seen;
        this.intake = intake;
        this.clock = clock;
        this.progress = progress;
        this.live = config.clock() == ClockMode.REDIS;
        this.streams = new SourceStreams(live, config.operators());
        this.emitter = new SignalEmitter(config, ingress, ringWait, stats, deadLetters, seen);
        this.epochs = new StreamEpochs(seen, emitter, stats);
        this.timeSignals = new TimeSignals(ingress, nextDueMs, config.ringSize());
    }

    /** Finds the positions once, and looks whether Redis has forgotten something since; false if the node stops. */
    boolean position(StreamLook redis) throws SourceDown {
        if (!positioned) {
            StreamId[] begin = redis.resolve(streams.all(), start, config.startAt());
            for (int i = 0; i < begin.length; i++) {
                StreamState stream = streams.all()[i];
                seen.of(stream.source).beganBehind(begin[i]);
                if (!start.known(stream.source) && !emitter.position(stream.source, begin[i], 0)) {
                    return false;
                }
                stream.position(begin[i].ms(), begin[i].seq());
                if (start.open(stream.source)) {
                    stream.reopen();
                }
                StreamId newest = seen.of(stream.source).newest();
                if (newest != null && newest.compareTo(begin[i]) > 0) {
                    // The node before this one had not come to the end of what a new epoch reads again.
                    stream.rewind(begin[i], seen.of(stream.source).all());
                }
            }
            positioned = true;
        }
        return checkEpochs(redis);
    }

    /** Looks whether a stream has forgotten something; false if the node stops. A look that fails is asked for again, with all that was known. */
    boolean checkEpochs(StreamLook redis) {
        int recreated = progress.take();
        boolean looked = false;
        try {
            boolean going = epochs.check(redis, streams.all(), recreated, nowMs());
            looked = true;
            noteProgress();
            return going;
        } finally {
            if (!looked) {
                progress.askAgain(recreated);
            }
        }
    }

    /** The streams. */
    SourceStreams streams() {
        return streams;
    }

    /** Prepares a read and answers the streams to ask; the list is reused. */
    List<StreamState> prepare() {
        return streams.prepare(config.count());
    }

    /**
     * Prepares a read that is sent before what was just read is released, and answers the streams to ask; none where that is not
     * worth its while, or where the streams are to be looked at first.
     */
    List<StreamState> prepareAhead() {
        boolean worth = !progress.isAsked() && streams.worthReadingAhead(config.count());
        return worth ? streams.prepareAhead(config.count()) : List.of();
    }

    /** A read failed. */
    void rollback() {
        streams.rollback();
    }

    /**
     * A read was answered into the streams, and the clock was set to the answer of TIME: puts on the ring what may go now.
     *
     * @return false if the node stops before all of it is there.
     */
    boolean answered() {
        taken();
        return released();
    }

    /** The first half of {@link #answered()}: takes over what was read. */
    void taken() {
        streams.answered(config.count(), live ? clock.answeredMs() : 0);
    }

    /** The second half: puts on the ring what may go. */
    boolean released() {
        if (!release()) {
            return false;
        }
        noteProgress();
        tellTime(Math.min(streams.merge().completeMs(), clock.answeredMs()));
        return true;
    }

    /** Puts on the ring what came from elsewhere, as long as that and the journal have room. */
    void emitInboxes() {
        if (intake.openForResults()) {
            emitter.results(inbox);
            emitter.lookUps(lookUps);
        }
    }

    /** Puts on the ring what may go; false if the node stops before all of it is there. */
    private boolean release() {
        long nowMs = nowMs();
        boolean going = releaseFuture(nowMs, live ? nowMs + RedisClock.FUTURE_MS : StreamState.TIME_MAX);
        for (StreamState stream : streams.aside()) {
            while (going && !stream.queue.isEmpty()) {
                going = emitter.entry(stream, nowMs);
            }
        }
        Merge merge = streams.merge();
        for (StreamState next = merge.next(); going && next != null; next = merge.next()) {
            going = next.source == SourceId.TIME ? emitter.mark(next) : emitter.entry(next, nowMs);
        }
        return going;
    }

    /** Entries from too far ahead wait for nothing: their time may never come. */
    private boolean releaseFuture(long nowMs, long limitMs) {
        for (StreamState stream : streams.all()) {
            while (!stream.queue.isEmpty() && Long.compareUnsigned(stream.queue.headMs(), limitMs) > 0) {
                if (!emitter.futureEntry(stream, nowMs)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The time that drives the engine: the Redis clock, or the newest time mark. */
    long nowMs() {
        return live ? clock.answeredMs() : streams.marksMs();
    }

    /**
     * Says that time has come to {@code nowMs}, if that is worth a signal. A read that was under way when intake closed tells none: the
     * next one does, once there is room.
     */
    void tellTime(long nowMs) {
        if (live && intake.open() && timeSignals.take(nowMs)) {
            emitter.time(SourceId.INTERNAL, nowMs, 0);
        }
    }

    /** Says how far every stream was read, and journals the position of one that was read again to its end. */
    private void noteProgress() {
        for (StreamState stream : streams.all()) {
            StreamId at = stream.lastEntry();
            long epoch = seen.epoch(stream.source);
            if (stream.takeRereadEnd()) {
                emitter.position(stream.source, at, epoch);
            }
            progress.set(stream.source, at, epoch);
        }
    }
}
