package conductor.engine.zone;

import conductor.engine.codec.CalendarRecordDecoder;
import conductor.engine.codec.MessageHeaderDecoder;
import conductor.engine.core.Signal;
import conductor.engine.core.StateReader;
import conductor.engine.core.StateRows;
import conductor.engine.core.StateWriter;
import conductor.engine.state.KeyIndex;
import conductor.engine.state.RowTable;
import java.nio.ByteOrder;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * When the desks of scopes are open (presence.md 4.3), in the local time of a zone; a scope without a calendar is always open.
 *
 * <pre>
 *   0 key of the scope   1 key of the zone   2..8 Monday to Sunday: from | before, minutes of the day   9 closed days   10..73 these, days since 1970, rising
 * </pre>
 */
public final class CalendarTable {
    /** Most days on which a desk is closed. */
    public static final int CLOSED_MAX = 64;

    private static final int ZONE = 1;
    private static final int WEEK = 2;
    private static final int DAYS = 7;
    private static final int CLOSED_COUNT = WEEK + DAYS;
    private static final int CLOSED = CLOSED_COUNT + 1;
    private static final int TABLE_ID = 47;
    private static final long DAY_MS = 86_400_000;
    private static final long MINUTE_MS = 60_000;
    private static final int MINUTES_A_DAY = 1_440;
    /** The first of January 1970 was a Thursday. */
    private static final int THURSDAY = 3;

    private final ZoneTable zones;
    private final RowTable rows;
    private final KeyIndex index = new KeyIndex();
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final CalendarRecordDecoder record = new CalendarRecordDecoder();
    private final UnsafeBuffer closed = new UnsafeBuffer(0, 0);

    public CalendarTable(int capacity, ZoneTable zones) {
        this.zones = zones;
        this.rows = new RowTable(capacity, CLOSED + CLOSED_MAX, 0, TABLE_ID);
    }

    /** Whether a payload is a CalendarRecord whose hours are minutes of a day. */
    public static boolean isValid(Signal signal) {
        int block = MessageHeaderDecoder.ENCODED_LENGTH;
        int scopeAt = block + CalendarRecordDecoder.BLOCK_LENGTH;
        if (signal.payloadLength < scopeAt + Short.BYTES
                || signal.payload.getShort(MessageHeaderDecoder.templateIdEncodingOffset(), ByteOrder.LITTLE_ENDIAN)
                        != CalendarRecordDecoder.TEMPLATE_ID) {
            return false;
        }
        for (int at = block; at < block + 2 * DAYS * Short.BYTES; at += Short.BYTES) {
            if ((signal.payload.getShort(at, ByteOrder.LITTLE_ENDIAN) & 0xffff) > MINUTES_A_DAY) {
                return false;
            }
        }
        int daysAt = scopeAt + Short.BYTES + (signal.payload.getShort(scopeAt, ByteOrder.LITTLE_ENDIAN) & 0xffff);
        if (daysAt + Integer.BYTES > signal.payloadLength) {
            return false;
        }
        int bytes = signal.payload.getInt(daysAt, ByteOrder.LITTLE_ENDIAN);
        return bytes >= 0
                && bytes <= CLOSED_MAX * Integer.BYTES
                && bytes % Integer.BYTES == 0
                && daysAt + Integer.BYTES + bytes == signal.payloadLength;
    }

    /** Takes a calendar instead of the one that the scope had; false when its zone is not known or there is no room. */
    public boolean apply(Signal signal) {
        int slot = index.get(signal.scopeKey);
        if (signal.value1 == 0) {
            if (slot != RowTable.NONE) {
                index.remove(signal.scopeKey);
                rows.free(slot);
            }
            return true;
        }
        if (!zones.knows(signal.value1)) {
            return false;
        }
        if (slot == RowTable.NONE) {
            slot = rows.allocate(signal.scopeKey);
            if (slot == RowTable.NONE) {
                return false;
            }
            index.put(signal.scopeKey, slot);
        }
        record.wrapAndApplyHeader(signal.payload, 0, header);
        rows.set(slot, ZONE, signal.value1);
        for (int day = 0; day < DAYS; day++) {
            rows.setInt(slot, WEEK + day, 0, record.fromMinute(day));
            rows.setInt(slot, WEEK + day, 1, record.toMinute(day));
        }
        record.skipScope();
        record.wrapClosedDays(closed);
        int count = closed.capacity() / Integer.BYTES;
        rows.set(slot, CLOSED_COUNT, count);
        for (int i = 0; i < CLOSED_MAX; i++) {
            rows.set(slot, CLOSED + i, i < count ? closed.getInt(i * Integer.BYTES, ByteOrder.LITTLE_ENDIAN) : 0);
        }
        return true;
    }

    /** Whether the desk of a scope is open. */
    public boolean isOpen(long scopeKey, long epochMs) {
        int slot = index.get(scopeKey);
        if (slot == RowTable.NONE) {
            return true;
        }
        long localMs = zones.localMs(rows.get(slot, ZONE), epochMs);
        long day = Math.floorDiv(localMs, DAY_MS);
        for (int i = 0; i < rows.get(slot, CLOSED_COUNT); i++) {
            if (rows.get(slot, CLOSED + i) == day) {
                return false;
            }
        }
        int minute = (int) (Math.floorMod(localMs, DAY_MS) / MINUTE_MS);
        int word = WEEK + (int) Math.floorMod(day + THURSDAY, (long) DAYS);
        return minute >= rows.getInt(slot, word, 0) && minute < rows.getInt(slot, word, 1);
    }

    /** Hash of all state. */
    public long hash() {
        return rows.hash();
    }

    /** The same computed anew. */
    public long recomputeHash() {
        return rows.recomputeHash();
    }

    /** Writes all calendars. */
    public void write(StateWriter out) {
        StateRows.write(rows, out);
    }

    /** Reads into an empty table. */
    public void read(StateReader in) {
        for (long left = in.getLong(); left > 0; left--) {
            long key = in.getLong();
            int slot = rows.allocate(key);
            index.put(key, slot);
            StateRows.readWords(rows, slot, in);
        }
    }
}
