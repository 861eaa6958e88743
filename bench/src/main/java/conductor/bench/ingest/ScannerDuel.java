package conductor.bench.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import conductor.engine.core.Code;
import conductor.gateway.json.FieldValues;
import conductor.gateway.json.JsonFields;
import conductor.gateway.json.JsonKind;
import conductor.gateway.json.JsonScanner;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * The node's JSON scanner and the streaming parser of jackson-core, on the same messages, in turns, on this thread: both find the same
 * fields, both check that the rest is JSON.
 */
final class ScannerDuel {
    private static final int MESSAGES = 5_000;
    private static final int PASSES = 20;

    private final JsonScanner scanner = new JsonScanner();
    private final FieldValues found = new FieldValues();
    private final JsonFactory library = new JsonFactory();
    private final byte[][] messages = new byte[MESSAGES][];
    private final JsonFields[] fields = new JsonFields[MESSAGES];
    private final String[][] paths = new String[MESSAGES][];
    private final int[][] indexes = new int[MESSAGES][];
    private double scannerNs = Double.MAX_VALUE;
    private double libraryNs = Double.MAX_VALUE;

    ScannerDuel(long seed) {
        PlatformMix mix = new PlatformMix(seed);
        List<String[]> wanted = List.of(
                new String[] {"sessionId", "eventId", "message.authorId", "message.author.id"},
                new String[] {"userId", "sessionId", "emoji"},
                new String[] {"sessionId", "pollId", "userId"},
                new String[] {"type", "sessionId", "eventId", "userId"},
                new String[] {"type", "sessionId", "eventId", "userId"});
        JsonFields[] ofAct = wanted.stream().map(JsonFields::of).toArray(JsonFields[]::new);
        for (int i = 0; i < MESSAGES; i++) {
            mix.next();
            int act = mix.act().ordinal();
            messages[i] = mix.json();
            fields[i] = ofAct[act];
            paths[i] = wanted.get(act);
            indexes[i] = Arrays.stream(paths[i]).mapToInt(ofAct[act]::index).toArray();
        }
    }

    /** Both once more. */
    void round() throws IOException {
        long scanned = 0;
        long before = Use.ownCpuNs();
        for (int pass = 0; pass < PASSES; pass++) {
            scanned += scanAll();
        }
        long between = Use.ownCpuNs();
        long parsed = 0;
        for (int pass = 0; pass < PASSES; pass++) {
            parsed += parseAll();
        }
        long after = Use.ownCpuNs();
        if (scanned != parsed) {
            throw new IllegalStateException("scanner and library found different fields: " + scanned + ", " + parsed);
        }
        scannerNs = Math.min(scannerNs, (double) (between - before) / (PASSES * MESSAGES));
        libraryNs = Math.min(libraryNs, (double) (after - between) / (PASSES * MESSAGES));
    }

    /** CPU nanoseconds a message of the scanner, best round. */
    double scannerNs() {
        return scannerNs;
    }

    /** The same of the library. */
    double libraryNs() {
        return libraryNs;
    }

    double meanBytes() {
        return Arrays.stream(messages)
                .mapToInt(message -> message.length)
                .average()
                .orElseThrow();
    }

    private long scanAll() {
        long digest = 0;
        for (int i = 0; i < MESSAGES; i++) {
            byte[] message = messages[i];
            if (scanner.scan(fields[i], message, 0, message.length, found) != Code.NONE) {
                throw new IllegalStateException("the scanner refuses " + new String(message));
            }
            for (int field : indexes[i]) {
                if (found.kind(field) == JsonKind.STRING) {
                    digest += found.length(field) + found.bytes(field)[found.offset(field)];
                }
            }
        }
        return digest;
    }

    private long parseAll() throws IOException {
        long digest = 0;
        for (int i = 0; i < MESSAGES; i++) {
            try (JsonParser parser = library.createParser(messages[i])) {
                parser.nextToken();
                digest += object(parser, paths[i], "");
                parser.nextToken();
            }
        }
        return digest;
    }

    /** Digest of the wanted fields of the object that was just opened. */
    private static long object(JsonParser parser, String[] wanted, String prefix) throws IOException {
        long digest = 0;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (value == JsonToken.START_OBJECT) {
                String below = below(wanted, prefix, name);
                if (below == null) {
                    parser.skipChildren();
                } else {
                    digest += object(parser, wanted, below);
                }
            } else if (value == JsonToken.START_ARRAY) {
                parser.skipChildren();
            } else if (value == JsonToken.VALUE_STRING && isWanted(wanted, prefix, name)) {
                // What is compared is UTF-8; the ids are ASCII, and of the emoji both count what the platform sends.
                digest += utf8Digest(parser);
            }
        }
        return digest;
    }

    private static long utf8Digest(JsonParser parser) throws IOException {
        char[] chars = parser.getTextCharacters();
        int offset = parser.getTextOffset();
        int length = parser.getTextLength();
        char first = chars[offset];
        boolean pair = Character.isHighSurrogate(first);
        return pair ? length * 2L + (byte) (0xf0 | Character.codePointAt(chars, offset) >> 18) : length + first;
    }

    private static boolean isWanted(String[] wanted, String prefix, String name) {
        for (String path : wanted) {
            if (path.length() == prefix.length() + name.length()
                    && path.startsWith(prefix)
                    && path.startsWith(name, prefix.length())) {
                return true;
            }
        }
        return false;
    }

    /** The prefix of what lies in a member, or null where nothing of it is wanted. */
    private static String below(String[] wanted, String prefix, String name) {
        for (String path : wanted) {
            int end = prefix.length() + name.length();
            if (path.length() > end
                    && path.charAt(end) == '.'
                    && path.startsWith(prefix)
                    && path.startsWith(name, prefix.length())) {
                return path.substring(0, end + 1);
            }
        }
        return null;
    }
}
