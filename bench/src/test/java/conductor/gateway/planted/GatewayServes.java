package conductor.gateway.planted;

import io.vertx.core.Vertx;

/** Breaks a rule of the modules on purpose. */
final class GatewayServes {
    Vertx vertx;
}
