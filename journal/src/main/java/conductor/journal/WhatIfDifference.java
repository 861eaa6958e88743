package conductor.journal;

import conductor.engine.core.AnomalyClass;

/**
 * A decision that would have been another one.
 *
 * @param timeMs engine time at which it was taken, milliseconds.
 * @param sessionKey key of its session.
 * @param eventKey key of its event, 0 = unknown.
 * @param anomalyClass {@link AnomalyClass}, 0 = no anomaly set it off.
 * @param was what became of it, or null where the journal has no such decision.
 * @param wouldBe what would have become of it, or null where there would be no such decision.
 */
public record WhatIfDifference(
        long timeMs, long sessionKey, long eventKey, int anomalyClass, DecisionCourse was, DecisionCourse wouldBe) {

    /** What differs; where it is more than one thing, the first of these. */
    public enum Kind {
        ONLY_IN_JOURNAL,
        ONLY_IN_WHAT_IF,
        /** How it is taken: by the engine, by a person, not at all. */
        HOW,
        ARM,
        /** The state in which it ends. */
        END,
        CONFIDENCE
    }

    /**
     * Differences of one kind.
     *
     * @param was how, arm or state in the journal; null where that differs from one to the next, or is not there.
     * @param wouldBe the same in the what-if.
     */
    public record Group(Kind kind, String was, String wouldBe) {}

    /** What differs. */
    public Kind kind() {
        if (wouldBe == null) {
            return Kind.ONLY_IN_JOURNAL;
        }
        if (was == null) {
            return Kind.ONLY_IN_WHAT_IF;
        }
        if (!was.sameHow(wouldBe)) {
            return Kind.HOW;
        }
        if (was.arm() != wouldBe.arm()) {
            return Kind.ARM;
        }
        return was.sameEnd(wouldBe) ? Kind.CONFIDENCE : Kind.END;
    }

    /** The group that it belongs to. */
    public Group group() {
        Kind kind = kind();
        return switch (kind) {
            case ONLY_IN_JOURNAL -> new Group(kind, was.howText(), null);
            case ONLY_IN_WHAT_IF -> new Group(kind, null, wouldBe.howText());
            case HOW -> new Group(kind, was.howText(), wouldBe.howText());
            case ARM -> new Group(kind, was.armText(), wouldBe.armText());
            case END -> new Group(kind, was.stateText(), wouldBe.stateText());
            case CONFIDENCE -> new Group(kind, null, null);
        };
    }
}
