package conductor.ops.node;

import conductor.journal.sink.DatabaseAddress;
import conductor.journal.sink.DatabaseUrl;
import conductor.ops.config.NodeConfig;
import conductor.ops.embedded.PostgresKeeper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Where the node's database is: the one it is told, or a PostgreSQL of its own that is kept running beside it. */
final class NodeDatabase implements DatabaseAddress, AutoCloseable {
    private static final long SOON_NS = TimeUnit.SECONDS.toNanos(3);
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(20);

    private volatile DatabaseUrl url;
    private volatile String missing;
    private boolean mayHaveRows;
    private PostgresKeeper keeper;

    private NodeDatabase() {}

    /**
     * Says where the database is, and begins to start one where none is told; nobody waits for it.
     *
     * @param onOwn gets the URL of a PostgreSQL of the node's own whenever it takes connections, on a thread of its own.
     */
    static NodeDatabase of(NodeConfig config, Consumer<String> onOwn) {
        NodeDatabase database = new NodeDatabase();
        config.database().url().ifPresentOrElse(told -> database.url = told, () -> database.keep(config, onOwn));
        return database;
    }

    private void keep(NodeConfig config, Consumer<String> onOwn) {
        Path folder = config.dataDir().resolve("postgres");
        mayHaveRows = Files.exists(folder.resolve("data"));
        keeper = PostgresKeeper.begin(folder, new PostgresKeeper.Listener() {
            @Override
            public void ready(String jdbcUrl) {
                onOwn.accept(jdbcUrl);
                url = DatabaseUrl.parse(jdbcUrl);
                missing = null;
            }

            @Override
            public void missing(String sentence) {
                missing = sentence;
            }
        });
    }

    @Override
    public DatabaseUrl now() throws SQLException {
        String why = missing;
        if (why != null) {
            throw new SQLException(why);
        }
        return url;
    }

    /** Where the database is, after a short wait for one of the node's own that has rows already; null when it is not known then. */
    DatabaseUrl soon() {
        long endNs = System.nanoTime() + SOON_NS;
        while (url == null && missing == null && mayHaveRows && System.nanoTime() - endNs < 0) {
            LockSupport.parkNanos(LOOK_NS);
        }
        return url;
    }

    @Override
    public void close() {
        if (keeper != null) {
            keeper.close();
        }
    }
}
