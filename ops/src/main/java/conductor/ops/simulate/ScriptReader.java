package conductor.ops.simulate;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import conductor.ops.simulate.DayScript.Effect;
import conductor.ops.simulate.DayScript.Expectation;
import conductor.ops.simulate.DayScript.HostPoll;
import conductor.ops.simulate.DayScript.Outage;
import conductor.ops.simulate.DayScript.Phase;
import conductor.ops.simulate.DayScript.Rates;
import conductor.ops.simulate.DayScript.RoomPlan;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads the script of the day from its file. */
final class ScriptReader {
    private static final String FILE = "conductor/ops/simulate/day.conf";

    private ScriptReader() {}

    /** The script that is shipped. */
    static DayScript shipped() {
        Config file = ConfigFactory.parseResources(
                ScriptReader.class.getClassLoader(),
                FILE,
                ConfigParseOptions.defaults().setAllowMissing(false));
        Config effects = file.getConfig("effects");
        return new DayScript(
                file.getString("event"),
                seconds(file, "from"),
                seconds(file, "until"),
                seconds(file, "switched-off"),
                list(file, "rooms", ScriptReader::room),
                list(file, "polls", ScriptReader::poll),
                list(file, "outages", ScriptReader::outage),
                effects.root().keySet().stream()
                        .collect(Collectors.toMap(Function.identity(), type -> effect(effects.getConfig(type)))),
                list(file, "expected", ScriptReader::expectation));
    }

    private static RoomPlan room(Config room) {
        return new RoomPlan(
                room.getString("session"),
                room.getString("title"),
                room.getDouble("share"),
                list(room, "phases", ScriptReader::phase));
    }

    private static Phase phase(Config phase) {
        Config all = phase.withFallback(
                ConfigFactory.parseMap(Map.of("glide", 0, "host", 0, "join", 0, "leave", 0, "chat", 0, "react", 0)));
        Rates rates =
                new Rates(all.getDouble("join"), all.getDouble("leave"), all.getDouble("chat"), all.getDouble("react"));
        return new Phase(seconds(all, "at"), all.getString("title"), all.getDouble("glide"), all.getInt("host"), rates);
    }

    private static HostPoll poll(Config poll) {
        return new HostPoll(
                seconds(poll, "at"),
                poll.getString("session"),
                poll.getString("title"),
                poll.getDouble("share"),
                poll.getInt("minutes"));
    }

    private static Outage outage(Config outage) {
        return new Outage(seconds(outage, "from"), seconds(outage, "until"), outage.getString("error"));
    }

    private static Effect effect(Config effect) {
        return new Effect(
                effect.getDouble("voters"),
                effect.getDouble("chat"),
                effect.getDouble("react"),
                effect.getInt("delay-s"),
                effect.getDouble("minutes"));
    }

    private static Expectation expectation(Config expected) {
        List<Double> confidence = expected.getDoubleList("confidence");
        return new Expectation(
                expected.getString("title"),
                expected.getString("session"),
                seconds(expected, "from"),
                seconds(expected, "until"),
                expected.getString("class"),
                expected.getString("arm"),
                confidence.get(0),
                confidence.get(1),
                expected.getBoolean("automatic"),
                expected.hasPath("score") ? expected.getDouble("score") : 1);
    }

    private static int seconds(Config config, String path) {
        return LocalTime.parse(config.getString(path)).toSecondOfDay();
    }

    private static <T> List<T> list(Config config, String path, Function<Config, T> read) {
        return config.getConfigList(path).stream().<T>map(read::apply).toList();
    }
}
