package conductor.ops.planted;

import io.lettuce.core.RedisClient;

/** Breaks a rule of the modules on purpose. */
final class OpsSpeaksToRedis {
    RedisClient client;
}
