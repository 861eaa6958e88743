package conductor.journal;

/**
 * The ends of both queues as whoever is to write them finds and mends them.
 *
 * @param lastSignal sequence of the last signal, -1 = there is none.
 * @param unusableDecisions why the decisions have to be set aside and made again from the signals, as the rest of a sentence; null = they
 *     fit.
 */
record QueueEnds(long lastSignal, String unusableDecisions) {

    /**
     * Voids torn last documents and looks where the queues end. Only for the one that may write.
     *
     * @throws JournalCorruptException if there are decisions without a single signal, or the signals' end cannot be read.
     */
    static QueueEnds mend(DocumentQueue signals, DocumentQueue decisions) {
        TornTail.mend(signals);
        long lastSignal = Tail.ofSignals(signals).sequence();
        DecisionsEnd end = DecisionsEnd.find(decisions);
        if (lastSignal < 0 && (end.causeSequence() >= 0 || end.damage() != null)) {
            throw new JournalCorruptException(
                    "signals", "its start", "it is empty, but the decisions queue is not", null);
        }
        return new QueueEnds(lastSignal, end.unusableFor(lastSignal));
    }
}
