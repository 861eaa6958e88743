package conductor.journal.sink;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/**
 * Sockets of the driver, which makes one by its name. Whoever closes a TLS socket while a thread is stuck in sending waits for that thread,
 * for ever where the other end does not read any more: unless SO_LINGER says how long to wait at most.
 */
public final class LingeringSockets extends SocketFactory {
    private static final int LINGER_S = 1;

    /** For the driver. */
    public LingeringSockets() {
        // Has no state.
    }

    @Override
    public Socket createSocket() throws IOException {
        Socket socket = new Socket();
        socket.setSoLinger(true, LINGER_S);
        return socket;
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port), null);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return connected(new InetSocketAddress(host, port), new InetSocketAddress(localHost, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port), null);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) throws IOException {
        return connected(new InetSocketAddress(host, port), new InetSocketAddress(localHost, localPort));
    }

    private Socket connected(InetSocketAddress to, InetSocketAddress from) throws IOException {
        Socket socket = createSocket();
        boolean ready = false;
        try {
            socket.bind(from);
            socket.connect(to);
            ready = true;
            return socket;
        } finally {
            if (!ready) {
                socket.close();
            }
        }
    }
}
