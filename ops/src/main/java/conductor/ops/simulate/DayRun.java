package conductor.ops.simulate;

import conductor.ops.feed.Pacer;
import conductor.ops.node.NodeFile;
import io.lettuce.core.RedisURI;
import java.io.PrintWriter;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Plays the day: what people do goes onto the platform's streams second by second; every {@value #STEP_S} s it waits until the node
 * has applied and answered all of it, and only then the platform carries out what was commanded and people respond. So the day is the
 * same at every speed.
 */
final class DayRun {
    /** The rooms open at whole steps and are evaluated as often, so that what is decided is carried out at once. */
    private static final int STEP_S = 5;
    /** Sessions close half an hour after their last input. */
    private static final int TAIL_S = 31 * 60;

    private static final int SECOND_MS = 1_000;

    private final DayOptions options;
    private final DayScript script;
    private final Audience audience;
    private final Diary diary;
    private final Story story;
    private final BooleanSupplier stop;

    DayRun(DayOptions options, DayScript script, PrintWriter out, BooleanSupplier stop) {
        this.options = options;
        this.script = script;
        this.audience = new Audience(script, options.attendees(), options.seed());
        this.diary = new Diary(script, options.dayMs());
        this.story = new Story(out, script, diary, options.dayMs());
        this.stop = stop;
    }

    /** The parts that speak with the node while the day lasts. */
    private record Edges(PlatformStreams streams, Heard heard, NodeLink node, Platform platform, Organiser organiser) {}

    /**
     * Plays to the end, or until it is to stop, into a node, and tells the story.
     *
     * @return the day as one JSON object.
     */
    Map<String, Object> into(NodeFile file) {
        long dayMs = options.dayMs();
        NodeLink node = new NodeLink(file, dayMs + script.fromS() * (long) SECOND_MS);
        RedisURI redis = RedisURI.create(file.redisUri());
        try (PlatformStreams streams = new PlatformStreams(redis, script.event(), dayMs, script.fromS());
                Heard heard = new Heard(redis)) {
            Platform platform = new Platform(script, audience, streams, dayMs);
            Organiser organiser = new Organiser(options.approvesAfterS(), script.event(), streams, dayMs);
            Edges edges = new Edges(streams, heard, node, platform, organiser);
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
            audience.second(s).forEach(edges.streams()::act);
            if ((s - script.fromS()) % STEP_S == 0) {
                settle(edges, s);
            } else {
                edges.streams().complete(s);
                edges.streams().flush();
            }
            story.script(s, audience);
        }
    }

    /** Nobody does anything any more: time goes on until the sessions have closed. */
    private void tail(Edges edges) {
        for (int s = script.untilS() + STEP_S; s <= script.untilS() + TAIL_S && !stop.getAsBoolean(); s += STEP_S) {
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
            hear(edges, s);
            edges.organiser().gives(script, s);
        } while (edges.streams().entries() > entries);
        story.countdown(s);
    }

    private void hear(Edges edges, int s) {
        for (Heard.Message message : edges.heard().messages()) {
            Map<String, Object> body = message.body();
            if (message.channel().equals(Heard.COMMANDS)) {
                edges.platform().carryOut(body, s);
            } else if (message.channel().equals(Heard.UPDATES)) {
                diary.score(body);
            } else if (message.channel().startsWith(Heard.BELL)) {
                diary.bell(body);
            } else if ("agent.decision".equals(body.get("type")) && body.get("data") instanceof Map<?, ?> data) {
                Decided decided = diary.shown(data);
                if (decided.expiresAt() != null) {
                    edges.organiser().asked(decided.id(), s);
                }
            }
        }
        edges.heard().records().forEach(record -> {
            diary.record(record);
            story.record(record);
        });
    }
}
