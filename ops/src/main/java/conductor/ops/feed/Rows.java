package conductor.ops.feed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Recorded rows of all files, column by column: about 40 bytes a row beside its id. Inferred presence is appended as rows
 * without an id. Sessions, users, polls and choices are numbers of {@link #texts()}.
 */
final class Rows {
    private static final int FIRST_CAPACITY = 1_024;

    private final TextTable texts = new TextTable();
    private final List<String> eventIds = new ArrayList<>();
    private int size;
    private long[] timeMs = new long[FIRST_CAPACITY];
    private byte[] kind = new byte[FIRST_CAPACITY];
    private int[] file = new int[FIRST_CAPACITY];
    private int[] session = new int[FIRST_CAPACITY];
    private int[] user = new int[FIRST_CAPACITY];
    private int[] poll = new int[FIRST_CAPACITY];
    private int[] choice = new int[FIRST_CAPACITY];
    private String[] id = new String[FIRST_CAPACITY];

    /** Begins a file; rows added from now on belong to it. */
    void beginFile(String eventId) {
        eventIds.add(eventId);
    }

    void add(
            RowKind rowKind,
            long rowTimeMs,
            String rowId,
            int sessionText,
            int userText,
            int pollText,
            int choiceText) {
        append(rowKind, eventIds.size() - 1, rowTimeMs, sessionText, userText);
        poll[size - 1] = pollText;
        choice[size - 1] = choiceText;
        id[size - 1] = rowId;
    }

    /** Appends a join or leave that nobody recorded, for the file, session and user of an action; returns its index. */
    int addInferred(RowKind rowKind, long rowTimeMs, int action) {
        append(rowKind, file[action], rowTimeMs, session[action], user[action]);
        return size - 1;
    }

    private void append(RowKind rowKind, int fileNumber, long rowTimeMs, int sessionText, int userText) {
        if (size == timeMs.length) {
            grow(Math.multiplyExact(size, 2));
        }
        kind[size] = (byte) rowKind.ordinal();
        file[size] = fileNumber;
        timeMs[size] = rowTimeMs;
        session[size] = sessionText;
        user[size] = userText;
        poll[size] = TextTable.NONE;
        choice[size] = TextTable.NONE;
        size++;
    }

    private void grow(int capacity) {
        timeMs = Arrays.copyOf(timeMs, capacity);
        kind = Arrays.copyOf(kind, capacity);
        file = Arrays.copyOf(file, capacity);
        session = Arrays.copyOf(session, capacity);
        user = Arrays.copyOf(user, capacity);
        poll = Arrays.copyOf(poll, capacity);
        choice = Arrays.copyOf(choice, capacity);
        id = Arrays.copyOf(id, capacity);
    }

    int size() {
        return size;
    }

    TextTable texts() {
        return texts;
    }

    /** Unix milliseconds, UTC. */
    long timeMs(int row) {
        return timeMs[row];
    }

    void moveTo(int row, long newTimeMs) {
        timeMs[row] = newTimeMs;
    }

    RowKind kind(int row) {
        return RowKind.of(kind[row]);
    }

    /** The event that the row's file stands for. */
    String eventId(int row) {
        return eventIds.get(file[row]);
    }

    int session(int row) {
        return session[row];
    }

    int user(int row) {
        return user[row];
    }

    int poll(int row) {
        return poll[row];
    }

    int choice(int row) {
        return choice[row];
    }

    /** The recorded id, or null for an inferred row. */
    String id(int row) {
        return id[row];
    }

    boolean isInferred(int row) {
        return id[row] == null;
    }
}
