package conductor.journal;

/**
 * Where the signals queue ends.
 *
 * @param sequence sequence of its last record, -1 when it is empty.
 * @param engineTimeMs engine time of its last record, 0 when it is empty.
 */
public record SignalMarks(long sequence, long engineTimeMs) {
    static final SignalMarks NONE = new SignalMarks(-1, 0);
}
