package conductor.ops.simulate;

import conductor.gateway.edge.Edge;
import conductor.gateway.http.GatewayConfig;
import conductor.gateway.http.GatewayParts;
import conductor.gateway.http.GatewayServer;
import conductor.journal.history.HistoryStore;
import conductor.ops.config.GatewaySettings;
import conductor.ops.config.Settings;
import conductor.ops.env.Environment;
import conductor.ops.node.DatabaseBeside;
import conductor.ops.node.NodeFile;
import conductor.ops.node.Version;
import java.net.BindException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The gateway of a demo: in the process of its node, on loopback, open to whoever reaches it. */
final class DemoGateway implements AutoCloseable {
    private static final String PORT = "gateway.port";
    private static final long BEGIN_PATIENCE_NS = TimeUnit.SECONDS.toNanos(30);
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(5);

    private final GatewayParts parts;
    private final GatewayServer server;
    private final int portTaken;

    private DemoGateway(GatewayParts parts, GatewayServer server, int portTaken) {
        this.parts = parts;
        this.server = server;
        this.portTaken = portTaken;
    }

    /**
     * Starts it and waits until it shows what the node has decided so far. All that a gateway is told of its node is told here.
     *
     * @param dataDir the node's folder.
     * @param port of the command line, or null for that of the environment, or the usual one, or any if the usual one is taken.
     * @param stop ends the waiting.
     * @throws IllegalStateException when the port was asked for and is taken.
     */
    static DemoGateway start(Path dataDir, NodeFile node, Integer port, BooleanSupplier stop) {
        Settings settings = settings(port);
        GatewayConfig config = GatewaySettings.bind(settings);
        GatewayParts parts = new GatewayParts(
                Edge.start(node.redisUri(), config.signalsWaitingMax()),
                new HistoryStore(DatabaseBeside.own(dataDir)),
                () -> Optional.of(node.httpUrl()),
                Version.toMap());
        boolean up = false;
        try {
            DemoGateway gateway = listening(parts, config, settings.entry(PORT).isDefault());
            up = true;
            gateway.awaitBegun(stop);
            return gateway;
        } finally {
            if (!up) {
                close(parts);
            }
        }
    }

    private static void close(GatewayParts parts) {
        parts.edge().close();
        parts.history().close();
    }

    private static DemoGateway listening(GatewayParts parts, GatewayConfig config, boolean elsewhereToo) {
        try {
            return new DemoGateway(parts, GatewayServer.start(config, parts), 0);
        } catch (IllegalStateException e) {
            if (!elsewhereToo || !(e.getCause() instanceof BindException)) {
                throw e;
            }
            GatewayConfig anywhere = GatewaySettings.bind(settings(0));
            return new DemoGateway(parts, GatewayServer.start(anywhere, parts), config.port());
        }
    }

    /** What the environment says of other gateways, of addresses and certificates, is not for this one. */
    private static Settings settings(Integer port) {
        Map<String, String> flags = new HashMap<>();
        flags.put("gateway.auth", "open");
        flags.put("gateway.host", "127.0.0.1");
        flags.put("gateway.tls-certificate", "");
        flags.put("gateway.tls-key", "");
        if (port != null) {
            flags.put(PORT, port.toString());
        }
        return Settings.load(flags, Environment.here(), null);
    }

    private void awaitBegun(BooleanSupplier stop) {
        long sinceNs = System.nanoTime();
        while (!parts.edge().feed().hasBegun()
                && !stop.getAsBoolean()
                && System.nanoTime() - sinceNs < BEGIN_PATIENCE_NS) {
            LockSupport.parkNanos(LOOK_NS);
        }
    }

    /** Where the page is. */
    String url() {
        return "http://127.0.0.1:" + server.port();
    }

    /** The usual port, where another one had to be taken for it; else 0. */
    int portTaken() {
        return portTaken;
    }

    @Override
    public void close() {
        try {
            server.close();
        } finally {
            close(parts);
        }
    }
}
