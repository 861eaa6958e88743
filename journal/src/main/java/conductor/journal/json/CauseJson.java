package conductor.journal.json;

import conductor.engine.core.SourceId;

/** Where a signal came from, as records say it: the stream and the entry, or that the node itself put it in. */
public final class CauseJson {
    /** Stream name of what the node itself put in, for example what a look-up found. */
    private static final String INTERNAL = "internal";

    private CauseJson() {}

    /**
     * Writes the members {@code stream} and {@code entry_id}.
     *
     * @param source {@link SourceId} of the signal.
     * @param timeMs milliseconds of its entry.
     * @param seq sequence of its entry.
     * @param sequence its own in the journal, which names it where it is of no entry.
     */
    public static void position(JsonWriter json, int source, long timeMs, long seq, long sequence) {
        String stream = SourceId.stream(source);
        if (stream == null) {
            json.text("stream", INTERNAL).beginText("entry_id").part(sequence).endText();
        } else {
            json.text("stream", stream)
                    .beginText("entry_id")
                    .part(timeMs)
                    .part("-")
                    .part(seq)
                    .endText();
        }
    }
}
