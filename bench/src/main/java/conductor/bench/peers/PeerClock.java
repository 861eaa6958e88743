package conductor.bench.peers;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * What a run notes about itself as it goes. For the thread that handles signals, but for {@link #began} and {@link
 * #ended}.
 */
public final class PeerClock {
    /** What is measured: each costs time, so each has a run of its own. */
    public enum Mode {
        /** All of the signals, as fast as they go. */
        RATE,
        /** Single signals. */
        TIMES,
        /** How long no signal is taken because scores are due. */
        STALLS
    }

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final boolean stalls;
    private final Runnable atFirst;
    private final Runnable atEnd;
    private final ServiceTimes serviceTimes;
    private long tickBeganNs;
    private long tickBeganCpuNs;
    private long worstTickNs = -1;
    private long worstTickCpuNs = -1;

    /**
     * @param atFirst what happens when the first signal is taken.
     * @param atEnd what happens when the last score is there.
     */
    public PeerClock(Mode mode, Runnable atFirst, Runnable atEnd) {
        this.stalls = mode == Mode.STALLS;
        this.serviceTimes = mode == Mode.TIMES ? new ServiceTimes() : null;
        this.atFirst = atFirst;
        this.atEnd = atEnd;
    }

    /** The engine is up and takes its first signal. */
    public void began() {
        atFirst.run();
    }

    /** The last score is there; what comes now is the end of the engine. */
    public void ended() {
        atEnd.run();
    }

    /** Where times of signals go, null unless they are measured. */
    ServiceTimes serviceTimes() {
        return serviceTimes;
    }

    /** From now on no signal is taken because scores are due. */
    void tickBegins() {
        if (stalls) {
            tickBeganCpuNs = THREADS.getCurrentThreadCpuTime();
            tickBeganNs = System.nanoTime();
        }
    }

    /** Signals are taken again. */
    void tickEnds() {
        if (stalls) {
            worstTickNs = Math.max(worstTickNs, System.nanoTime() - tickBeganNs);
            worstTickCpuNs = Math.max(worstTickCpuNs, THREADS.getCurrentThreadCpuTime() - tickBeganCpuNs);
        }
    }

    /** The longest such time by the wall, -1 if it was not measured. */
    long worstTickNs() {
        return worstTickNs;
    }

    /**
     * The longest by the CPU clock of the thread, which does not run while others have its core; -1 if it was not
     * measured.
     */
    long worstTickCpuNs() {
        return worstTickCpuNs;
    }
}
