package conductor.bench.peers;

/** What a run notes about itself as it goes. For the thread that handles signals, but for {@link #began} and {@link #ended}. */
public final class PeerClock {
    private final boolean timing;
    private final Runnable atFirst;
    private final Runnable atEnd;
    private final ServiceTimes serviceTimes;
    private long worstTickNs;
    private boolean ticked;

    /**
     * @param timing whether to time each signal, which costs about as much as a signal.
     * @param atFirst what happens when the first signal is taken.
     * @param atEnd what happens when the last score is there.
     */
    public PeerClock(boolean timing, Runnable atFirst, Runnable atEnd) {
        this.timing = timing;
        this.atFirst = atFirst;
        this.atEnd = atEnd;
        this.serviceTimes = timing ? new ServiceTimes() : null;
    }

    /** The engine is up and takes its first signal. */
    public void began() {
        atFirst.run();
    }

    /** The last score is there; what comes now is the end of the engine. */
    public void ended() {
        atEnd.run();
    }

    /** Whether each signal is to be timed. */
    public boolean timing() {
        return timing;
    }

    /** Where times of signals go, null unless {@link #timing}. */
    public ServiceTimes serviceTimes() {
        return serviceTimes;
    }

    /** For so long no signal was taken because scores were due. */
    public void tickTook(long ns) {
        ticked = true;
        worstTickNs = Math.max(worstTickNs, ns);
    }

    /** The longest of these times, -1 if the engine does not tell. */
    public long worstTickNs() {
        return ticked ? worstTickNs : -1;
    }
}
