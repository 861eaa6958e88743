package conductor.gateway.http;

/**
 * A bucket's measures.
 *
 * @param burst how many at once, at least 1.
 * @param perSecond how many a second, above 0.
 */
record Rate(int burst, double perSecond) {}
