package conductor.journal;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Starts another Java virtual machine with the flags and classes of this one. */
final class ChildJvm {
    private ChildJvm() {}

    /** Starts {@code main} with the given arguments; both outputs come together. */
    static Process start(Class<?> main, List<String> flags, String... arguments) {
        return start(Path.of(System.getProperty("java.home")), main, flags, arguments);
    }

    /** The same with another JDK. */
    static Process start(Path javaHome, Class<?> main, List<String> flags, String... arguments) {
        return start(List.of(), javaHome, main, flags, arguments);
    }

    private static Process start(
            List<String> before, Path javaHome, Class<?> main, List<String> flags, String... arguments) {
        List<String> command = new ArrayList<>(before);
        command.add(javaHome.resolve("bin").resolve("java").toString());
        for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (flag.startsWith("--") || flag.startsWith("-XX:") || flag.startsWith("-Dchronicle")) {
                command.add(flag);
            }
        }
        command.add("-Dslf4j.internal.verbosity=ERROR");
        command.addAll(flags);
        command.add("-cp");
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.add(main.getName());
        command.addAll(List.of(arguments));
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs a child to its end and returns what it printed. */
    static String run(Class<?> main, List<String> flags, String... arguments) {
        return run(Path.of(System.getProperty("java.home")), main, flags, arguments);
    }

    /** The same with the priority that the launcher gives to what reads a journal. */
    static String runInBackground(Class<?> main, String... arguments) {
        return output(start(
                List.of("nice", "-n", "10"), Path.of(System.getProperty("java.home")), main, List.of(), arguments));
    }

    /** The same with another JDK. */
    static String run(Path javaHome, Class<?> main, List<String> flags, String... arguments) {
        return output(start(javaHome, main, flags, arguments));
    }

    private static String output(Process child) {
        try (BufferedReader out = child.inputReader()) {
            return out.lines().collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } finally {
            child.destroyForcibly();
        }
    }
}
