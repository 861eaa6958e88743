package conductor.journal;

/**
 * The ends of both queues as whoever is to write them finds and mends them.
 *
 * @param lastSignal sequence of the last signal, -1 = there is none.
 * @param unusableDecisions why the decisions have to be set aside and made again from the signals, as the rest of a sentence; null = they
 *     fit.
 */
record QueueEnds(long lastSignal, String unusableDecisions) {
    private static final String WRITTEN = "more was written behind it";
    private static final String CUT_OFF = WRITTEN + ": the file was cut off, or a length in it was changed";

    /**
     * Voids torn last documents and looks where the queues end. Only for the one that may write.
     *
     * @throws JournalCorruptException if there are decisions without a single signal, or the signals' end cannot be read.
     */
    static QueueEnds mend(DocumentQueue signals, DocumentQueue decisions, JournalStart start) {
        requireEnd(signals);
        TornTail.mend(signals);
        long lastSignal = Tail.ofSignals(signals, start).sequence();
        DecisionsEnd end = DecisionsEnd.find(decisions, start);
        if (lastSignal < 0 && (end.causeSequence() >= 0 || end.damage() != null)) {
            throw new JournalCorruptException(
                    "signals",
                    "its start",
                    "it is empty, but the decisions queue is not: its files were removed or cut off",
                    null);
        }
        return new QueueEnds(lastSignal, end.unusableFor(lastSignal));
    }

    /**
     * Makes sure that the end of a queue is where the library finds it. It goes by figures of its own, which lead elsewhere where a file
     * was cut off: then everything behind that place would be taken for gone.
     *
     * @throws JournalCorruptException at the place where reading from the start ends.
     */
    static void requireEnd(DocumentQueue queue) {
        try (BatchReader batches = new BatchReader(queue)) {
            if (batches.endsAtItsEnd()) {
                return;
            }
            batches.toStart();
            try {
                while (batches.nextRecord()) {
                    // Only where it ends is of interest.
                }
            } catch (JournalCorruptException e) {
                if (queue.cutOff() != null) {
                    throw e;
                }
                throw new JournalCorruptException(queue.name(), e.position(), e.what() + ", and " + CUT_OFF, e);
            }
            throw batches.corrupt("nothing can be read behind it, and " + (queue.cutOff() == null ? CUT_OFF : WRITTEN));
        }
    }
}
