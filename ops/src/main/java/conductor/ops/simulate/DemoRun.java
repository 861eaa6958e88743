package conductor.ops.simulate;

import conductor.ops.feed.FeedException;
import io.lettuce.core.RedisURI;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Plays one day after the other into a node until it is to stop, at a speed, and in real time while a decision waits for a person. It
 * begins where an earlier run has ended: the audience is taken there by the same draws, and by what was carried out.
 */
final class DemoRun implements AutoCloseable {
    private final DayScript script = ScriptReader.shipped();
    private final DemoOptions options;
    private final RedisURI redis;
    private final NodeLink node;
    private final Heard heard;
    private final PrintWriter out;
    private final BooleanSupplier stop;
    private DemoDay day;

    /**
     * Listens to a node.
     *
     * @param stop whether to stop: asked for, or the node has failed.
     * @throws FeedException when the node or its Redis cannot be reached.
     */
    DemoRun(DemoOptions options, OwnNode own, PrintWriter out, BooleanSupplier stop) {
        this.options = options;
        this.out = out;
        this.stop = stop;
        redis = RedisURI.create(own.file().redisUri());
        node = new NodeLink(own.file());
        day = DemoDay.behind(
                Math.max(node.engineTimeMs(), PlatformStreams.newestMs(redis)), System.currentTimeMillis(), script);
        heard = Heard.withRecords(redis);
    }

    /** How far the earlier run came in the day that goes on, as a time; null where a day begins. */
    String goesOnAt() {
        return day.hasBegun(script) ? Story.time(day.pastS()) : null;
    }

    /** The event of every day. */
    String event() {
        return script.event();
    }

    /**
     * Plays until it is to stop.
     *
     * @throws FeedException when the node or its Redis does not go on.
     */
    void play() {
        while (!stop.getAsBoolean()) {
            try (PlatformStreams streams = PlatformStreams.goingOn(redis, script.event(), day.dayMs())) {
                play(streams);
            }
            if (!stop.getAsBoolean()) {
                PlatformStreams.forget(redis, day.endMs(script.closedS()));
                day = day.next(System.currentTimeMillis(), script);
                out.println("The day is over, its sessions are closed. The next one begins.");
                out.flush();
            }
        }
    }

    private void play(PlatformStreams streams) {
        Diary diary = new Diary(script, day.dayMs());
        DemoStory story = new DemoStory(out, script, diary, day.dayMs());
        DayStage stage = new DayStage(script, options.day(day.dayMs()), diary, story, streams, heard);
        if (!recall(streams, stage, diary)) {
            return;
        }
        diary.decisions().stream().filter(Decided::waits).forEach(decided -> story.stillWaits(decided, day.pastS()));
        Pace pace = new Pace(options.speed(), stop);
        int s = day.pastS() + 1;
        for (; s <= script.untilS() && !stop.getAsBoolean(); s++) {
            pace.await(s * 1_000L, diary.waits());
            stage.act(s);
            if (script.isStep(s) || diary.waits()) {
                settle(streams, stage, s);
            } else {
                streams.complete(s);
                streams.flush();
            }
            story.script(s, stage.audience());
        }
        for (; s <= script.closedS() && !stop.getAsBoolean(); s += DayScript.STEP_S) {
            settle(streams, stage, s);
        }
    }

    /** Takes diary and audience to where the earlier run has ended, once the node is there; false when it is to stop. */
    private boolean recall(PlatformStreams streams, DayStage stage, Diary diary) {
        if (day.hasBegun(script)) {
            if (!reaches(streams, day.pastS())) {
                return false;
            }
        }
        Map<Integer, List<Map<String, Object>>> executed = new HashMap<>();
        for (Map<String, Object> record : heard.records()) {
            int s = diary.second(record);
            if (s >= 0) {
                diary.recall(record);
                if ("EXECUTED".equals(record.get("state"))) {
                    executed.computeIfAbsent(s, second -> new ArrayList<>()).add(record);
                }
            }
        }
        if (day.hasBegun(script)) {
            for (int s = script.fromS(); s <= Math.min(day.pastS(), script.untilS()); s++) {
                stage.pass(s, executed.getOrDefault(s, List.of()));
            }
            stage.organiserGoesOn(day.pastS());
        }
        return true;
    }

    /** Waits until the node has come to the end of a second, and has done what it commands. */
    private void settle(PlatformStreams streams, DayStage stage, int s) {
        if (reaches(streams, s)) {
            stage.answer(s);
            streams.drain();
        }
    }

    /** Waits until the node has come to the end of a second; false when it is to stop. What an earlier run has written already is refused. */
    private boolean reaches(PlatformStreams streams, int s) {
        streams.presenceUpdate(s);
        streams.complete(s);
        streams.drain();
        return node.awaitTime(day.endMs(s), stop);
    }

    @Override
    public void close() {
        heard.close();
    }
}
