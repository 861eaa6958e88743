package conductor.gateway.json;

/** What stands in a field of a scanned object. */
public final class JsonKind {
    /** The field is not there. */
    public static final int ABSENT = 0;
    /** Text; its unescaped UTF-8 bytes can be read. */
    public static final int STRING = 1;
    /** Legal JSON text that no UTF-8 can say: an escape made half a surrogate pair. */
    public static final int BROKEN_STRING = 2;

    public static final int NUMBER = 3;
    public static final int TRUE = 4;
    public static final int FALSE = 5;
    public static final int NULL = 6;
    public static final int OBJECT = 7;
    public static final int ARRAY = 8;

    private JsonKind() {}
}
