package conductor.gateway.edge;

/**
 * What became of a request.
 *
 * @param accepted signals that Redis has.
 * @param repeated whether they had been written before, under the same key.
 */
public record Written(int accepted, boolean repeated) {}
