package conductor.journal;

import conductor.engine.core.DecisionSink;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.SettingsColumn;
import conductor.engine.core.Signal;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What would have been decided under other settings: runs the journal through two engines side by side and compares their decisions.
 * One replays what happened; the other gets what came from outside, at the times at which it came, and lives by the settings that
 * were asked about.
 *
 * <pre>
 *   journal ─┬─► engine with the journal's settings ───────────────────► decisions ─┐
 *            │                                                                      ├─► differences
 *            └─► inputs; answers to the same decisions ─► other engine ► decisions ─┘
 *                (own ticks, own numbers)
 * </pre>
 *
 * <p>The audience does what it did. What it would have made of an intervention that did not take place, or of one that did not
 * come to it, nobody knows.
 */
public final class WhatIf {
    private WhatIf() {}

    /**
     * What is asked.
     *
     * @param config the journal's configuration with other settings in it.
     * @param eventColumns bit n of {@link SettingsColumn} set = events with settings of their own have the value of {@code config} in that
     *     column too, whatever the journal says of them; 0 = they keep theirs.
     */
    public record Question(EngineConfig config, int eventColumns) {}

    /**
     * Asks the journal.
     *
     * @param untilSequence last sequence to apply; beyond the end it means the end at the time of the call.
     * @param applied gets every signal of the journal, for learning names; the object is used again after the call.
     * @throws JournalCorruptException if the queue is damaged within the range.
     * @throws JournalException with code {@link JournalException#DIVERGED} if a checkpoint does not match what is replayed.
     */
    public static WhatIfResult run(
            JournalDirectory directory,
            Question question,
            long untilSequence,
            Consumer<Signal> applied,
            ProgressListener progress) {
        requireWhole(directory);
        long startNs = System.nanoTime();
        WhatIfDecisions decisions = new WhatIfDecisions();
        EventColumns events = new EventColumns(question);
        WhatIfHost host = new WhatIfHost(question.config(), decisions::inWhatIf, decisions, events);
        ReplayResult journal = Replay.run(
                directory,
                untilSequence,
                decision -> {
                    decisions.inJournal(decision);
                    events.note(decision);
                },
                progress,
                signal -> {
                    applied.accept(signal);
                    host.follow(signal);
                });
        return decisions.result(journal, host.result(msSince(startNs)), events.count());
    }

    /**
     * A session where the replay ended.
     *
     * @param was as it was.
     * @param wouldBe as it would have been.
     */
    public record Sides(Replay.Explained was, Replay.Explained wouldBe) {}

    /**
     * Asks the journal about one session: what the engine knows of it there, and would have known.
     *
     * @param sessionKey see {@link JournalDirectory#keyOf(String)}.
     * @param was gets every decision of the journal; the object is used again after the call.
     * @param wouldBe gets every decision under the other settings, likewise.
     * @see #run
     */
    public static Sides explain(
            JournalDirectory directory,
            Question question,
            long untilSequence,
            long sessionKey,
            DecisionSink was,
            DecisionSink wouldBe,
            ProgressListener progress) {
        requireWhole(directory);
        long startNs = System.nanoTime();
        WhatIfDecisions decisions = new WhatIfDecisions();
        EventColumns events = new EventColumns(question);
        DecisionSink toBoth = decision -> {
            decisions.inWhatIf(decision);
            wouldBe.onDecision(decision);
        };
        WhatIfHost host = new WhatIfHost(question.config(), toBoth, decisions, events);
        Replay.Explained journal = Replay.explain(
                directory,
                untilSequence,
                sessionKey,
                decision -> {
                    decisions.inJournal(decision);
                    events.note(decision);
                    was.onDecision(decision);
                },
                progress,
                host::follow);
        return new Sides(journal, new Replay.Explained(host.result(msSince(startNs)), host.examine(sessionKey)));
    }

    private static long msSince(long startNs) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs);
    }

    /** A state says what was decided under its configuration, not what would have been under another. */
    private static void requireWhole(JournalDirectory directory) {
        if (directory.origin() != null || directory.beginning() != null) {
            throw new JournalException(
                    JournalException.MISSING,
                    "The journal in " + directory.folder()
                            + " begins with the state of a snapshot, and what led to it is not there: what would"
                            + " have been decided otherwise cannot be told. Ask a journal that has its beginning,"
                            + " such as one restored from an earlier backup.");
        }
    }
}
