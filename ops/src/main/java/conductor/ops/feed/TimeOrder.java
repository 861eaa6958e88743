package conductor.ops.feed;

/** Brings row numbers into the order of their times; rows of the same millisecond keep the order they came in. */
final class TimeOrder {
    private TimeOrder() {}

    /** Sorts in place: a bottom-up merge sort, so it is stable and needs no objects. */
    static void sort(int[] order, Rows rows) {
        int[] from = order;
        int[] to = new int[order.length];
        for (int width = 1; width < order.length; width *= 2) {
            for (int left = 0; left < order.length; left += 2 * width) {
                int middle = Math.min(left + width, order.length);
                merge(from, to, left, middle, Math.min(middle + width, order.length), rows);
            }
            int[] swap = from;
            from = to;
            to = swap;
        }
        if (from != order) {
            System.arraycopy(from, 0, order, 0, order.length);
        }
    }

    private static void merge(int[] from, int[] to, int left, int middle, int right, Rows rows) {
        int a = left;
        int b = middle;
        for (int i = left; i < right; i++) {
            boolean takeLeft = a < middle && (b == right || rows.timeMs(from[a]) <= rows.timeMs(from[b]));
            to[i] = takeLeft ? from[a++] : from[b++];
        }
    }
}
