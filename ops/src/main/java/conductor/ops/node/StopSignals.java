package conductor.ops.node;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import sun.misc.Signal;

/**
 * Turns SIGTERM, SIGINT (Ctrl-C) and SIGHUP into a request to stop. The first one asks for an orderly stop, which gets
 * {@value #DEADLINE_MS} ms; the second one, or the end of that time, ends the process at once. That is safe: what was not
 * finished is what recovery does after a crash.
 */
public final class StopSignals {
    static final long DEADLINE_MS = 30_000;
    private static final String[] NAMES = {"TERM", "INT", "HUP"};
    private static final int SHELL_SIGNAL_BASE = 128;

    private final CountDownLatch asked = new CountDownLatch(1);

    private StopSignals() {}

    /** Takes over the signals of this process. */
    public static StopSignals install() {
        StopSignals signals = new StopSignals();
        for (String name : NAMES) {
            Signal.handle(new Signal(name), signals::received);
        }
        return signals;
    }

    /** Waits for a request to stop; true when it came. */
    public boolean await(long timeoutMs) throws InterruptedException {
        return asked.await(timeoutMs, TimeUnit.MILLISECONDS);
    }

    private synchronized void received(Signal signal) {
        if (asked.getCount() == 0) {
            Runtime.getRuntime().halt(SHELL_SIGNAL_BASE + signal.getNumber());
        }
        asked.countDown();
        Thread deadline = new Thread(StopSignals::endAfterDeadline, "stop-deadline");
        deadline.setDaemon(true);
        deadline.start();
    }

    private static void endAfterDeadline() {
        try {
            Thread.sleep(DEADLINE_MS);
            System.err.println("The node did not stop within " + DEADLINE_MS
                    + " ms and is ended now. Nothing is lost: the next start recovers from the journal.");
            Runtime.getRuntime().halt(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
