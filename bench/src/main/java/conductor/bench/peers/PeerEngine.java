package conductor.bench.peers;

/**
 * An engine in the comparison. It takes the signals of a file one by one as fast as it can and scores at each multiple
 * of five seconds of event time: first at the one after the first signal, last at the one after the last.
 */
public interface PeerEngine {
    /**
     * Runs once, from start to end.
     *
     * @param clock told when the first signal is taken, when the last score is there, and what the engine knows of its
     *     pauses.
     * @return what it has computed, once all of it is there.
     */
    PeerCheck run(SignalFile signals, PeerClock clock) throws Exception;

    /** Called after the state was measured, when the engine need not hold it any longer. */
    default void close() {}
}
