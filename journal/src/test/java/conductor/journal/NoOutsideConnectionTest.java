package conductor.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketImpl;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NoOutsideConnectionTest {
    @TempDir
    Path dataDir;

    @Test
    void theAnalyticsClassesAreNotThere() {
        assertThatThrownBy(() -> Class.forName("net.openhft.chronicle.analytics.Analytics"))
                .isInstanceOf(ClassNotFoundException.class);
    }

    @Test
    void openingAndUsingTheQueuesConnectsNowhereAndPrintsAndLeavesNothing() throws IOException {
        Path home = Files.createDirectory(dataDir.resolve("home"));
        assertThat(runRecorded(home, "journal")).isEqualTo("done");
        try (Stream<Path> left = Files.walk(home)) {
            // JNA keeps the native library that it unpacks.
            assertThat(left.filter(Files::isRegularFile)).allMatch(file -> file.startsWith(home.resolve(".cache/JNA")));
        }
    }

    @Test
    void aConnectionWouldBeSeen() throws IOException {
        Path home = Files.createDirectory(dataDir.resolve("home"));
        assertThat(runRecorded(home, "http")).contains("connect to").endsWith("done");
    }

    private String runRecorded(Path home, String what) throws IOException {
        // Every name in it can be resolved without asking anybody, so an attempt gets as far as the socket.
        Path hosts = Files.writeString(
                dataDir.resolve("hosts"), "192.0.2.1 www.google-analytics.com\n192.0.2.2 outside.example\n");
        return ChildJvm.run(
                Recorded.class,
                List.of("-Duser.home=" + home, "-Djdk.net.hosts.file=" + hosts),
                dataDir.resolve("data").toString(),
                what);
    }

    /** Uses a journal in a process where every socket says where it is to go and then fails. */
    static final class Recorded {
        @SuppressWarnings("deprecation")
        public static void main(String[] arguments) throws Exception {
            Socket.setSocketImplFactory(RecordingSocket::new);
            if (arguments[1].equals("http")) {
                try {
                    new URL("http://outside.example/").openStream().close();
                } catch (IOException e) {
                    // Expected: the socket below refuses.
                }
            } else {
                Path dataDir = Path.of(arguments[0]);
                for (int run = 0; run < 2; run++) {
                    try (JournalDirectory directory = JournalDirectory.open(dataDir, Samples.config())) {
                        long last = directory.signalMarks().sequence();
                        Samples.append(directory.openSignalJournal(), last + 1, last + 100, 10);
                        directory.openDecisionLog().commit();
                    }
                    try (JournalDirectory directory = JournalDirectory.openReadOnly(dataDir)) {
                        Listing.of(directory);
                    }
                }
            }
            awaitOtherThreads();
            System.out.println("done");
            Runtime.getRuntime().halt(0);
        }

        /** Analytics would be sent by a thread of its own. */
        private static void awaitOtherThreads() throws InterruptedException {
            int patienceMs = 500;
            for (Thread thread : Thread.getAllStackTraces().keySet()) {
                boolean ours = thread.getThreadGroup() == Thread.currentThread().getThreadGroup();
                if (ours && thread != Thread.currentThread()) {
                    thread.join(patienceMs);
                }
            }
        }
    }

    /** A socket that reports and refuses. */
    private static final class RecordingSocket extends SocketImpl {
        private void refuse(Object where) throws IOException {
            System.out.println("connect to " + where);
            throw new IOException("recorded");
        }

        @Override
        protected void connect(String host, int connectPort) throws IOException {
            refuse(host);
        }

        @Override
        protected void connect(InetAddress where, int connectPort) throws IOException {
            refuse(where);
        }

        @Override
        protected void connect(SocketAddress where, int timeout) throws IOException {
            refuse(((InetSocketAddress) where).getHostString());
        }

        @Override
        protected void create(boolean stream) {}

        @Override
        protected void bind(InetAddress host, int bindPort) {}

        @Override
        protected void listen(int backlog) {}

        @Override
        protected void accept(SocketImpl accepted) throws IOException {
            refuse("accept");
        }

        @Override
        protected java.io.InputStream getInputStream() throws IOException {
            throw new IOException("not connected");
        }

        @Override
        protected java.io.OutputStream getOutputStream() throws IOException {
            throw new IOException("not connected");
        }

        @Override
        protected int available() {
            return 0;
        }

        @Override
        protected void close() {}

        @Override
        protected void sendUrgentData(int data) throws IOException {
            throw new IOException("not connected");
        }

        @Override
        public void setOption(int option, Object value) {}

        @Override
        public Object getOption(int option) {
            return null;
        }
    }
}
