package conductor.gateway.planes;

/**
 * A whole number as it stands in a message; JSON allows it any length.
 *
 * @param digits without leading zeros, with a minus before it where it is negative, never {@code -0}.
 */
record Whole(String digits) {
    /** That many characters always fit a long. */
    private static final int LENGTH_MAX = 18;

    /** Its value; the largest or smallest there is where it has more digits than fit for certain. */
    long value() {
        if (digits.length() > LENGTH_MAX) {
            return digits.charAt(0) == '-' ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
        return Long.parseLong(digits);
    }
}
