package conductor.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * Keeps documents in their order and gives each an index that rises; knows nothing of what is in them. A Chronicle queue in a node
 * ({@link RecordQueue}), memory with the faults of a disk in the simulation.
 */
public interface DocumentQueue {
    /** Name of the queue, for people. */
    String name();

    /** Where it is kept, for people. */
    String place();

    /** Where a document is, for people. */
    String position(long index);

    /** Which file of the queue was cut off, as a sentence for people; null where none was, or it cannot be seen. */
    default String cutOff() {
        return null;
    }

    /** Day of a document since 1970-01-01. */
    long epochDay(long index);

    /** The days of which there may be documents, oldest first. */
    List<Long> epochDays();

    /**
     * Removes what is of days before one, oldest first and durably: for documents that nobody reads any more.
     *
     * @return the bytes that are free now.
     */
    long removeBefore(long epochDay) throws IOException;

    /**
     * A new appender; it belongs to one thread at a time.
     *
     * @param document what is written stands here, from 0 on.
     */
    Appender appender(ByteBuffer document);

    /** A new tailer at the start; it belongs to one thread at a time. */
    Tailer tailer();

    /** Adds documents behind the last one. */
    interface Appender extends AutoCloseable {
        /** Adds the first {@code length} bytes of the appender's buffer as one document; all or, when it throws, nothing of it. */
        void append(int length);

        @Override
        void close();
    }

    /** Reads documents one after the other. */
    interface Tailer extends AutoCloseable {
        /** Goes before the first document; reading goes forward from there. */
        void toStart();

        /** Goes to a document, from which reading goes forward; false if there is none with this index. */
        boolean toIndex(long index);

        /** Goes to the last document, which is read next; reading goes backward from there. */
        void toEnd();

        /** Hands the next document to {@code reader}; false when there is none. */
        boolean next(Reader reader);

        @Override
        void close();
    }

    /** Takes a document in. */
    interface Reader {
        /** @param document valid during the call only, from 0 to {@code length}. */
        void read(long index, DirectBuffer document, int length);
    }
}
