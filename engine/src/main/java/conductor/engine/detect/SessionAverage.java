package conductor.engine.detect;

/**
 * One of the averages over which a fall is looked for.
 *
 * @param seconds how long it is.
 * @param countedPerMinute messages and reactions a minute, without applause.
 * @param expectedPerMinute what would be usual.
 */
public record SessionAverage(double seconds, double countedPerMinute, double expectedPerMinute) {}
