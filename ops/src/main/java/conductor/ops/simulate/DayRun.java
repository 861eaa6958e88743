package conductor.ops.simulate;

import conductor.ops.feed.Pacer;
import conductor.ops.node.NodeFile;
import io.lettuce.core.RedisURI;
import java.io.PrintWriter;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Plays the day: what people do goes onto the platform's streams second by second; every {@value DayScript#STEP_S} s it waits until the node
 * has applied and answered all of it, and only then the platform carries out what was commanded and people respond. So the day is the
 * same at every speed.
 */
final class DayRun {
    private static final int SECOND_MS = 1_000;

    private final DayOptions options;
    private final DayScript script;
    private final Diary diary;
    private final Story story;
    private final BooleanSupplier stop;

    DayRun(DayOptions options, DayScript script, PrintWriter out, BooleanSupplier stop) {
        this.options = options;
        this.script = script;
        this.diary = new Diary(script, options.dayMs());
        this.story = new Story(out, script, diary, options.dayMs());
        this.stop = stop;
    }

    /** The parts that speak with the node while the day lasts. */
    private record Edges(PlatformStreams streams, NodeLink node, DayStage stage) {}

    /**
     * Plays to the end, or until it is to stop, into a node, and tells the story.
     *
     * @return the day as one JSON object.
     */
    Map<String, Object> into(NodeFile file) {
        long dayMs = options.dayMs();
        NodeLink node = new NodeLink(file);
        node.requireBefore(dayMs + script.fromS() * (long) SECOND_MS);
        RedisURI redis = RedisURI.create(file.redisUri());
        try (PlatformStreams streams = PlatformStreams.ofDay(redis, script.event(), dayMs, script.fromS());
                Heard heard = Heard.fromNow(redis)) {
            Edges edges = new Edges(streams, node, new DayStage(script, options, diary, story, streams, heard));
            day(edges);
            tail(edges);
            Map<String, Object> status = node.awaitApplied(streams.entries());
            story.end(status);
            return diary.toMap(status);
        }
    }

    private void day(Edges edges) {
        Pacer pacer = new Pacer(options.speed(), stop);
        for (int s = script.fromS(); s <= script.untilS() && !stop.getAsBoolean(); s++) {
            pacer.await(s * (long) SECOND_MS);
            edges.stage().act(s);
            if (script.isStep(s)) {
                settle(edges, s);
            } else {
                edges.streams().complete(s);
                edges.streams().flush();
            }
            story.script(s, edges.stage().audience());
        }
    }

    /** Nobody does anything any more: time goes on until the sessions have closed. */
    private void tail(Edges edges) {
        for (int s = script.untilS() + DayScript.STEP_S;
                s <= script.closedS() && !stop.getAsBoolean();
                s += DayScript.STEP_S) {
            settle(edges, s);
        }
    }

    /**
     * Waits for the node, and has done what it commands, until nothing more follows. Answers and commands take the time that the node
     * has come to, so they are written only when it has come to the end of the step.
     */
    private void settle(Edges edges, int s) {
        edges.streams().presenceUpdate(s);
        edges.streams().complete(s);
        long entries;
        do {
            entries = edges.streams().entries();
            edges.streams().drain();
            edges.node().awaitApplied(entries);
            edges.stage().answer(s);
        } while (edges.streams().entries() > entries);
        story.countdown(s);
    }
}
