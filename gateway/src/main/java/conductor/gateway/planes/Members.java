package conductor.gateway.planes;

import conductor.engine.core.Code;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The members of one message by their names, each checked when it is asked for. Null counts as absent; one that must be there and is not is
 * MISSING_FIELD, one of another type or out of its bounds BAD_FIELD.
 */
final class Members {
    // The envelope that all planes share (presence.md 1.1).
    static final String VERSION = "v";
    static final String TYPE = "type";
    static final String ID = "id";
    static final String SCOPE = "scope";
    static final String ACTOR = "actor";
    static final String REPLY = "reply";

    /** Most bytes of an id. */
    static final int ID_MAX = 255;

    /** What stands for an id or text that is absent. */
    static final byte[] NONE = {};

    private final Map<String, Object> values;

    /** @param values as {@link StrictJson} reads them. */
    Members(Map<String, Object> values) {
        this.values = values;
    }

    /** The UTF-8 of an id that must be there. */
    byte[] id(String name) throws Malformed {
        require(name);
        return idOrNone(name);
    }

    /** The UTF-8 of an id, {@link #NONE} where it is absent. */
    byte[] idOrNone(String name) throws Malformed {
        return isPresent(name) ? id(name, values.get(name), ID_MAX) : NONE;
    }

    /** The UTF-8 of the ids of a list, none of them twice; empty where it is absent. */
    List<byte[]> ids(String name, int mostIds, int mostBytes) throws Malformed {
        if (!isPresent(name)) {
            return Collections.emptyList();
        }
        if (!(values.get(name) instanceof List<?> items) || items.size() > mostIds) {
            throw bad(name);
        }
        List<byte[]> ids = new ArrayList<>(items.size());
        TreeSet<byte[]> seen = new TreeSet<>(Arrays::compare);
        for (Object item : items) {
            byte[] id = id(name, item, mostBytes);
            if (!seen.add(id)) {
                throw bad(name);
            }
            ids.add(id);
        }
        return ids;
    }

    /** A text that must be there, of any length. */
    String text(String name) throws Malformed {
        require(name);
        if (values.get(name) instanceof String text) {
            return text;
        }
        throw bad(name);
    }

    /** A text that must be there, of at most {@code most} characters. */
    String text(String name, int most) throws Malformed {
        String text = text(name);
        if (!Texts.fits(text, most)) {
            throw bad(name);
        }
        return text;
    }

    /** Checks a text that says nothing to us but must not be longer than {@code most} characters. */
    void passOver(String name, int most) throws Malformed {
        if (isPresent(name)) {
            text(name, most);
        }
    }

    /** The UTF-8 of what a person wrote, at most {@code most} characters; {@link #NONE} where it is absent. */
    byte[] proseOrNone(String name, int most) throws Malformed {
        if (!isPresent(name)) {
            return NONE;
        }
        byte[] utf8 = Texts.prose(text(name), most);
        if (utf8 == null) {
            throw bad(name);
        }
        return utf8;
    }

    /** A number that must be there; with no upper bound (the largest long) a longer one counts as that. */
    long whole(String name, long least, long most) throws Malformed {
        require(name);
        return whole(name, least, most, 0);
    }

    /** A number, {@code absent} where it is absent. */
    long whole(String name, long least, long most, long absent) throws Malformed {
        if (!isPresent(name)) {
            return absent;
        }
        if (values.get(name) instanceof Whole number && number.value() >= least && number.value() <= most) {
            return number.value();
        }
        throw bad(name);
    }

    /** A truth value that must be there. */
    boolean flag(String name) throws Malformed {
        require(name);
        return flagOrFalse(name);
    }

    /** A truth value, false where it is absent. */
    boolean flagOrFalse(String name) throws Malformed {
        if (!isPresent(name)) {
            return false;
        }
        if (values.get(name) instanceof Boolean flag) {
            return flag;
        }
        throw bad(name);
    }

    /** Whether a member is there and not null. */
    boolean isPresent(String name) {
        return values.get(name) != null;
    }

    /** What to throw where a member breaks its rule. */
    static Malformed bad(String name) {
        return new Malformed(Code.BAD_FIELD, name);
    }

    private static byte[] id(String name, Object value, int mostBytes) throws Malformed {
        byte[] utf8 = value instanceof String text ? Texts.id(text, mostBytes) : null;
        if (utf8 == null) {
            throw bad(name);
        }
        return utf8;
    }

    private void require(String name) throws Malformed {
        if (!isPresent(name)) {
            throw new Malformed(Code.MISSING_FIELD, name);
        }
    }
}
