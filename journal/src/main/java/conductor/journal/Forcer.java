package conductor.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;

/** Makes the content of a file durable. */
@FunctionalInterface
interface Forcer {
    /** The operating system's own: fdatasync, which takes pages that were written through a mapping too. */
    Forcer SYSTEM = file -> file.force(false);

    /** @throws IOException when it is not known what of the file is durable. */
    void force(FileChannel file) throws IOException;
}
