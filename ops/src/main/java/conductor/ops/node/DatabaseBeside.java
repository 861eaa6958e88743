package conductor.ops.node;

import conductor.journal.sink.DatabaseAddress;
import conductor.journal.sink.DatabaseUrl;
import conductor.ops.config.ConfigError;
import conductor.ops.config.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;

/** Where the database is that a gateway beside a node reads: the one that the settings name, else the node's own. */
public final class DatabaseBeside {
    private DatabaseBeside() {}

    /**
     * Looks at the settings; whether the database answers is found out later.
     *
     * @return empty where there is to be none.
     * @throws ConfigError when what the settings name is no address.
     */
    public static Optional<DatabaseAddress> find(Settings settings, Path dataDir) {
        if (!Boolean.parseBoolean(settings.entry("db.enabled").value())) {
            return Optional.empty();
        }
        String url = settings.entry("database.url").value().strip();
        if (url.isEmpty()) {
            return Optional.of(own(dataDir));
        }
        try {
            return Optional.of(DatabaseUrl.parse(url));
        } catch (IllegalArgumentException e) {
            throw new ConfigError("database.url " + e.getMessage() + ".");
        }
    }

    /** That of the node's own, which comes back on another port; its file says on which. */
    public static DatabaseAddress own(Path dataDir) {
        return () -> read(dataDir);
    }

    private static DatabaseUrl read(Path dataDir) throws SQLException {
        try {
            return NodeFile.read(dataDir)
                    .map(NodeFile::database)
                    .map(DatabaseUrl::parse)
                    .orElse(null);
        } catch (IOException e) {
            throw new SQLException(NodeFile.unreadable(dataDir, e), e);
        }
    }
}
