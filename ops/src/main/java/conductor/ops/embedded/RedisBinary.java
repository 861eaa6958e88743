package conductor.ops.embedded;

import conductor.ops.embedded.EmbeddedServerException.Code;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import redis.embedded.core.ExecutableProvider;
import redis.embedded.error.OsArchitectureNotFound;
import redis.embedded.error.UnknownOSName;
import redis.embedded.model.OS;
import redis.embedded.model.OsArchitecture;

/**
 * The server's program. The embedded-redis library knows which of its resources fits this machine; the copy is ours,
 * because the library's own deletes the file when the virtual machine ends, and the server may live on for adoption.
 */
final class RedisBinary {
    private static final String OTHERWISE = "Set EMBEDDED_REDIS_EXECUTABLE to a redis-server 6.2 or newer of this"
            + " machine, or REDIS_URL to a Redis that runs already.";

    private RedisBinary() {}

    /**
     * The program to run: what EMBEDDED_REDIS_EXECUTABLE names, else the library's, unpacked below {@code bin} when it
     * is not there yet.
     */
    static Path find(Path bin) {
        if (System.getenv(ExecutableProvider.ENVIRONMENT_EXECUTABLE_LOCATION) != null) {
            return named();
        }
        String resource = resource();
        Path program = place(bin);
        try (InputStream in = ExecutableProvider.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new EmbeddedServerException(
                        Code.BINARY, "The resource " + resource + " is missing. " + OTHERWISE);
            }
            if (!Files.isExecutable(program)) {
                Files.createDirectories(bin);
                Path temp = bin.resolve("unpacking.tmp");
                Files.copy(in, temp, StandardCopyOption.REPLACE_EXISTING);
                temp.toFile().setExecutable(true);
                Files.move(temp, program, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            throw new EmbeddedServerException(
                    Code.DISK,
                    "redis-server cannot be unpacked to " + bin + " (" + e
                            + "). Free some space, or choose another folder with --data-dir.",
                    e);
        }
        if (!Files.isExecutable(program)) {
            throw notExecutable(program);
        }
        return program;
    }

    /** The error for a program that this machine refuses to execute. */
    static EmbeddedServerException notExecutable(Path program) {
        return new EmbeddedServerException(
                Code.BINARY,
                program + " cannot be executed; the file system may be mounted with noexec. Choose another folder with"
                        + " --data-dir. Or: " + OTHERWISE);
    }

    /** The error for a program that starts but fails at once, with what it printed. */
    static EmbeddedServerException failed(Path program, int exitCode, String output) {
        return new EmbeddedServerException(
                Code.BINARY, program + " ended with exit code " + exitCode + ": " + output.strip() + ". " + OTHERWISE);
    }

    private static Path named() {
        try {
            File file = ExecutableProvider.newEnvironmentVariableProvider().get();
            if (file.canExecute()) {
                return file.toPath();
            }
            throw notExecutable(file.toPath());
        } catch (IOException e) {
            throw new EmbeddedServerException(
                    Code.BINARY, "EMBEDDED_REDIS_EXECUTABLE cannot be used (" + e.getMessage() + ").", e);
        }
    }

    /** Where the library's program is, or will be, unpacked. */
    static Path place(Path bin) {
        return bin.resolve(resource().substring(1));
    }

    private static String resource() {
        try {
            OsArchitecture machine = OsArchitecture.detectOSandArchitecture();
            String resource = ExecutableProvider.newProvidedVersionsMap().get(machine);
            // The Windows build is too old and cannot run as a daemon.
            if (resource != null && machine.os != OS.WINDOWS) {
                return resource;
            }
        } catch (OsArchitectureNotFound | UnknownOSName e) {
            throw new EmbeddedServerException(Code.BINARY, unknownMachine(), e);
        }
        throw new EmbeddedServerException(Code.BINARY, unknownMachine());
    }

    private static String unknownMachine() {
        return "There is no embedded redis-server for " + System.getProperty("os.name") + " on "
                + System.getProperty("os.arch") + ". " + OTHERWISE;
    }
}
