package conductor.ops.cli;

/** Foreign text on a terminal: what would command the terminal, or forge a line, is shown by its number instead. */
final class Printable {
    private Printable() {}

    /** The text of a value with control characters (C0, DEL, C1) as a backslash, u and four hex digits. */
    static String text(Object value) {
        String text = String.valueOf(value);
        if (text.chars().noneMatch(Character::isISOControl)) {
            return text;
        }
        StringBuilder shown = new StringBuilder(text.length() + 16);
        text.chars().forEach(sign -> {
            if (Character.isISOControl(sign)) {
                shown.append(String.format("\\u%04x", sign));
            } else {
                shown.append((char) sign);
            }
        });
        return shown.toString();
    }
}
