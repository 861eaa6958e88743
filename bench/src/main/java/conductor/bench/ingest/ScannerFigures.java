package conductor.bench.ingest;

import java.io.IOException;

/**
 * CPU time of the JSON scanner beside jackson-core.
 *
 * @param scannerNs nanoseconds a message, best round.
 * @param libraryNs the same of the library.
 * @param meanBytes length of a message.
 */
public record ScannerFigures(double scannerNs, double libraryNs, double meanBytes) {
    /** Measures, {@code rounds} times after a few that do not count. */
    public static ScannerFigures measure(long seed, int rounds) throws IOException {
        ScannerDuel duel = new ScannerDuel(seed);
        for (int round = 0; round < rounds; round++) {
            duel.round();
        }
        return new ScannerFigures(duel.scannerNs(), duel.libraryNs(), duel.meanBytes());
    }

    /** The scanner's time by the library's. */
    public double ratio() {
        return scannerNs / libraryNs;
    }
}
