package conductor.gateway.content;

/** Makes content for decisions. May be asked by several threads at once. */
public interface ContentProvider extends AutoCloseable {
    /**
     * What became of a request.
     *
     * @param method a {@link conductor.engine.core.ContentMethod}; TEMPLATE = nothing could be made.
     * @param content canonical by {@link ContentRules}; empty with TEMPLATE.
     * @param costMicros what it cost in micro-dollars, also where nothing came of it.
     */
    record Made(int method, byte[] content, long costMicros) {}

    /**
     * Makes content, or says that there is none; never fails otherwise.
     *
     * @param limitMs after which nobody waits for it any more.
     * @throws InterruptedException if the node stops.
     */
    Made make(ContentRequest request, long limitMs) throws InterruptedException;

    /** A session is over: nothing more will be asked for it. */
    void closed(long session);

    /** Ends what is under way. */
    @Override
    void close();
}
