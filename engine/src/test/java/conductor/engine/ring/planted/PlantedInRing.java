package conductor.engine.ring.planted;

import java.nio.file.Path;
import java.util.UUID;

/** What the host of the ring must never do, one class a rule, so that a rule that has gone blind is noticed. */
final class PlantedInRing {
    private PlantedInRing() {}

    static final class DrawsLots {
        final UUID id = UUID.randomUUID();
    }

    static final class DrawsLotsByMath {
        final double lot = Math.random();
    }

    static final class ReadsFiles {
        Path path;
    }

    static final class OpensSockets {
        java.net.Socket socket;
    }

    static final class StartsProcesses {
        ProcessBuilder process;
    }

    static final class Logs {
        java.util.logging.Logger log;
    }

    static final class Prints {
        void print() {
            System.out.println();
        }
    }
}
