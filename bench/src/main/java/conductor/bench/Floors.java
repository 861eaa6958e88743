package conductor.bench;

import com.lmax.disruptor.BatchEventProcessor;
import com.lmax.disruptor.BatchEventProcessorBuilder;
import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.SleepingWaitStrategy;
import com.lmax.disruptor.WaitStrategy;
import conductor.engine.core.Signal;
import conductor.engine.ring.SignalSlots;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Supplier;
import org.agrona.concurrent.UnsafeBuffer;

/** What the machine can do at best, measured in the same run as what is held against it. */
final class Floors {
    private static final int RING_SIZE = 4096;
    private static final int MAPPED_BYTES = 256 << 20;
    private static final int FRAME_HEADER = 8;
    /** What the journal writes at once under load. */
    private static final int RECORDS_PER_DOCUMENT = 128;

    private Floors() {}

    /**
     * A raw Disruptor hop with this workload: one producer fills the same slots, one handler reads a field. Nanoseconds of
     * wall time a signal, the best of {@code rounds}.
     */
    static double hopNs(Workload workload, int signals, int rounds) throws InterruptedException {
        return hopNs(workload, signals, rounds, () -> new SleepingWaitStrategy(200, 50_000));
    }

    /** The same with another way of waiting, made anew for every round. */
    static double hopNs(Workload workload, int signals, int rounds, Supplier<WaitStrategy> waits)
            throws InterruptedException {
        double best = Double.MAX_VALUE;
        for (int round = 0; round < rounds; round++) {
            best = Math.min(best, hopOnceNs(workload, signals, waits.get()));
        }
        return best;
    }

    private static double hopOnceNs(Workload workload, int signals, WaitStrategy wait) throws InterruptedException {
        RingBuffer<Signal> ring = RingBuffer.createSingleProducer(new SignalSlots(RING_SIZE), RING_SIZE, wait);
        KeySum sum = new KeySum();
        BatchEventProcessor<Signal> processor = new BatchEventProcessorBuilder().build(ring, ring.newBarrier(), sum);
        ring.addGatingSequences(processor.getSequence());
        Thread thread = new Thread(processor, "hop");
        thread.start();
        long startNs = System.nanoTime();
        for (int i = 0; i < signals; i++) {
            long claimed = ring.next();
            workload.fill(i, ring.get(claimed).clear());
            ring.publish(claimed);
        }
        while (processor.getSequence().get() < ring.getCursor()) {
            Thread.onSpinWait();
        }
        long elapsedNs = System.nanoTime() - startNs;
        processor.halt();
        thread.join();
        if (sum.sum == 0) {
            throw new IllegalStateException("the handler read nothing");
        }
        return (double) elapsedNs / signals;
    }

    private static final class KeySum implements EventHandler<Signal> {
        private long sum;

        @Override
        public void onEvent(Signal signal, long sequence, boolean endOfBatch) {
            sum += signal.subjectKey;
        }
    }

    /**
     * Appending the same bytes to a mapped file whose pages have been touched: a copy and an ordered length a record.
     * Nanoseconds of wall time a signal, the best of {@code rounds}.
     *
     * @param bytesPerSignal journal bytes, of inputs and decisions, that a signal made.
     */
    static double appendNs(Path folder, double bytesPerSignal, int signals, int rounds) throws IOException {
        int length = Math.max(FRAME_HEADER, (int) Math.ceil(bytesPerSignal / 8) * 8);
        try (FileChannel file = FileChannel.open(
                folder.resolve("floor.bin"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE)) {
            MappedByteBuffer mapped = file.map(FileChannel.MapMode.READ_WRITE, 0, MAPPED_BYTES);
            UnsafeBuffer target = new UnsafeBuffer(mapped);
            target.setMemory(0, MAPPED_BYTES, (byte) 1);
            UnsafeBuffer record = new UnsafeBuffer(new byte[length]);
            double best = Double.MAX_VALUE;
            for (int round = 0; round < rounds; round++) {
                best = Math.min(best, appendOnceNs(target, record, signals));
            }
            return best;
        }
    }

    private static double appendOnceNs(UnsafeBuffer target, UnsafeBuffer record, int signals) {
        int length = record.capacity();
        int at = 0;
        long startNs = System.nanoTime();
        for (int i = 0; i < signals; i++) {
            if (at + length > MAPPED_BYTES) {
                at = 0;
            }
            target.putBytes(at + FRAME_HEADER, record, 0, length - FRAME_HEADER);
            target.putLongRelease(at, length);
            at += length;
        }
        return (double) (System.nanoTime() - startNs) / signals;
    }

    /**
     * Appending the same bytes to a raw Chronicle queue in documents of 128 records, as the journal does under load: the library's
     * own price of a batch, without checksums, ring or engine. Nanoseconds of wall time a signal, the best of {@code rounds}.
     *
     * @param folder in which a queue is made, and removed again.
     * @param bytesPerSignal journal bytes, of inputs and decisions, that a signal made.
     */
    static double chronicleAppendNs(Path folder, double bytesPerSignal, int signals, int rounds) throws IOException {
        return chronicleAppendNs(folder, bytesPerSignal, RECORDS_PER_DOCUMENT, signals, rounds);
    }

    /** The same in documents of so many records. */
    static double chronicleAppendNs(Path folder, double bytesPerSignal, int perDocument, int signals, int rounds)
            throws IOException {
        int length = Math.max(1, (int) Math.round(bytesPerSignal));
        return RawChronicle.appendNs(folder, length, perDocument, signals, rounds);
    }
}
