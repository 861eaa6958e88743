package conductor.gateway.json;

/**
 * What a scan found in each wanted field: its kind and, for text, where its unescaped bytes are. Text without escapes
 * stays in the input, text with escapes is in a scratch buffer; both only until the next scan. One instance a thread.
 */
public final class FieldValues {
    private final byte[] scratch = new byte[JsonScanner.MAX_LENGTH];
    private byte[] input;
    private int[] kinds = new int[16];
    private int[] offsets = new int[16];
    private int[] lengths = new int[16];
    private boolean[] escaped = new boolean[16];
    private int scratchUsed;

    /** Forgets everything; values found from now on are in {@code bytes}. */
    public void begin(JsonFields fields, byte[] bytes) {
        if (fields.size() > kinds.length) {
            kinds = new int[fields.size()];
            offsets = new int[fields.size()];
            lengths = new int[fields.size()];
            escaped = new boolean[fields.size()];
        }
        input = bytes;
        scratchUsed = 0;
        forget(0, fields.size() - 1);
    }

    /** Makes {@code field} the text at {@code offset} of the input, as a flat field map gives it. */
    public void text(int field, int offset, int length) {
        set(field, JsonKind.STRING, offset, length, false);
    }

    /** {@link JsonKind} of a field. */
    public int kind(int field) {
        return kinds[field];
    }

    /** Whether the field is there and not null. */
    public boolean present(int field) {
        return kinds[field] != JsonKind.ABSENT && kinds[field] != JsonKind.NULL;
    }

    /**
     * Array that holds the text of a {@link JsonKind#STRING}, the digits of a {@link JsonKind#NUMBER}, or an
     * {@link JsonKind#OBJECT} or {@link JsonKind#ARRAY} as it stands, brackets included.
     */
    public byte[] bytes(int field) {
        return escaped[field] ? scratch : input;
    }

    /** Where that begins. */
    public int offset(int field) {
        return offsets[field];
    }

    /** Its length in bytes. */
    public int length(int field) {
        return lengths[field];
    }

    /** Whether the field is text of exactly these bytes. */
    public boolean textEquals(int field, byte[] expected) {
        if (kinds[field] != JsonKind.STRING || lengths[field] != expected.length) {
            return false;
        }
        byte[] bytes = bytes(field);
        int offset = offsets[field];
        for (int i = 0; i < expected.length; i++) {
            if (bytes[offset + i] != expected[i]) {
                return false;
            }
        }
        return true;
    }

    void forget(int first, int last) {
        for (int i = first; i <= last; i++) {
            kinds[i] = JsonKind.ABSENT;
        }
    }

    void set(int field, int kind, int offset, int length, boolean inScratch) {
        kinds[field] = kind;
        offsets[field] = offset;
        lengths[field] = length;
        escaped[field] = inScratch;
    }

    void length(int field, int length) {
        lengths[field] = length;
    }

    byte[] scratch() {
        return scratch;
    }

    /** First free byte of the scratch; an object's texts never need more than the object's own length. */
    int scratchUsed() {
        return scratchUsed;
    }

    void scratchUsed(int used) {
        scratchUsed = used;
    }
}
