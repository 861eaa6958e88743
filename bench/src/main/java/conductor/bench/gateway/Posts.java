package conductor.bench.gateway;

import conductor.bench.ingest.PlatformMix;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Requests to {@code POST /api/v1/signals}, made before anything is measured, and sent over and over.
 *
 * @param requests each with its headers.
 * @param signals the signals of all of them, as they stand in the bodies.
 * @param perRequest signals a request.
 */
record Posts(List<byte[]> requests, List<byte[]> signals, int perRequest) {
    private static final int SIGNALS = 20_000;

    /** Requests of one signal each. */
    static Posts singles(long seed) {
        return of(seed, 1, "application/json");
    }

    /** Requests of many lines, a signal each. */
    static Posts lines(long seed, int perRequest) {
        return of(seed, perRequest, "application/x-ndjson");
    }

    private static Posts of(long seed, int perRequest, String type) {
        PlatformMix mix = new PlatformMix(seed);
        List<byte[]> requests = new ArrayList<>();
        List<byte[]> signals = new ArrayList<>();
        for (int r = 0; r < Math.max(1, SIGNALS / perRequest); r++) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            for (int s = 0; s < perRequest; s++) {
                mix.next();
                byte[] signal = mix.signal();
                signals.add(signal);
                body.writeBytes(signal);
                if (perRequest > 1) {
                    body.write('\n');
                }
            }
            String head = "POST /api/v1/signals HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type
                    + "\r\nContent-Length: " + body.size() + "\r\n\r\n";
            ByteArrayOutputStream request = new ByteArrayOutputStream();
            request.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
            request.writeBytes(body.toByteArray());
            requests.add(request.toByteArray());
        }
        return new Posts(requests, signals, perRequest);
    }

    /** Bytes of a signal's JSON. */
    double bytesPerSignal() {
        return signals.stream().mapToInt(signal -> signal.length).average().orElse(0);
    }
}
