/**
 * Reading the platform's Redis streams: one connection, one thread, entries merged into one order and put on the ring
 * as signals. Start with {@link conductor.gateway.redis.RedisSource}.
 */
package conductor.gateway.redis;
