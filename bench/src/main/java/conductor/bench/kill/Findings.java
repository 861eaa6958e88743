package conductor.bench.kill;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What does not hold, by invariant: the first of each in words, then how many more. */
final class Findings {
    private static final int WORDED = 8;
    private static final int LENGTH_MAX = 600;

    private final Map<String, List<String>> worded = new LinkedHashMap<>();
    private final Map<String, Integer> counts = new LinkedHashMap<>();

    void add(String invariant, String sentence) {
        if (counts.merge(invariant, 1, Integer::sum) <= WORDED) {
            worded.computeIfAbsent(invariant, key -> new ArrayList<>())
                    .add(sentence.length() > LENGTH_MAX ? sentence.substring(0, LENGTH_MAX) + "…" : sentence);
        }
    }

    /** All of them, each with its invariant in front. */
    List<String> sentences() {
        List<String> all = new ArrayList<>();
        worded.forEach((invariant, sentences) -> {
            sentences.forEach(sentence -> all.add(invariant + ": " + sentence));
            if (counts.get(invariant) > WORDED) {
                all.add(invariant + ": and " + (counts.get(invariant) - WORDED) + " more");
            }
        });
        return all;
    }
}
