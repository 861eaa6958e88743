package conductor.ops.embedded;

import conductor.ops.embedded.EmbeddedServerException.Code;
import conductor.ops.embedded.PostgresFiles.Postmaster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running server: found by its data folder, or started.
 *
 * @param port where it listens on 127.0.0.1.
 * @param pid its first process.
 * @param adopted whether it ran already.
 */
record PostgresServer(int port, long pid, boolean adopted) {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresServer.class);
    private static final long READY_TIMEOUT_MS = 600_000; // after a crash it first reads its log again
    private static final long SAY_EVERY_MS = 5_000;
    private static final long STOP_TIMEOUT_MS = 10_000;
    private static final int PORT_ATTEMPTS = 5;

    /** The server that still runs on this data, or empty when there is none. A wait in vain for it to be ready ends it. */
    static Optional<PostgresServer> running(PostgresFiles files, PostgresPrograms programs, Consumer<String> progress) {
        Optional<Postmaster> left = files.postmaster().filter(server -> runs(files, server.pid()));
        if (left.isEmpty()) {
            return Optional.empty();
        }
        long pid = left.get().pid();
        boolean waitedInVain = true;
        try {
            boolean ready = becomesReady(files, pid, progress);
            waitedInVain = false;
            if (!ready) {
                return Optional.empty();
            }
        } finally {
            if (waitedInVain) {
                new PostgresServer(left.get().port(), pid, true).stop(files, programs);
            }
        }
        return files.postmaster().map(server -> new PostgresServer(server.port(), pid, true));
    }

    /**
     * Takes away the lock file of a server that is gone where PostgreSQL would take it for that of a living one for ever: its number
     * belongs to another process or thread by now, or was never written. The caller holds the folder; what the gone server
     * has left running has to end first, as by itself it does.
     */
    static void forgetGoneServer(PostgresFiles files) throws IOException {
        if (!Files.exists(files.serverLock())) {
            return;
        }
        long pid = files.serverLockPid().orElse(0);
        boolean takenForLiving = pid == 0 || Files.exists(Path.of("/proc", Long.toString(pid)));
        if (takenForLiving
                && !runs(files, pid)
                && ServerProcess.await(STOP_TIMEOUT_MS, () -> !ServerProcess.anyIn(files.data()))) {
            LOG.info("The lock file {} is that of a server that is gone, and is removed", files.serverLock());
            Files.delete(files.serverLock());
        }
    }

    /** Starts a server on the port of the last time where it is free, else on any free one, and waits until it is ready. */
    static PostgresServer start(PostgresFiles files, PostgresPrograms programs, Consumer<String> progress)
            throws IOException {
        for (int attempt = 0; attempt < PORT_ATTEMPTS; attempt++) {
            int preferred =
                    attempt == 0 ? (int) ServerFolder.number(files.portFile()).orElse(0) : 0;
            int port = ServerProcess.freePort(preferred);
            ServerFolder.rollLog(files.log());
            files.writeConf(port);
            ServerFolder.writeNumber(files.portFile(), port);
            long logStart = ServerFolder.size(files.log());
            Process process = launch(files, programs, progress);
            if (process != null) {
                return new PostgresServer(port, process.pid(), false);
            }
            String log = ServerFolder.logSince(files.log(), logStart);
            if (!log.contains("Address already in use")) {
                throw dataError(files, "does not start", log);
            }
        }
        throw new EmbeddedServerException(
                Code.PORT,
                "No free port was found for the embedded PostgreSQL in " + PORT_ATTEMPTS + " attempts; see "
                        + files.log() + ". " + PostgresPrograms.OTHERWISE);
    }

    /** The process of a server that is ready, or null when it ended instead. A wait in vain ends it. */
    private static Process launch(PostgresFiles files, PostgresPrograms programs, Consumer<String> progress)
            throws IOException {
        Process process = programs.launch(files);
        boolean waitedInVain = true;
        try {
            boolean ready = becomesReady(files, process.pid(), progress);
            waitedInVain = false;
            return ready ? process : null;
        } finally {
            if (waitedInVain) {
                end(process);
            }
        }
    }

    private static void end(Process process) {
        boolean interrupted = Thread.interrupted();
        process.destroy();
        if (!ServerProcess.await(STOP_TIMEOUT_MS, () -> !process.isAlive())) {
            process.destroyForcibly();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops the server in order; where it takes too long, at once, which its next start repairs. */
    void stop(PostgresFiles files, PostgresPrograms programs) {
        boolean interrupted = Thread.interrupted(); // what asked for the stop must not cut it short
        if (!signal(files, programs, "fast")) {
            LOG.warn("The embedded PostgreSQL (pid {}) does not end in order and is ended at once", pid);
            if (!signal(files, programs, "immediate")) {
                ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
                ServerProcess.await(STOP_TIMEOUT_MS, () -> !isRunning(files));
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isRunning(PostgresFiles files) {
        return runs(files, pid);
    }

    /** Whether the server ends when it is told to. */
    private boolean signal(PostgresFiles files, PostgresPrograms programs, String mode) {
        long waitMs = 0;
        try {
            PostgresPrograms.Result told = programs.run(
                    "", "pg_ctl", "stop", "-W", "-m", mode, "-D", files.data().toString());
            if (told.exitCode() == 0) {
                waitMs = STOP_TIMEOUT_MS;
            } else {
                LOG.warn("The embedded PostgreSQL cannot be told to stop: {}", told.output());
            }
        } catch (EmbeddedServerException e) {
            LOG.warn("The embedded PostgreSQL cannot be told to stop", e);
        }
        return ServerProcess.await(waitMs, () -> !isRunning(files));
    }

    /** The error for a server whose data is the trouble, with its own last words. */
    static EmbeddedServerException dataError(PostgresFiles files, String what, String log) {
        String words = log.lines()
                .filter(line -> line.matches(".*(FATAL|PANIC|ERROR|DETAIL|HINT): .*"))
                .map(line -> line.replaceFirst(".*?(FATAL|PANIC|ERROR|DETAIL|HINT): *", ""))
                .collect(Collectors.joining(" "));
        return new EmbeddedServerException(
                Code.DATA,
                "The embedded PostgreSQL " + what + ". It says: "
                        + (words.isEmpty() ? ServerFolder.lastLine(log) : words) + " Its log is " + files.log()
                        + ". To start with an empty database, move " + files.data() + " away. Or: "
                        + PostgresPrograms.OTHERWISE);
    }

    /** Waits; false when the process has ended instead. */
    private static boolean becomesReady(PostgresFiles files, long pid, Consumer<String> progress) {
        for (long waitedMs = 0; waitedMs < READY_TIMEOUT_MS; waitedMs += SAY_EVERY_MS) {
            boolean known = ServerProcess.await(SAY_EVERY_MS, () -> ready(files, pid) || !isAlive(pid));
            if (known) {
                return ready(files, pid);
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new EmbeddedServerException(Code.START, "Interrupted while the embedded PostgreSQL started");
            }
            progress.accept("The embedded PostgreSQL is not ready yet: "
                    + ServerFolder.lastLine(ServerFolder.logSince(files.log(), 0)));
        }
        throw new EmbeddedServerException(
                Code.START,
                "The embedded PostgreSQL (pid " + pid + ") runs but is not ready after " + READY_TIMEOUT_MS / 1_000
                        + " s. See " + files.log() + ". " + PostgresPrograms.OTHERWISE);
    }

    private static boolean ready(PostgresFiles files, long pid) {
        return files.postmaster()
                .filter(server -> server.ready() && server.pid() == pid)
                .isPresent();
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }

    private static boolean runs(PostgresFiles files, long pid) {
        return ServerProcess.runs(pid, files.data().toString());
    }
}
