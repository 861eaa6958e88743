package conductor.ops.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** What every embedded server needs of processes and ports. */
final class ServerProcess {
    private static final long POLL_MS = 20;

    private ServerProcess() {}

    /**
     * Whether a process runs and has this argument: a pid may have been given to another program since it was written down.
     * In a container without init an ended one may stay as a zombie, which has no arguments.
     */
    static boolean runs(long pid, String argument) {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .flatMap(process -> process.info().arguments())
                .map(arguments -> List.of(arguments).contains(argument))
                .orElse(false);
    }

    /** Whether a process of this user works in a folder, as every process of PostgreSQL does in its data. */
    static boolean anyIn(Path folder) {
        return ProcessHandle.allProcesses().anyMatch(process -> {
            try {
                return Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), "cwd"))
                        .equals(folder);
            } catch (IOException goneOrOfAnotherUser) {
                return false;
            }
        });
    }

    /** Asks until it is so, the time is over or the thread is interrupted; answers whether it is so. */
    static boolean await(long timeoutMs, BooleanSupplier condition) {
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadlineNs >= 0) {
                return false;
            }
            try {
                Thread.sleep(POLL_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return condition.getAsBoolean();
            }
        }
        return true;
    }

    /** A port of 127.0.0.1 that is free now: the preferred one where it is (0: none), else any. */
    static int freePort(int preferred) throws IOException {
        InetAddress loopback = InetAddress.getByName("127.0.0.1");
        if (preferred > 0) {
            try (ServerSocket socket = new ServerSocket(preferred, 1, loopback)) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                return freePort(0);
            }
        }
        try (ServerSocket socket = new ServerSocket(0, 1, loopback)) {
            return socket.getLocalPort();
        }
    }
}
