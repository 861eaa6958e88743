package conductor.journal;

import conductor.journal.json.JsonTree;
import conductor.journal.json.JsonWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * What a backup holds, {@code manifest.json} in its folder. It is written last, so a backup without it is not finished; it ends with
 * a checksum of itself.
 *
 * @param engineId id of the engine.
 * @param logicVersion version of its behaviour.
 * @param configHash hash of the configuration in the genesis record.
 * @param sequence last signal in the backup.
 * @param engineTimeMs engine time after it.
 * @param stateHash hash of the state after it.
 * @param decisions number of the last decision in the backup, scores not counted.
 * @param scores number of the last score.
 * @param madeMs when it was made, wall clock in milliseconds.
 * @param files everything else in the folder.
 */
public record BackupManifest(
        int engineId,
        int logicVersion,
        long configHash,
        long sequence,
        long engineTimeMs,
        long stateHash,
        long decisions,
        long scores,
        long madeMs,
        List<Entry> files) {
    static final String NAME = "manifest.json";
    static final int FORMAT = 1;

    private static final String CHECKSUM = ",\"crc32c\":\"";
    private static final int HEX = 16;
    /** Nothing else is ever read or written by a name that a manifest gives. */
    private static final Pattern NAMES = Pattern.compile(
            "(signals|decisions)/\\d{8}\\.documents|hash\\.key|origin\\.snapshot|genesis"
                    + "|days/\\d{8}\\.(snapshot|recap)|templates/[0-9a-zA-Z_-]{1,64}\\.json|snapshots/state-\\d{19}\\.snapshot");

    /**
     * A file of a backup.
     *
     * @param name with the folder it is in.
     * @param bytes its length.
     * @param crc CRC32C of its bytes.
     */
    public record Entry(String name, long bytes, int crc) {}

    /** The hash as it is shown: 16 hex digits. */
    public String stateHashHex() {
        return hex(stateHash);
    }

    /** Bytes of all files. */
    public long totalBytes() {
        return files.stream().mapToLong(Entry::bytes).sum();
    }

    byte[] encode() {
        JsonWriter json = new JsonWriter();
        json.beginObject()
                .number("format", FORMAT)
                .text("engine", String.format("%08x", engineId))
                .number("logic_version", logicVersion)
                .text("config_hash", hex(configHash))
                .number("sequence", sequence)
                .number("engine_time_ms", engineTimeMs)
                .text("state_hash", hex(stateHash))
                .number("decisions", decisions)
                .number("scores", scores)
                .number("made_ms", madeMs)
                .beginArray("files");
        for (Entry file : files) {
            json.beginObject()
                    .text("name", file.name())
                    .number("bytes", file.bytes())
                    .text("crc32c", String.format("%08x", file.crc()))
                    .endObject();
        }
        byte[] members = json.endArray().toBytes();
        String end = CHECKSUM + String.format("%08x", crc(members, members.length)) + "\"}\n";
        byte[] tail = end.getBytes(StandardCharsets.US_ASCII);
        byte[] whole = Arrays.copyOf(members, members.length + tail.length);
        System.arraycopy(tail, 0, whole, members.length, tail.length);
        return whole;
    }

    /**
     * Reads the manifest of a backup.
     *
     * @throws JournalException with code {@link JournalException#BACKUP} if there is none that can be used.
     */
    public static BackupManifest read(Path backup) {
        Path file = backup.resolve(NAME);
        if (!Files.exists(file)) {
            throw new JournalException(
                    JournalException.BACKUP,
                    "There is no " + NAME + " in " + backup + ": it is no backup, or one that was not finished.");
        }
        try {
            byte[] bytes = Files.readAllBytes(file);
            requireWhole(file, bytes);
            Map<String, Object> members = JsonTree.object(bytes);
            if (!Long.valueOf(FORMAT).equals(members.get("format"))) {
                throw unusable(file, "it has format " + members.get("format") + ", this program reads " + FORMAT, null);
            }
            return of(members);
        } catch (IOException | ClassCastException | NumberFormatException | NullPointerException e) {
            throw unusable(file, "it cannot be read (" + e + ")", e);
        }
    }

    private static void requireWhole(Path file, byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int end = text.lastIndexOf(CHECKSUM);
        if (end < 0 || !text.substring(end).equals(CHECKSUM + String.format("%08x", crc(bytes, end)) + "\"}\n")) {
            throw unusable(file, "its checksum differs", null);
        }
    }

    private static BackupManifest of(Map<String, Object> members) throws IOException {
        List<Entry> files = new ArrayList<>();
        for (Object each : (List<?>) members.get("files")) {
            Map<?, ?> file = (Map<?, ?>) each;
            String name = (String) file.get("name");
            if (!NAMES.matcher(name).matches()) {
                throw new IOException("it names a file that no backup has: " + name);
            }
            files.add(new Entry(
                    name, (Long) file.get("bytes"), Integer.parseUnsignedInt((String) file.get("crc32c"), HEX)));
        }
        return new BackupManifest(
                Integer.parseUnsignedInt((String) members.get("engine"), HEX),
                ((Long) members.get("logic_version")).intValue(),
                Long.parseUnsignedLong((String) members.get("config_hash"), HEX),
                (Long) members.get("sequence"),
                (Long) members.get("engine_time_ms"),
                Long.parseUnsignedLong((String) members.get("state_hash"), HEX),
                (Long) members.get("decisions"),
                (Long) members.get("scores"),
                (Long) members.get("made_ms"),
                List.copyOf(files));
    }

    /** The files in one folder of the backup, in the order of their names. */
    List<Entry> in(String folder) {
        return files.stream()
                .filter(file -> file.name().startsWith(folder + "/"))
                .sorted((a, b) -> a.name().compareTo(b.name()))
                .toList();
    }

    static JournalException unusable(Path file, String why, Exception cause) {
        return new JournalException(
                JournalException.BACKUP,
                "The backup cannot be used: " + file + " is damaged, " + why + ". Nothing was restored; take another"
                        + " backup.",
                cause);
    }

    private static int crc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    private static String hex(long value) {
        return String.format("%016x", value);
    }
}
