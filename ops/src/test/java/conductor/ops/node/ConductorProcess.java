package conductor.ops.node;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code conductor …} as a process of its own, on the JDK and with the flags of this one. */
final class ConductorProcess {
    private ConductorProcess() {}

    /** Starts a command; its standard error is that of this process, settings of the environment are left out. */
    static Process start(List<String> words) throws IOException {
        return startCommand(command(words), ProcessBuilder.Redirect.INHERIT, Map.of());
    }

    /** Starts a command whose standard error is kept in a file. */
    static Process start(List<String> words, Path errors) throws IOException {
        return startCommand(command(words), ProcessBuilder.Redirect.to(errors.toFile()), Map.of());
    }

    /** Starts a command with variables in its environment. */
    static Process start(List<String> words, Map<String, String> environment) throws IOException {
        return startCommand(command(words), ProcessBuilder.Redirect.INHERIT, environment);
    }

    /**
     * Starts a command on a terminal of its own, as a person would: its two outputs come mixed, and a byte 3 sent to it is a
     * Ctrl-C. What runs in the background of a script ignores Ctrl-C and hands that down; a person's command does not.
     */
    static Process startOnTerminal(List<String> words) throws IOException {
        String line = command(words).stream()
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
        return startCommand(
                List.of(
                        "script",
                        "--quiet",
                        "--return",
                        "--flush",
                        "--command",
                        "exec env --default-signal=INT " + line,
                        "/dev/null"),
                ProcessBuilder.Redirect.INHERIT,
                Map.of());
    }

    /** Sends a process a signal, for example {@code -STOP}. */
    static void signal(long pid, String signal) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", signal, Long.toString(pid)).start();
        if (kill.waitFor() != 0) {
            throw new IOException("kill " + signal + " " + pid + " ended with " + kill.exitValue());
        }
    }

    /** The whole command line of a command. */
    static List<String> command(List<String> words) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+IgnoreUnrecognizedVMOptions",
                "@" + Path.of("jvm", "flags").toAbsolutePath(),
                "@" + Path.of("jvm", "flags-25").toAbsolutePath(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                "conductor.ops.cli.Main"));
        command.addAll(words);
        return command;
    }

    private static Process startCommand(
            List<String> command, ProcessBuilder.Redirect errors, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors);
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("CONDUCTOR_") || name.equals("REDIS_URL") || name.equals("PORT"));
        builder.environment().putAll(environment);
        return builder.start();
    }
}
