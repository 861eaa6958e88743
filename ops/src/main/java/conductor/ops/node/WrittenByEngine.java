package conductor.ops.node;

import java.util.function.BooleanSupplier;

/**
 * A part that the engine's threads write to, through mapped memory. Closing it under a thread that hangs in a write takes the memory
 * away, and when the disk answers again the machine ends the process in the middle of a record. So it stays open then.
 *
 * @param part the part.
 * @param engineEnded whether no thread of the engine runs.
 */
record WrittenByEngine(AutoCloseable part, BooleanSupplier engineEnded) implements AutoCloseable {
    @Override
    public void close() throws Exception {
        if (engineEnded.getAsBoolean()) {
            part.close();
        }
    }
}
