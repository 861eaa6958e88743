package conductor.ops.embedded;

import conductor.ops.embedded.EmbeddedServerException.Code;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A running server process: found by its files, or started. It is a daemon in a session of its own, so neither a
 * Ctrl-C on the node's terminal nor the node's death ends it.
 *
 * @param port where it listens on 127.0.0.1.
 * @param pid its process.
 * @param adopted whether it ran already.
 */
record RedisServer(int port, long pid, boolean adopted) {
    private static final long ANSWER_TIMEOUT_MS = 20_000;
    private static final int PORT_ATTEMPTS = 5;
    private static final List<String> BROKEN_DATA = List.of(
            "Bad file format reading the append only file",
            "Unrecoverable error reading the append only file",
            "Unexpected end of file reading the append only file",
            "Can't open the append",
            "can't open the append");

    /** The server that still runs on these files, or empty when there is none. */
    static Optional<RedisServer> running(RedisFiles files) {
        RedisServer[] found = new RedisServer[1];
        boolean[] ours = {true};
        boolean clear = ServerProcess.await(ANSWER_TIMEOUT_MS, () -> {
            found[0] = answering(files, true);
            ours[0] = files.pid().isPresent() && isOurs(files, files.pid().getAsLong());
            return found[0] != null || !ours[0];
        });
        if (!clear) {
            long pid = files.pid().orElse(-1);
            throw new EmbeddedServerException(
                    Code.START,
                    "The Redis server with pid " + pid + " still runs on " + files.dir() + " and does not answer. See "
                            + files.log() + "; end it with `kill " + pid + "` and start again.");
        }
        return Optional.ofNullable(found[0]);
    }

    /** Starts a server on the port of the last time where it is free, else on any free one. */
    static RedisServer start(RedisFiles files) {
        Path program = RedisBinary.find(files.bin());
        for (int attempt = 0; attempt < PORT_ATTEMPTS; attempt++) {
            try {
                int port =
                        ServerProcess.freePort(attempt == 0 ? (int) files.port().orElse(0) : 0);
                ServerFolder.rollLog(files.log());
                files.writeConf(port);
                ServerFolder.writeNumber(files.portFile(), port);
                Files.deleteIfExists(files.pidFile());
                long logStart = ServerFolder.size(files.log());
                launch(program, files);
                RedisServer server = awaitAnswer(files, logStart);
                if (server != null) {
                    return server;
                }
            } catch (IOException e) {
                throw new EmbeddedServerException(
                        Code.DISK,
                        "The embedded Redis cannot write its files in " + files.dir() + " (" + e
                                + "). Free some space, or choose another folder with --data-dir.",
                        e);
            }
        }
        throw new EmbeddedServerException(
                Code.PORT,
                "No free port was found for the embedded Redis in " + PORT_ATTEMPTS
                        + " attempts; the last log lines are" + " in " + files.log()
                        + ". Set REDIS_URL to use a Redis that runs already.");
    }

    /** Whether the process has ended. */
    boolean gone(RedisFiles files) {
        return !accepts() && (files.pid().isEmpty() || !isOurs(files, pid));
    }

    private static RedisServer answering(RedisFiles files, boolean adopted) {
        OptionalLong port = files.port();
        if (port.isEmpty()) {
            return null;
        }
        Optional<RedisProbe.Info> info = RedisProbe.ask((int) port.getAsLong());
        OptionalLong pid = files.pid();
        boolean same = info.isPresent()
                && info.get().configFile().equals(files.conf().toString())
                && (pid.isEmpty() || pid.getAsLong() == info.get().pid());
        return same ? new RedisServer((int) port.getAsLong(), info.get().pid(), adopted) : null;
    }

    private static boolean isOurs(RedisFiles files, long pid) {
        return ServerProcess.runs(pid, files.conf().toString());
    }

    private static void launch(Path program, RedisFiles files) throws IOException {
        Process process;
        try {
            process = new ProcessBuilder(program.toString(), files.conf().toString())
                    .directory(files.dir().toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            throw RedisBinary.notExecutable(program);
        }
        process.getOutputStream().close();
        // The first process ends as soon as the daemon is forked, and the daemon closes its standard streams.
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exitCode = process.onExit().join().exitValue();
        if (exitCode != 0) {
            throw RedisBinary.failed(program, exitCode, output);
        }
    }

    /** The started server, or null when its port was taken meanwhile. */
    private static RedisServer awaitAnswer(RedisFiles files, long logStart) {
        RedisServer[] server = new RedisServer[1];
        boolean[] portTaken = new boolean[1];
        boolean known = ServerProcess.await(ANSWER_TIMEOUT_MS, () -> {
            server[0] = answering(files, false);
            String log = server[0] == null ? ServerFolder.logSince(files.log(), logStart) : "";
            portTaken[0] = log.contains("Address already in use");
            if (!portTaken[0]) {
                refuseBrokenData(files, log);
            }
            return server[0] != null || portTaken[0];
        });
        if (!known) {
            throw new EmbeddedServerException(
                    Code.START,
                    "The embedded Redis did not answer within " + ANSWER_TIMEOUT_MS / 1_000 + " s. Its log, "
                            + files.log() + ", ends with: "
                            + ServerFolder.lastLine(ServerFolder.logSince(files.log(), logStart)));
        }
        return server[0];
    }

    private static void refuseBrokenData(RedisFiles files, String log) {
        if (BROKEN_DATA.stream().anyMatch(log::contains)) {
            throw dataError(files, "cannot read its data", null);
        }
    }

    /** The error for a server whose data is the trouble, with its own last words. */
    static EmbeddedServerException dataError(RedisFiles files, String what, Throwable cause) {
        return new EmbeddedServerException(
                Code.DATA,
                "The embedded Redis " + what + ", " + files.appendOnly() + ". It says: "
                        + ServerFolder.lastLine(ServerFolder.logSince(files.log(), 0))
                        + ". Keep a copy of the file, then repair it with"
                        + " `redis-check-aof --fix`; or move it away to start with empty streams (the node's journal does"
                        + " not depend on it).",
                cause);
    }

    private boolean accepts() {
        try (RedisProbe probe = RedisProbe.connect(port)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
