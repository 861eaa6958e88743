package conductor.gateway.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * The names under which a server on loopback may be asked. A page of somebody else whose name was made to lead to this machine (DNS rebinding) sends that
 * name; addresses and localhost cannot be made to, and programs that send no name are no browsers.
 */
public final class OwnNames {
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[?[0-9a-fA-F:.]*:[0-9a-fA-F:.]*]?");

    private OwnNames() {}

    /** Whether only this machine can reach an address; false for one that cannot be resolved, as listening says so. */
    public static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Whether a request to a server that listens on {@code host} came under a name that cannot be somebody else's. */
    public static boolean isOwn(HttpServerRequest request, String host) {
        HostAndPort asked = request.authority();
        String name = asked == null ? null : asked.host();
        return name == null
                || name.equalsIgnoreCase("localhost")
                || name.equalsIgnoreCase(host)
                || ADDRESS.matcher(name).matches();
    }
}
