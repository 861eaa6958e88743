package conductor.ops.embedded;

import conductor.ops.embedded.EmbeddedServerException.Code;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;

/**
 * Runs the programs of PostgreSQL. They refuse to run as root; there they run in a user namespace of their own, in which
 * root is nobody, while their files stay root's.
 */
final class PostgresPrograms {
    static final String OTHERWISE = "Set DATABASE_URL to a PostgreSQL that runs already.";

    private final Path home;
    private final List<String> prefix;

    /**
     * What a program printed and how it ended.
     *
     * @param output both of its streams.
     */
    record Result(int exitCode, String output) {}

    /**
     * @param home the folder with {@code bin}, {@code lib} and {@code share}.
     * @throws EmbeddedServerException where this machine lets root make no user namespace.
     */
    PostgresPrograms(Path home) {
        this.home = home;
        this.prefix = isRoot() ? userNamespace() : List.of();
    }

    /** Runs a program to its end; an interruption ends it. */
    Result run(String stdin, String name, String... arguments) {
        List<String> command = new ArrayList<>(prefix);
        command.add(program(name));
        command.addAll(List.of(arguments));
        return run(stdin, command);
    }

    /** Starts the server in a session of its own, so that neither Ctrl-C on the terminal nor this process's death ends it. */
    Process launch(PostgresFiles files) throws IOException {
        List<String> command = new ArrayList<>(List.of("setsid"));
        command.addAll(prefix);
        command.addAll(List.of(program("postgres"), "-D", files.data().toString()));
        return builder(command)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(files.log().toFile()))
                .start();
    }

    private String program(String name) {
        return home.resolve("bin").resolve(name).toString();
    }

    private static Result run(String stdin, List<String> command) {
        Process process = null;
        try {
            process = builder(command).start();
            try (OutputStream in = process.getOutputStream()) {
                in.write(stdin.getBytes(StandardCharsets.UTF_8));
            }
            // Read on another thread: an interruption does not end a read, the end of the program does.
            FutureTask<byte[]> output = new FutureTask<>(process.getInputStream()::readAllBytes);
            Thread reader = new Thread(output, "postgres-output");
            reader.setDaemon(true);
            reader.start();
            String text = new String(output.get(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), text.strip());
        } catch (IOException | ExecutionException e) {
            throw new EmbeddedServerException(
                    Code.START, command.get(0) + " cannot be run (" + e.getMessage() + "). " + OTHERWISE, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedServerException(Code.START, "Interrupted while " + command.get(0) + " ran", e);
        } finally {
            if (process != null) {
                end(process);
            }
        }
    }

    /** Ends a program that still runs, and those that it has started itself, as initdb does. */
    private static void end(Process process) {
        List<ProcessHandle> children = process.descendants().collect(Collectors.toList());
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
    }

    private static ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        // Their messages are read, and PGPORT or PGDATA of somebody's shell are for another server.
        builder.environment().keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_"));
        builder.environment().put("LC_ALL", "C");
        return builder;
    }

    private static List<String> userNamespace() {
        List<String> unshare = List.of("unshare", "--user");
        List<String> attempt = new ArrayList<>(unshare);
        attempt.add("true");
        Result result = run("", attempt);
        if (result.exitCode() != 0) {
            throw new EmbeddedServerException(
                    Code.BINARY,
                    "PostgreSQL does not run as root, and this system lets root make no user namespace ("
                            + result.output() + "). Run the node as an ordinary user. Or: " + OTHERWISE);
        }
        return unshare;
    }

    private static boolean isRoot() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException e) {
            return false;
        }
    }
}
