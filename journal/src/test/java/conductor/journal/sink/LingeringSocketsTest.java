package conductor.journal.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LingeringSocketsTest {
    private static final String PASSWORD = "of the test";
    private static final long PATIENCE_MS = 60_000;

    @Test
    void aTlsConnectionWhoseOtherEndDoesNotReadCanBeClosedWhileAThreadSends(@TempDir Path folder) throws Exception {
        SSLContext tls = context(folder.resolve("key.p12"));
        CountDownLatch over = new CountDownLatch(1);
        AtomicLong sent = new AtomicLong();
        try (SSLServerSocket listener = (SSLServerSocket)
                        tls.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket base = new LingeringSockets().createSocket()) {
            start(() -> greetAndNeverRead(listener, over));
            base.connect(listener.getLocalSocketAddress());
            SSLSocket socket =
                    (SSLSocket) tls.getSocketFactory().createSocket(base, "localhost", listener.getLocalPort(), true);
            socket.startHandshake();
            Thread sending = start(() -> sendUntilBroken(socket, sent));
            untilItStands(sent);
            Thread closing = start(() -> close(socket));
            closing.join(PATIENCE_MS);
            sending.join(PATIENCE_MS);
            assertThat(closing.isAlive()).isFalse();
            assertThat(sending.isAlive()).isFalse();
        } finally {
            over.countDown();
        }
    }

    @Test
    void theDriverMakesItsSocketsHere() {
        assertThat(DatabaseUrl.driverProperties("tests", 60))
                .containsEntry("socketFactory", LingeringSockets.class.getName());
    }

    /** Nothing was sent for a second. */
    private static void untilItStands(AtomicLong sent) throws InterruptedException {
        long before = -1;
        for (long now = sent.get(); now == 0 || now != before; now = sent.get()) {
            before = now;
            Thread.sleep(1_000);
        }
    }

    private static void greetAndNeverRead(SSLServerSocket listener, CountDownLatch over) {
        try (SSLSocket socket = (SSLSocket) listener.accept()) {
            socket.startHandshake();
            over.await(2 * PATIENCE_MS, TimeUnit.MILLISECONDS);
        } catch (IOException | InterruptedException e) {
            // The test is over.
        }
    }

    private static void sendUntilBroken(SSLSocket socket, AtomicLong sent) {
        try {
            OutputStream out = socket.getOutputStream();
            byte[] piece = new byte[8 << 10];
            while (true) {
                out.write(piece);
                sent.addAndGet(piece.length);
            }
        } catch (IOException e) {
            // What is waited for.
        }
    }

    private static void close(SSLSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // Closed in a hurry is closed as well.
        }
    }

    private static Thread start(Runnable body) {
        Thread thread = new Thread(body);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** With a key that the JDK's own tool has made and that both ends trust. */
    private static SSLContext context(Path file) throws Exception {
        Process tool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "key",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(tool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD.toCharArray());
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(keys);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
    }
}
