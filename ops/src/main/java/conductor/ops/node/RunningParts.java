package conductor.ops.node;

import conductor.engine.ring.EnginePipeline;
import conductor.gateway.owner.Ownership;
import conductor.gateway.publish.RedisPublisher;
import conductor.gateway.redis.RedisSource;

/**
 * The parts that work while a node runs, for those who look at them.
 *
 * @param pipeline ring and engine.
 * @param source reads Redis.
 * @param publisher writes Redis.
 * @param ownership whether this node is the one that writes it.
 */
record RunningParts(EnginePipeline pipeline, RedisSource source, RedisPublisher publisher, Ownership ownership) {}
