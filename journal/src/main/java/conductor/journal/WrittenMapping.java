package conductor.journal;

/**
 * The part of a roll file that the writer has mapped just now.
 *
 * @param cycle roll cycle (day since 1970) of the file.
 * @param address where the byte at {@code start} is in memory.
 * @param start offset in bytes of the first byte.
 * @param end offset behind the last.
 */
record WrittenMapping(int cycle, long address, long start, long end) {}
