package conductor.gateway.planted;

import net.openhft.chronicle.queue.ChronicleQueue;

/** Breaks a rule of the modules on purpose. */
final class GatewayMapsFiles {
    ChronicleQueue queue;
}
