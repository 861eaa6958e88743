package conductor.testkit;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** One direction of one connection: one thread reads, one writes when the faults let it; in between is a bounded line. */
final class Pipe {
    private static final int CHUNK = 8_192;
    private static final int LINE = 256;
    private static final Chunk END = new Chunk(new byte[0], 0);

    private record Chunk(byte[] bytes, long arrivedNs) {}

    private final Socket from;
    private final Socket to;
    private final FaultProxy.Faults faults;
    private final AtomicLong left;
    private final Predicate<byte[]> passes;
    private final Runnable breakAll;
    private final Closeable both;
    private final BlockingQueue<Chunk> line = new ArrayBlockingQueue<>(LINE);

    /**
     * @param left bytes that may still pass before everything breaks.
     * @param passes whether bytes may pass at all; where they may not, everything breaks.
     * @param breakAll breaks every connection of the proxy.
     * @param both closes this connection.
     */
    Pipe(
            Socket from,
            Socket to,
            FaultProxy.Faults faults,
            AtomicLong left,
            Predicate<byte[]> passes,
            Runnable breakAll,
            Closeable both) {
        this.from = from;
        this.to = to;
        this.faults = faults;
        this.left = left;
        this.passes = passes;
        this.breakAll = breakAll;
        this.both = both;
    }

    void start(String name) {
        start(name, this::read);
        start(name + "-out", this::write);
    }

    static void start(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void read() {
        try {
            byte[] buffer = new byte[CHUNK];
            InputStream in = from.getInputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                put(new Chunk(Arrays.copyOf(buffer, read), System.nanoTime()));
            }
        } catch (IOException e) {
            // The other direction or the far end has closed the connection: what came before still passes.
        } finally {
            put(END);
        }
    }

    /** Waits for room in the line as long as the connection is there. */
    private void put(Chunk chunk) {
        try {
            while (!line.offer(chunk, 50, TimeUnit.MILLISECONDS)) {
                if (to.isClosed()) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        try (both) {
            OutputStream out = to.getOutputStream();
            for (Chunk chunk = line.take(); chunk != END; chunk = line.take()) {
                await(chunk);
                if (!passes.test(chunk.bytes)) {
                    breakAll.run();
                    return;
                }
                long before = left.getAndAdd(-chunk.bytes.length);
                pass(out, chunk.bytes, (int) Math.max(0, Math.min(chunk.bytes.length, before)));
                if (before <= chunk.bytes.length) {
                    breakAll.run();
                    return;
                }
            }
        } catch (IOException e) {
            // The other direction or the far end has closed the connection: nothing is left to pass on.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void await(Chunk chunk) throws InterruptedException {
        while (!to.isClosed()
                && (faults.frozen
                        || System.nanoTime() - chunk.arrivedNs < TimeUnit.MILLISECONDS.toNanos(faults.delayMs))) {
            Thread.sleep(1);
        }
    }

    /** Writes in pieces of a tenth of a second where a rate is set. */
    private void pass(OutputStream out, byte[] bytes, int length) throws IOException, InterruptedException {
        int at = 0;
        while (at < length) {
            long rate = faults.bytesPerSecond;
            int piece = rate <= 0 ? length - at : (int) Math.max(1, Math.min(length - at, rate / 10));
            out.write(bytes, at, piece);
            out.flush();
            at += piece;
            if (rate > 0) {
                Thread.sleep(1_000L * piece / rate);
            }
        }
    }
}
