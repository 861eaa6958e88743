package conductor.ops.console;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Hands log events to a slow appender on a thread of its own and never makes a logging thread wait: when the queue is full a line is
 * dropped and counted. (Logback's own asynchronous appender drops without counting.)
 */
final class BoundedLog extends UnsynchronizedAppenderBase<ILoggingEvent> {
    private static final AtomicLong DROPPED = new AtomicLong();
    private static final long STOP_MS = 1_000;
    private static final long WAIT_MS = 100;

    private final BlockingQueue<ILoggingEvent> queue;
    private final Appender<ILoggingEvent> target;
    private final Thread worker = new Thread(this::work, "log");

    BoundedLog(int capacity, Appender<ILoggingEvent> target) {
        this.queue = new ArrayBlockingQueue<>(capacity);
        this.target = target;
        worker.setDaemon(true);
    }

    /** Lines dropped since the process began. */
    static long dropped() {
        return DROPPED.get();
    }

    @Override
    public void start() {
        super.start();
        worker.start();
    }

    @Override
    protected void append(ILoggingEvent event) {
        event.prepareForDeferredProcessing();
        if (!queue.offer(event)) {
            DROPPED.incrementAndGet();
        }
    }

    private void work() {
        try {
            while (isStarted() || !queue.isEmpty()) {
                ILoggingEvent event = queue.poll(WAIT_MS, TimeUnit.MILLISECONDS);
                if (event != null) {
                    target.doAppend(event);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes what waits, for at most a second. */
    @Override
    public void stop() {
        super.stop();
        try {
            worker.join(STOP_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        target.stop();
    }
}
