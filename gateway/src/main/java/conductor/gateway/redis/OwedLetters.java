package conductor.gateway.redis;

import conductor.engine.core.SourceId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * Letters that a node may owe when it starts: the one before it journalled that an entry is unreadable and may have died before it wrote the
 * letter. The newest {@value #MOST} of each stream are known, as far as {@link SeenEntries} goes back; which of them are written says Redis.
 * Handed from one thread to another.
 */
final class OwedLetters {
    static final int MOST = 4_096;

    /** A letter without its content. */
    record Owed(int source, long epoch, StreamId id, int code) {}

    private final List<Deque<Owed>> bySource = new ArrayList<>();

    /** @param seen what the journal says, up to its end. */
    OwedLetters(SeenStreams seen) {
        for (int source = 0; source < SourceId.COUNT; source++) {
            Deque<Owed> owed = new ArrayDeque<>();
            for (SeenEntries.Unreadable entry : seen.of(source).unreadable(MOST)) {
                owed.add(new Owed(source, seen.epoch(source), entry.id(), entry.code()));
            }
            bySource.add(owed);
        }
    }

    /** Removes what is written. Behind the newest entry with a letter none is, whatever its id: Redis may have forgotten and given it anew. */
    void remove(LettersWritten written) {
        for (int source = 0; source < bySource.size(); source++) {
            Deque<Owed> owed = bySource.get(source);
            int behind = behind(owed, written.newest(source));
            if (behind > 0) {
                remove(owed, behind);
            } else {
                owed.removeIf(letter -> written.contains(letter.source(), letter.epoch(), letter.id()));
            }
        }
    }

    private static int behind(Deque<Owed> owed, StreamId newest) {
        int behind = 0;
        int at = 0;
        for (Iterator<Owed> letters = owed.iterator(); letters.hasNext(); ) {
            at++;
            if (letters.next().id().equals(newest)) {
                behind = at;
            }
        }
        return behind;
    }

    private static void remove(Deque<Owed> owed, int number) {
        for (int i = 0; i < number; i++) {
            owed.remove();
        }
    }

    /** The oldest of each stream, one stream after the other, {@code most} or fewer; they stay here. */
    List<Owed> oldest(int most) {
        return bySource.stream().flatMap(Deque::stream).limit(most).toList();
    }

    /** The newest of each stream. */
    List<Owed> newest() {
        return bySource.stream()
                .filter(owed -> !owed.isEmpty())
                .map(Deque::getLast)
                .toList();
    }

    /** Removes letters that were the oldest. */
    void remove(List<Owed> letters) {
        letters.forEach(letter -> bySource.get(letter.source()).remove(letter));
    }

    int size() {
        return bySource.stream().mapToInt(Deque::size).sum();
    }
}
