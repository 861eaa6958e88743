package conductor.ops.embedded;

import conductor.ops.embedded.EmbeddedServerException.Code;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real PostgreSQL 17 for nodes that are given no database: loopback only, all its data in one folder, which stays between
 * starts. A server that outlived its node is adopted again; {@link #close()} stops it in order, so that it never outlives a
 * normal stop.
 *
 * <p>One process at a time may use a folder. Within a process a second start returns a handle on the same server and takes
 * over its stopping; closing the first handle then changes nothing.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);

    private final PostgresFiles files;
    private final DirectoryOwner owner;
    private final PostgresPrograms programs;
    private final PostgresServer server;
    private final String password;

    private EmbeddedPostgres(
            PostgresFiles files,
            DirectoryOwner owner,
            PostgresPrograms programs,
            PostgresServer server,
            String password) {
        this.files = files;
        this.owner = owner;
        this.programs = programs;
        this.server = server;
        this.password = password;
    }

    /**
     * Starts the server of a folder, or adopts the one that still runs there, and waits until it takes connections: about a
     * second, longer for the first start and after a crash; progress goes to the log. An interruption of the thread ends the
     * wait and what was started.
     *
     * @throws EmbeddedServerException with a code and what to do.
     */
    public static EmbeddedPostgres start(Path postgresDir) {
        return start(postgresDir, PostgresBinary.cache());
    }

    /** Like {@link #start(Path)}; the programs are kept in {@code cache}. */
    static EmbeddedPostgres start(Path postgresDir, Path cache) {
        PostgresFiles files = PostgresFiles.in(postgresDir);
        DirectoryOwner owner = DirectoryOwner.take(files.lock(), "PostgreSQL");
        boolean up = false;
        try {
            EmbeddedPostgres postgres = runningOrStarted(files, owner, cache);
            up = true;
            return postgres;
        } catch (IOException e) {
            throw new EmbeddedServerException(
                    Code.DISK,
                    "The embedded PostgreSQL cannot write its files in " + files.dir() + " (" + e
                            + "). Free some space, or choose another folder with --data-dir.",
                    e);
        } finally {
            if (!up) {
                owner.close();
            }
        }
    }

    /** The database for a client of this machine, with user and password. */
    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + server.port() + "/" + PostgresCluster.NAME + "?user="
                + PostgresCluster.NAME + "&password=" + password;
    }

    /** The server's process. */
    public long pid() {
        return server.pid();
    }

    /** Whether its process lives. */
    public boolean isRunning() {
        return server.isRunning(files);
    }

    /** True when the server ran already, left behind by a node that ended without stopping it. */
    public boolean adopted() {
        return server.adopted();
    }

    /** Lets go of the server without stopping it, as a crash would: a later start adopts it. */
    public void detach() {
        owner.close();
    }

    /** Stops the server: connections are closed, what they wrote is on disk. */
    @Override
    public void close() {
        if (!owner.owns()) {
            return;
        }
        try {
            server.stop(files, programs);
        } finally {
            owner.close();
        }
    }

    /** One at a time in this process; between processes the owner's lock sees to it. */
    private static synchronized EmbeddedPostgres runningOrStarted(PostgresFiles files, DirectoryOwner owner, Path cache)
            throws IOException {
        Consumer<String> progress = LOG::info;
        PostgresPrograms programs =
                new PostgresPrograms(PostgresBinary.unpacked(cache, files.dir().resolve("bin")));
        PostgresServer server =
                PostgresServer.running(files, programs, progress).orElse(null);
        String password = files.password().orElse(null);
        if (server != null && password == null) {
            server.stop(files, programs); // nobody can log in to it
            server = null;
        }
        if (server == null) {
            PostgresServer.forgetGoneServer(files);
            password = PostgresCluster.ensure(files, programs);
            server = PostgresServer.start(files, programs, progress);
        }
        return new EmbeddedPostgres(files, owner, programs, server, password);
    }
}
