package conductor.gateway.planted;

import conductor.ops.cli.Main;

/** Breaks a rule of the modules on purpose. */
final class GatewaySeesOps {
    Main main;
}
