package conductor.journal.json;

/**
 * Epoch milliseconds to {@code yyyy-MM-ddTHH:mm:ss.SSSZ} by integer arithmetic. The calendar is the proleptic
 * Gregorian one, by the days-to-civil method of Howard Hinnant ("chrono-compatible low-level date algorithms", 2013).
 */
public final class UtcTime {
    /** Bytes written. */
    public static final int LENGTH = 24;

    private static final long MS_PER_DAY = 86_400_000L;
    private static final long YEAR_0_MS = -62_167_219_200_000L;
    private static final long YEAR_9999_END_MS = 253_402_300_799_999L;

    private UtcTime() {}

    /**
     * Writes 24 bytes at {@code offset} and returns the offset behind them. Times outside the years 0 to 9999 are cut
     * to them.
     */
    public static int write(long timeMs, byte[] out, int offset) {
        long epochMs = Math.max(YEAR_0_MS, Math.min(YEAR_9999_END_MS, timeMs));
        long days = Math.floorDiv(epochMs, MS_PER_DAY);
        int msOfDay = (int) Math.floorMod(epochMs, MS_PER_DAY);
        long shifted = days + 719_468;
        long era = Math.floorDiv(shifted, 146_097);
        int dayOfEra = (int) (shifted - era * 146_097);
        int yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int marchMonth = (5 * dayOfYear + 2) / 153;
        int day = dayOfYear - (153 * marchMonth + 2) / 5 + 1;
        int month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
        int year = (int) (yearOfEra + era * 400) + (month <= 2 ? 1 : 0);

        int at = two(year / 100, out, offset);
        at = two(year % 100, out, at);
        out[at++] = '-';
        at = two(month, out, at);
        out[at++] = '-';
        at = two(day, out, at);
        out[at++] = 'T';
        at = two(msOfDay / 3_600_000, out, at);
        out[at++] = ':';
        at = two(msOfDay / 60_000 % 60, out, at);
        out[at++] = ':';
        at = two(msOfDay / 1_000 % 60, out, at);
        out[at++] = '.';
        out[at++] = (byte) ('0' + msOfDay / 100 % 10);
        at = two(msOfDay % 100, out, at);
        out[at++] = 'Z';
        return at;
    }

    private static int two(int value, byte[] out, int at) {
        out[at] = (byte) ('0' + value / 10);
        out[at + 1] = (byte) ('0' + value % 10);
        return at + 2;
    }
}
