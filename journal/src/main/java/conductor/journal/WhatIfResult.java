package conductor.journal;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a what-if found.
 *
 * @param journal where the replay of the journal ended.
 * @param whatIf where the other engine ended; its sequence counts other ticks and no checkpoints.
 * @param same decisions that are the same in both.
 * @param differences all others by time, those in which nothing but the confidence differs behind the rest.
 * @param strayAnswers outcomes, results, verdicts and contents in the journal whose decision the what-if does not have, or not with the
 *     same arm, or has not published: they were not passed on.
 * @param assumed interventions that only the what-if publishes, taken as executed where nobody says otherwise.
 * @param unanswered decisions that only the what-if lays before a person: nobody was asked, so they expire.
 * @param eventsWithSettings events that had settings of their own.
 */
public record WhatIfResult(
        ReplayResult journal,
        ReplayResult whatIf,
        long same,
        List<WhatIfDifference> differences,
        long strayAnswers,
        long assumed,
        long unanswered,
        int eventsWithSettings) {

    public WhatIfResult {
        differences = List.copyOf(differences);
    }

    /** How many differences there are of each kind, most first. */
    public Map<WhatIfDifference.Group, Long> groups() {
        Map<WhatIfDifference.Group, Long> counts = differences.stream()
                .collect(Collectors.groupingBy(WhatIfDifference::group, LinkedHashMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .collect(Collectors.toMap(
                        Map.Entry::getKey, Map.Entry::getValue, (first, second) -> first, LinkedHashMap::new));
    }
}
