package conductor.bench.peers;

import com.lmax.disruptor.BatchEventProcessor;
import com.lmax.disruptor.BatchEventProcessorBuilder;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.SleepingWaitStrategy;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import conductor.engine.ring.FailStop;
import conductor.engine.ring.SignalIngress;
import conductor.engine.ring.SignalSlots;
import conductor.engine.state.Hashing;
import conductor.journal.ChronicleSignalJournal;
import conductor.journal.JournalDirectory;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The comparison's scoring on the means of the engine, in its fused layout: one producer, a ring of the engine's slots,
 * one engine thread.
 *
 * <pre>
 *   file ─► keys (64 bit) ─► SignalIngress ─► ring ─► ConductorHandler ─► [ journal ]
 *                                                        ├─ SessionPages   by KeyIndex
 *                                                        └─ PairTable      by the key of (session, user)
 * </pre>
 */
final class ConductorPeer implements PeerEngine {
    private static final int RING_SIZE = 1_024;
    private static final int PAIRS = 1 << 21;
    private static final int TRIES = 200;
    private static final long PARK_NS = 50_000;
    private static final int CONFIG_SEED = 0x9ee25;

    /** By type of the file. Tables, as what type comes is chance, and so would be a branch. */
    private static final int[] TYPE = {
        SignalType.CHAT, SignalType.REACTION, SignalType.POLL_VOTE, SignalType.JOIN, SignalType.LEAVE
    };

    private static final int[] SOURCE = {
        SourceId.CHAT, SourceId.REACTION, SourceId.POLL_VOTE, SourceId.PRESENCE, SourceId.PRESENCE
    };

    private final Path journalFolder;
    private final PeerTally tally = new PeerTally();
    private final FailStop failStop = new FailStop();
    private PairTable pairs;
    private SessionPages sessions;

    /** @param journalFolder an empty folder for a journal, null for none. */
    ConductorPeer(Path journalFolder) {
        this.journalFolder = journalFolder;
    }

    @Override
    public PeerCheck run(SignalFile signals, PeerClock clock) throws Exception {
        sessions = new SessionPages(signals.sessions(), tally);
        pairs = new PairTable(PAIRS);
        if (journalFolder == null) {
            run(signals, clock, null, 0);
        } else {
            try (JournalDirectory directory =
                    JournalDirectory.open(journalFolder, EngineConfig.defaults(CONFIG_SEED))) {
                ChronicleSignalJournal journal = directory.openSignalJournal();
                run(signals, clock, journal, journal.lastSequence() + 1);
            }
        }
        return tally.check();
    }

    private void run(SignalFile signals, PeerClock clock, ChronicleSignalJournal journal, long firstSequence)
            throws InterruptedException, IOException {
        RingBuffer<Signal> ring = RingBuffer.createSingleProducer(
                new SignalSlots(RING_SIZE), RING_SIZE, new SleepingWaitStrategy(TRIES, PARK_NS));
        ConductorHandler handler = new ConductorHandler(ring, sessions, pairs, journal, firstSequence, clock);
        BatchEventProcessor<Signal> processor =
                new BatchEventProcessorBuilder().build(ring, ring.newBarrier(), handler);
        processor.setExceptionHandler(failStop);
        ring.addGatingSequences(processor.getSequence());
        Thread engine = new Thread(processor, "engine");
        engine.start();
        SignalIngress ingress = new SignalIngress(ring, failStop);
        clock.began();
        for (int i = 0; i < signals.size(); i++) {
            fill(signals, i, claim(ingress));
            ingress.publish();
        }
        while (processor.getSequence().get() < ring.getCursor() && !failStop.failed()) {
            Thread.yield();
        }
        processor.halt();
        engine.join();
        if (failStop.failed()) {
            throw new IllegalStateException("the engine stopped", failStop.cause());
        }
        handler.finish();
        clock.ended();
    }

    private static Signal claim(SignalIngress ingress) {
        Signal slot = ingress.tryClaim();
        while (slot == null) {
            if (ingress.stopped()) {
                throw new IllegalStateException("the engine stopped");
            }
            Thread.yield();
            slot = ingress.tryClaim();
        }
        return slot;
    }

    /** As the edge does it: ids become keys of 64 bits, and the engine sees nothing but these. */
    private static void fill(SignalFile signals, int i, Signal slot) {
        int type = signals.type(i);
        slot.type = TYPE[type];
        slot.source = SOURCE[type];
        slot.sourceTimeMs = signals.timeMs(i);
        slot.sourceSeq = i;
        slot.subjectKey = Hashing.mix(1 + (signals.session(i) & 0xffffffffL));
        slot.actorKey = Hashing.mix(1L << 32 | signals.user(i) & 0xffffffffL);
    }
}
