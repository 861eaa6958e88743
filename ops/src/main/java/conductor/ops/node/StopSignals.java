package conductor.ops.node;

import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns SIGTERM, SIGINT (Ctrl-C) and SIGHUP into a request to stop. The first one asks for an orderly stop, which gets
 * {@value #DEADLINE_MS} ms; the second one, or the end of that time, ends the process at once. That is safe: what was not
 * finished is what recovery does after a crash.
 *
 * <p>A shutdown hook cannot see a second signal, so the signals are taken over through {@code sun.misc.Signal} of the module
 * {@code jdk.unsupported}; by reflection, because javac warns about a direct use and no annotation silences it.
 */
public final class StopSignals {
    static final long DEADLINE_MS = 30_000;
    private static final String[] NAMES = {"TERM", "INT", "HUP"};
    private static final int ENDED_AT_ONCE = 130;

    private final CountDownLatch asked = new CountDownLatch(1);

    private final boolean hurries;

    private StopSignals(boolean hurries) {
        this.hurries = hurries;
    }

    /** Takes over the signals of this process. */
    public static StopSignals install() {
        return install(true);
    }

    /** The same for work whose end may take as long as it takes: only a second signal ends it at once. */
    public static StopSignals installPatient() {
        return install(false);
    }

    private static StopSignals install(boolean hurries) {
        StopSignals signals = new StopSignals(hurries);
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object receiver = Proxy.newProxyInstance(
                    StopSignals.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        signals.received();
                        return null;
                    });
            for (String name : NAMES) {
                signal.getMethod("handle", signal, handler)
                        .invoke(null, signal.getConstructor(String.class).newInstance(name), receiver);
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("This Java cannot take signals; it needs the module jdk.unsupported", e);
        }
        return signals;
    }

    /** Waits for a request to stop; true when it came. */
    public boolean await(long timeoutMs) throws InterruptedException {
        return asked.await(timeoutMs, TimeUnit.MILLISECONDS);
    }

    /** Whether a request to stop has come. */
    public boolean asked() {
        return asked.getCount() == 0;
    }

    private synchronized void received() {
        if (asked()) {
            Runtime.getRuntime().halt(ENDED_AT_ONCE);
        }
        asked.countDown();
        if (hurries) {
            startDeadline();
        }
    }

    /** Ends the process in {@value #DEADLINE_MS} ms if it still runs then: also for a node that stops of itself. */
    public static void startDeadline() {
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
