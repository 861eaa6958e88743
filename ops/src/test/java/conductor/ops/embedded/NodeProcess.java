package conductor.ops.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A {@link NodeThatIsKilled} and the server that it has started. */
record NodeProcess(Process process, long serverPid) implements AutoCloseable {
    /**
     * Starts it and waits for its server.
     *
     * @param arguments those of {@link NodeThatIsKilled#main}.
     */
    static NodeProcess start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                NodeThatIsKilled.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        BufferedReader out = process.inputReader();
        StringBuilder read = new StringBuilder();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("READY ")) {
                return new NodeProcess(process, Long.parseLong(line.substring("READY ".length())));
            }
            read.append(line).append('\n');
        }
        throw new AssertionError("the node ended: " + read);
    }

    long pid() {
        return process.pid();
    }

    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Ended, or a zombie that nobody has collected. */
    static boolean ended(long pid) {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .flatMap(process -> process.info().arguments())
                .isEmpty();
    }

    @Override
    public void close() {
        kill();
    }
}
