package conductor.ops.node;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code conductor …} as a process of its own, on the JDK and with the flags of this one. */
final class ConductorProcess {
    private ConductorProcess() {}

    /** Starts a command; its standard error is that of this process, settings of the environment are left out. */
    static Process start(List<String> words) throws IOException {
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
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("CONDUCTOR_") || name.equals("REDIS_URL") || name.equals("PORT"));
        return builder.start();
    }
}
