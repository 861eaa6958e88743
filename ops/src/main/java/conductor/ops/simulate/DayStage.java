package conductor.ops.simulate;

import java.util.Map;

/** A day in front of a node: what people do goes out, and what the node says comes to the platform's stand-in, the organiser, the diary and the story. */
final class DayStage {
    private final DayScript script;
    private final Audience audience;
    private final Diary diary;
    private final Story story;
    private final PlatformStreams streams;
    private final Heard heard;
    private final Platform platform;
    private final Organiser organiser;

    /** @param diary of this day, which {@code story} tells from. */
    DayStage(DayScript script, DayOptions options, Diary diary, Story story, PlatformStreams streams, Heard heard) {
        this.script = script;
        this.audience = new Audience(script, options.attendees(), options.seed());
        this.diary = diary;
        this.story = story;
        this.streams = streams;
        this.heard = heard;
        this.platform = new Platform(script, audience, streams, options.dayMs());
        this.organiser = new Organiser(options.approvesAfterS(), script.event(), streams, options.dayMs());
    }

    Audience audience() {
        return audience;
    }

    /** Puts on the streams what people do in the second that ends at {@code s}. */
    void act(int s) {
        audience.second(s).forEach(streams::act);
    }

    /**
     * That second went by in an earlier run, which wrote what people did in it: they have only done it.
     *
     * @param executed records of what was carried out in it.
     */
    void pass(int s, Iterable<Map<String, Object>> executed) {
        audience.second(s);
        executed.forEach(record -> platform.carriedOut(record, s));
    }

    /** The organiser has given the commands that were due until a second in an earlier run. */
    void organiserGoesOn(int s) {
        organiser.goesOn(script, s);
    }

    /** Has done what the node commands, and what people say to it. */
    void answer(int s) {
        for (Heard.Message message : heard.messages()) {
            Map<String, Object> body = message.body();
            if (message.channel().equals(Heard.COMMANDS)) {
                platform.carryOut(body, s);
            } else if (message.channel().equals(Heard.UPDATES)) {
                diary.score(body);
            } else if (message.channel().startsWith(Heard.BELL)) {
                diary.bell(body);
            } else if ("agent.decision".equals(body.get("type")) && body.get("data") instanceof Map<?, ?> data) {
                Decided decided = diary.shown(data);
                if (decided.expiresAt() != null) {
                    organiser.asked(decided.id(), s);
                }
            }
        }
        heard.records().forEach(record -> {
            diary.record(record);
            story.record(record);
        });
        organiser.gives(script, s);
    }
}
