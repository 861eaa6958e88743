package conductor.gateway.command;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import conductor.engine.core.Arm;
import conductor.engine.core.Payload;
import conductor.journal.json.JsonWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The value of one column, read as what the column is; anything else is refused by the column's name. */
final class SettingsValue {
    private static final int PPM = 1_000_000;
    private static final int EMAIL_MAX = 254;
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};

    private final String name;
    private final JsonParser json;

    SettingsValue(String name, JsonParser json) {
        this.name = name;
        this.json = json;
    }

    String name() {
        return name;
    }

    boolean isNull() {
        return json.currentToken() == JsonToken.VALUE_NULL;
    }

    short flag() throws RefusedCommand {
        if (!json.currentToken().isBoolean()) {
            throw must("be true or false");
        }
        return (short) (json.currentToken() == JsonToken.VALUE_TRUE ? 1 : 0);
    }

    short mode() throws RefusedCommand, IOException {
        String allowed = "MANUAL, SEMI_AUTO or AUTO";
        return (short) ModeKind.number(text("be " + allowed), "settings." + name, allowed);
    }

    /** A number within bounds in millionths, rounded half up. */
    int ppm(double least, double most) throws RefusedCommand, IOException {
        return (int) Math.floor(number(least, most, "a number") * PPM + 0.5);
    }

    /** A whole number within bounds. */
    int whole(int least, int most) throws RefusedCommand, IOException {
        double value = number(least, most, "a whole number");
        if (value != Math.rint(value)) {
            throw must("be a whole number from " + least + " to " + most);
        }
        return (int) value;
    }

    private double number(double least, double most, String what) throws RefusedCommand, IOException {
        double value = json.currentToken().isNumeric() ? json.getDoubleValue() : Double.NaN;
        if (!(value >= least && value <= most)) {
            throw must("be " + what + " from " + shown(least) + " to " + shown(most));
        }
        return value;
    }

    private static String shown(double bound) {
        return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
    }

    /** Bit n - 1 = {@link Arm} n. */
    int arms() throws RefusedCommand, IOException {
        String rule = "be null for all, or a list of one or more of POLL, BROADCAST, NOTIFICATION and GAMIFICATION;"
                + " to allow none, set agent_enabled to false";
        int bits = 0;
        for (String arm : texts(rule)) {
            int bit = 0;
            for (int n = Arm.POLL; n <= Arm.GAMIFICATION; n++) {
                bit |= Arm.name(n).equals(arm) ? 1 << (n - Arm.POLL) : 0;
            }
            if (bit == 0) {
                throw must(rule);
            }
            bits |= bit;
        }
        if (bits == 0) {
            throw must(rule);
        }
        return bits;
    }

    /** Up to eight ASCII characters in a word, the first in the lowest byte. */
    long language() throws RefusedCommand, IOException {
        String rule = "be null for any, or a language tag of 1 to 8 letters, digits and hyphens";
        String text = text(rule);
        if (!text.matches("[A-Za-z0-9-]{1,8}")) {
            throw must(rule);
        }
        long word = 0;
        for (int i = text.length() - 1; i >= 0; i--) {
            word = word << 8 | text.charAt(i);
        }
        return word;
    }

    /** The addresses as JSON, {@code null} for none. */
    byte[] emails() throws RefusedCommand, IOException {
        if (isNull()) {
            return NULL;
        }
        String rule = "be null, or a list of e-mail addresses";
        JsonWriter array = new JsonWriter().beginArray();
        for (String address : texts(rule)) {
            // Whether anybody is there is seen when a message is sent; this keeps out what can be no address at all.
            if (address.length() > EMAIL_MAX || !address.matches("[^\\s\\p{Cntrl}@]+@[^\\s\\p{Cntrl}@]+")) {
                throw must(rule);
            }
            array.element(address);
        }
        byte[] canonical = array.endArray().toBytes();
        if (canonical.length > Payload.EMAILS_MAX) {
            throw must("be no longer than " + Payload.EMAILS_MAX + " bytes as JSON");
        }
        return canonical;
    }

    private List<String> texts(String rule) throws RefusedCommand, IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw must(rule);
        }
        List<String> texts = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            texts.add(text(rule));
        }
        return texts;
    }

    private String text(String rule) throws RefusedCommand, IOException {
        if (json.currentToken() != JsonToken.VALUE_STRING
                || !StandardCharsets.UTF_8.newEncoder().canEncode(json.getText())) {
            throw must(rule);
        }
        return json.getText();
    }

    private RefusedCommand must(String rule) {
        return new RefusedCommand("settings." + name + " must " + rule + ".");
    }
}
