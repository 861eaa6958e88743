package conductor.bench.simulate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/** Runs many seeds, each in one thread; several threads share them. */
final class Seeds {
    private static final Path IN_MEMORY = Path.of("/dev/shm");
    private static final long LOOK_MS = 200;

    private final long from;
    private final int count;
    private final int events;
    private final Mutation mutation;
    private final AtomicLong next = new AtomicLong();
    private final AtomicLong done = new AtomicLong();
    private final List<Failure> failures = new ArrayList<>();
    private long steps;
    private long signals;
    private long published;
    private long cpuNs;

    private Seeds(long from, int count, int events, Mutation mutation) {
        this.from = from;
        this.count = count;
        this.events = events;
        this.mutation = mutation;
    }

    /** A seed that fails. */
    record Failure(long seed, Run.Outcome outcome) {}

    /**
     * What all of them did.
     *
     * @param failures by rising seed.
     * @param published decisions that were published or withheld.
     * @param cpuNs processor time of the threads that ran them.
     */
    record Result(List<Failure> failures, long steps, long signals, long published, long cpuNs) {}

    /** @param progress is told how many are done. */
    static Result run(long from, int count, int events, int threads, Mutation mutation, LongConsumer progress) {
        Seeds seeds = new Seeds(from, count, events, mutation);
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(seeds::work, "simulation-" + i);
            thread.start();
            all.add(thread);
        }
        try {
            for (Thread thread : all) {
                while (thread.isAlive()) {
                    thread.join(LOOK_MS);
                    progress.accept(seeds.done.get());
                }
            }
        } catch (InterruptedException e) {
            seeds.next.set(count);
            Thread.currentThread().interrupt();
        }
        synchronized (seeds) {
            seeds.failures.sort((a, b) -> Long.compare(a.seed(), b.seed()));
            return new Result(List.copyOf(seeds.failures), seeds.steps, seeds.signals, seeds.published, seeds.cpuNs);
        }
    }

    /** A folder for snapshots, in memory where the machine has such a place: they are many. */
    static Path newFolder() {
        try {
            return Files.isDirectory(IN_MEMORY)
                    ? Files.createTempDirectory(IN_MEMORY, "conductor-simulation")
                    : Files.createTempDirectory("conductor-simulation");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void work() {
        Path folder = newFolder();
        try {
            for (long i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                long seed = from + i;
                note(seed, Run.of(Scenario.of(seed, events), mutation, folder));
                done.incrementAndGet();
            }
            Files.delete(folder);
            addCpu(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void addCpu(long ns) {
        cpuNs += ns;
    }

    private synchronized void note(long seed, Run.Outcome outcome) {
        steps += outcome.steps();
        signals += outcome.sequence() + 1;
        published += outcome.published();
        if (outcome.failed()) {
            failures.add(new Failure(seed, outcome));
        }
    }
}
