package conductor.gateway.redis;

import conductor.engine.core.SourceId;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Up to which entry of each stream letters are written, as Redis knows it: a hash beside the letters that changes only in one transaction
 * with them. It says so also of letters that somebody has dropped since. An entry is named by its id and the epoch of its stream, in which
 * ids only rise.
 */
final class LettersWritten {
    /** Where Redis has it. */
    static final String KEY = SourceChores.DEAD_LETTER_STREAM + ":written";

    private record Place(long epoch, StreamId id) {}

    private final Map<Integer, Place> places = new HashMap<>();

    /** @param hash streams' names, each with its place: {@code epoch ms-seq}. What is no place is nothing that we wrote. */
    static LettersWritten of(Map<byte[], byte[]> hash) {
        LettersWritten written = new LettersWritten();
        Map<String, String> texts = new HashMap<>();
        hash.forEach((name, place) ->
                texts.put(new String(name, StandardCharsets.US_ASCII), new String(place, StandardCharsets.US_ASCII)));
        for (int source = 0; source < SourceId.COUNT; source++) {
            String place = texts.get(SourceId.stream(source));
            if (place != null && place.matches("\\d{1,18} \\d{1,20}-\\d{1,20}")) {
                String[] parts = place.split(" ");
                written.set(source, Long.parseLong(parts[0]), StreamId.parse(parts[1]));
            }
        }
        return written;
    }

    /** Whether none was ever written. */
    boolean isEmpty() {
        return places.isEmpty();
    }

    void set(int source, long epoch, StreamId id) {
        places.put(source, new Place(epoch, id));
    }

    /** The newest entry with a letter, or null. */
    StreamId newest(int source) {
        Place place = places.get(source);
        return place == null ? null : place.id();
    }

    /**
     * Whether the letter of an entry is written. An epoch that is ahead of the entry's is one that the journal lost, and begins anew: then
     * the ids decide.
     */
    boolean contains(int source, long epoch, StreamId id) {
        Place place = places.get(source);
        return place != null && epoch <= place.epoch() && id.compareTo(place.id()) <= 0;
    }

    /** As a hash. */
    Map<byte[], byte[]> toHash() {
        Map<byte[], byte[]> hash = new HashMap<>();
        places.forEach((source, place) -> hash.put(
                SourceId.stream(source).getBytes(StandardCharsets.US_ASCII),
                (place.epoch() + " " + place.id()).getBytes(StandardCharsets.US_ASCII)));
        return hash;
    }
}
