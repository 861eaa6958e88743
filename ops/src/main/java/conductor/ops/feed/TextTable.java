package conductor.ops.feed;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Texts that occur again and again, each kept once and named by a number from 0. */
final class TextTable {
    /** Stands for a text that is not there. */
    static final int NONE = -1;

    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> texts = new ArrayList<>();

    /** The number of a text; {@link #NONE} for an empty one. */
    int number(String text) {
        if (text.isEmpty()) {
            return NONE;
        }
        Integer number = numbers.putIfAbsent(text, texts.size());
        if (number != null) {
            return number;
        }
        texts.add(text);
        return texts.size() - 1;
    }

    /** The text of a number, or null for {@link #NONE}. */
    String text(int number) {
        return number == NONE ? null : texts.get(number);
    }

    int size() {
        return texts.size();
    }
}
