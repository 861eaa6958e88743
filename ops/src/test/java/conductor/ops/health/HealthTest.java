package conductor.ops.health;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class HealthTest {
    private static final long START_MS = Instant.parse("2026-03-02T10:15:00Z").toEpochMilli();

    private final Logger logger = (Logger) LoggerFactory.getLogger(Part.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private long nowMs = START_MS;
    private final Health health = new Health((InstantSource) () -> Instant.ofEpochMilli(nowMs));

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(log);
    }

    @Test
    void aPartIsStartingUntilItSaysHowItIsAndThatFirstWordIsNoNews() {
        Part part = health.part("redis");
        assertThat(part.condition().state()).isEqualTo(State.STARTING);
        assertThat(part.condition().state().ready()).isFalse();

        nowMs += 400;
        part.up();

        assertThat(part.condition()).isEqualTo(new Part.Condition(State.UP, START_MS + 400, null));
        assertThat(log.list).isEmpty();
    }

    @Test
    void onlyAChangeOfStateMovesSinceAndIsLoggedAndTheRecoverySaysHowLongItTook() {
        Part part = health.part("database");
        part.up();
        nowMs += 1_000;
        part.degraded("it does not answer");
        nowMs += 80_000;
        part.degraded("it does not answer");
        part.degraded("it refuses the password");

        assertThat(part.condition())
                .isEqualTo(new Part.Condition(State.DEGRADED, START_MS + 1_000, "it refuses the password"));
        nowMs += 5_500;
        part.up();

        assertThat(part.condition()).isEqualTo(new Part.Condition(State.UP, START_MS + 86_500, null));
        assertThat(lines())
                .containsExactly(
                        "WARN database is degraded after 1.0 s up: it does not answer",
                        "INFO database is up again after 1 min 25 s degraded");
    }

    @Test
    void aPartThatIsDownFirstSaysSoAndTheNodeCannotBeReadyWithIt() {
        Part part = health.part("redis");
        part.down("nothing listens");
        part.degraded("slow");

        assertThat(State.DOWN.ready()).isFalse();
        assertThat(State.DEGRADED.ready()).isTrue();
        assertThat(lines())
                .containsExactly(
                        "WARN redis is down: nothing listens", "WARN redis is degraded after 0.0 s down: slow");
    }

    @Test
    void conditionsAreInTheOrderOfTheNamesAndAPartIsMadeOnce() {
        health.part("redis").up();
        health.part("clock").up();

        assertThat(health.part("redis")).isSameAs(health.part("redis"));
        assertThat(health.conditions().keySet()).containsExactly("clock", "redis");
        assertThat(health.conditions().get("redis").toMap())
                .containsEntry("state", "up")
                .containsEntry("since", "2026-03-02T10:15:00.000Z")
                .containsEntry("reason", null);
    }

    @Test
    void durationsAreForPeopleAndNeverNegative() {
        assertThat(Part.duration(-5)).isEqualTo("0.0 s");
        assertThat(Part.duration(59_940)).isEqualTo("59.9 s");
        assertThat(Part.duration(61_000)).isEqualTo("1 min 1 s");
        assertThat(Part.duration(2 * 3_600_000 + 300_000)).isEqualTo("2 h 5 min");
    }

    private List<String> lines() {
        return log.list.stream()
                .map(event -> (event.getLevel() == Level.WARN ? "WARN " : "INFO ") + event.getFormattedMessage())
                .collect(Collectors.toList());
    }
}
