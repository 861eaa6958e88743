package conductor.ops.node;

import conductor.journal.SpaceGuard;
import conductor.ops.health.Part;
import java.io.IOException;

/** Lets the {@link SpaceGuard} look at the disk and says how it is. */
final class DiskWatch implements Runnable {
    private final SpaceGuard guard;
    private final Part disk;

    DiskWatch(SpaceGuard guard, Part disk) {
        this.guard = guard;
        this.disk = disk;
    }

    @Override
    public void run() {
        try {
            guard.look(System.nanoTime() / 1_000_000);
        } catch (IOException e) {
            disk.degraded("The journal's disk does not say how much room it has (" + e + ").");
            return;
        }
        if (guard.open()) {
            disk.up();
        } else {
            disk.down("The journal's disk has " + mib(guard.freeBytes()) + " MiB left, below its reserve of "
                    + mib(guard.reserveBytes())
                    + " MiB. Nothing is taken in; entries wait in Redis. Make room: intake goes on by itself.");
        }
    }

    private static long mib(long bytes) {
        return bytes >> 20;
    }
}
