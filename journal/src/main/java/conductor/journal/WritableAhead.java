package conductor.journal;

import net.openhft.posix.PosixAPI;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the pages that will be written next writable, in the writer's own mapping. The first write to a page of a mapped file is a page fault, in which
 * the kernel notes the page as changed; here another thread takes it in the writer's place. The
 * kernel does as if every page were written and changes none of them ({@code MADV_POPULATE_WRITE}, Linux 5.14), so it does no harm wherever the writer is by now,
 * even when what was mapped is gone. For one thread.
 */
final class WritableAhead {
    private static final Logger LOG = LoggerFactory.getLogger(WritableAhead.class);
    /** {@code MADV_POPULATE_WRITE}. */
    private static final int POPULATE_WRITE = 23;
    /** {@code EINVAL}: a kernel that does not know the advice. */
    private static final int INVALID = 22;

    private static final long PAGE_MASK = 4_095;
    /** Least and most bytes ahead of the writer. What is made writable is written to the disk with the next sync, used or not. */
    static final long LEAST = 64 << 10;

    static final long MOST = 4 << 20;
    /** What the writer wrote between two looks, times this, is kept writable: the next look may come late. */
    private static final int LOOKS = 4;

    private final WritePosition position;
    private long lastOffset = -1;
    private long window = LEAST;
    private boolean refused;

    WritableAhead(WritePosition position) {
        this.position = position;
    }

    /** Makes writable what is near in front of the writer; returns how many bytes that were. Those that are already cost little. */
    long run() {
        long written = position.read();
        WrittenMapping mapping = position.mapping();
        long offset = WritePosition.offset(written);
        if (refused || mapping == null || offset == lastOffset || WritePosition.cycle(written) != mapping.cycle()) {
            return 0;
        }
        long wrote = lastOffset < 0 ? 0 : Math.max(0, offset - lastOffset);
        window = Math.min(MOST, Math.max(LEAST, Math.max(window - window / LOOKS, wrote * LOOKS)));
        lastOffset = offset;
        long from = Math.max(offset & ~PAGE_MASK, mapping.start());
        long to = Math.min(from + (window & ~PAGE_MASK), mapping.end());
        return from < to && populate(mapping.address() + from - mapping.start(), to - from) ? to - from : 0;
    }

    private boolean populate(long address, long length) {
        try {
            if (PosixAPI.posix().madvise(address, length, POPULATE_WRITE) == 0) {
                return true;
            }
            if (PosixAPI.posix().lastError() == INVALID) {
                refuse("needs Linux 5.14 or newer");
            }
            // Else the mapping may be gone, or the disk full: the writer will find out.
            return false;
        } catch (LinkageError | RuntimeException e) {
            refuse(e.toString());
            return false;
        }
    }

    private void refuse(String why) {
        refused = true;
        LOG.warn("Pages of the journal cannot be made writable ahead, writing may be slower: {}", why);
    }
}
