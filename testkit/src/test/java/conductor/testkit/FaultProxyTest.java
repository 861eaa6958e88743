package conductor.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultProxyTest {
    private ServerSocket echo;
    private FaultProxy proxy;

    @BeforeEach
    void startAnEcho() throws IOException {
        echo = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        Pipe.start("echo", () -> {
            while (!echo.isClosed()) {
                try {
                    Socket socket = echo.accept();
                    Pipe.start("echo-one", () -> repeat(socket));
                } catch (IOException e) {
                    return;
                }
            }
        });
        proxy = new FaultProxy(echo.getLocalPort());
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        echo.close();
    }

    private static void repeat(Socket socket) {
        try (socket) {
            socket.getInputStream().transferTo(socket.getOutputStream());
        } catch (IOException e) {
            // The test is over.
            return;
        }
    }

    @Test
    void withoutFaultsBytesArriveUnchangedAlsoInLargeNumbers() throws Exception {
        byte[] sent = new byte[1_000_000];
        new Random(1).nextBytes(sent);
        try (Socket client = connect()) {
            Pipe.start("sender", () -> write(client, sent));
            assertThat(client.getInputStream().readNBytes(sent.length)).isEqualTo(sent);
        }
        assertThat(proxy.accepted()).isEqualTo(1);
    }

    @Test
    void aDelayHoldsBytesBackInBothDirections() throws Exception {
        try (Socket client = connect()) {
            proxy.delay(150);
            long startNs = System.nanoTime();
            write(client, new byte[] {7});
            assertThat(client.getInputStream().read()).isEqualTo(7);
            assertThat(msSince(startNs)).isGreaterThanOrEqualTo(300);
        }
    }

    @Test
    void aThrottledConnectionIsNoFasterThanItsRate() throws Exception {
        try (Socket client = connect()) {
            proxy.throttle(1_024);
            long startNs = System.nanoTime();
            write(client, new byte[1_024]);
            assertThat(client.getInputStream().readNBytes(1_024)).hasSize(1_024);
            assertThat(msSince(startNs)).isGreaterThanOrEqualTo(900);
        }
    }

    @Test
    void aFrozenConnectionStaysAndGoesOnWhenItThaws() throws Exception {
        try (Socket client = connect()) {
            proxy.freeze();
            write(client, new byte[] {9});
            client.setSoTimeout(300);
            InputStream in = client.getInputStream();
            assertThatThrownBy(in::read).isInstanceOf(SocketTimeoutException.class);
            proxy.thaw();
            client.setSoTimeout(10_000);
            assertThat(in.read()).isEqualTo(9);
        }
    }

    @Test
    void aCutBreaksOpenConnectionsAndRefusalNewOnes() throws Exception {
        try (Socket client = connect()) {
            write(client, new byte[] {1});
            assertThat(client.getInputStream().read()).isEqualTo(1);
            proxy.cut();
            assertThat(ended(client)).isTrue();
        }
        proxy.refuse(true);
        try (Socket client = connect()) {
            assertThat(ended(client)).isTrue();
        }
        proxy.refuse(false);
        proxy.cutAfter(Long.MAX_VALUE, 3);
        try (Socket client = connect()) {
            write(client, new byte[] {1, 2, 3, 4});
            assertThat(client.getInputStream().readNBytes(10)).isEqualTo(new byte[] {1, 2, 3});
            awaitTheCut();
        }
    }

    @Test
    void cuttingAgainAndAgainNeedsNobodyWhoAsksForIt() throws Exception {
        long[] bytes = {2};
        proxy.keepCutting(() -> bytes[0]++);
        for (int cut = 0; cut < 3; cut++) {
            while (proxy.cuts() < cut) {
                Thread.sleep(1);
            }
            try (Socket client = connect()) {
                write(client, new byte[] {1, 2, 3, 4, 5});
                assertThat(client.getInputStream().readNBytes(10)).hasSize(2 + cut);
            }
        }
    }

    /** The client sees its end before the last connection is closed. */
    private void awaitTheCut() throws InterruptedException {
        long startNs = System.nanoTime();
        while (!proxy.isCut() && msSince(startNs) < 30_000) {
            Thread.sleep(1);
        }
        assertThat(proxy.isCut()).isTrue();
    }

    private Socket connect() throws IOException {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        client.setSoTimeout(30_000);
        return client;
    }

    private static boolean ended(Socket client) {
        try {
            return client.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    private static void write(Socket client, byte[] bytes) {
        try {
            client.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static long msSince(long startNs) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs);
    }
}
