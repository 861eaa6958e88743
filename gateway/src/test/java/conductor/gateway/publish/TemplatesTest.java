package conductor.gateway.publish;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.AnomalyClass;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.journal.json.ContentJson;
import conductor.journal.json.JsonWriter;
import conductor.journal.json.RecordView;
import conductor.journal.json.SessionDirectory;
import conductor.journal.json.TemplateSet;
import conductor.journal.json.Templates;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The shipped content obeys the rules that content from elsewhere must obey (audience.md 7.3). */
class TemplatesTest {
    private static final TemplateSet SET = Templates.BUILT_IN;
    private static final int[] CLASSES = {
        AnomalyClass.MASS_EXIT, AnomalyClass.LOW_ENGAGEMENT, AnomalyClass.SUDDEN_DROP, AnomalyClass.GRADUAL_DECLINE
    };
    private static final Pattern FORBIDDEN =
            Pattern.compile("[\\p{Cntrl}<>]|https?:|www\\.|\\]\\(|[*_`#]{2}", Pattern.CASE_INSENSITIVE);

    @Test
    void pollsHaveAQuestionAndTwoToFiveDistinctOptions() {
        for (int anomalyClass : CLASSES) {
            assertThat(SET.polls(anomalyClass)).isNotEmpty();
            for (TemplateSet.Poll poll : SET.polls(anomalyClass)) {
                text(poll.question(), 5, 150);
                assertThat(poll.options()).hasSizeBetween(2, 5).doesNotHaveDuplicates();
                poll.options().forEach(option -> text(option, 1, 60));
                assertThat(poll.durationSec()).isBetween(60, 90);
            }
        }
    }

    @Test
    void broadcastsAreShort() {
        for (int anomalyClass : CLASSES) {
            assertThat(SET.broadcasts(anomalyClass)).hasSize(3).doesNotHaveDuplicates();
            SET.broadcasts(anomalyClass).forEach(message -> text(message, 1, 120));
        }
    }

    @Test
    void notificationsKeepTheirLimitsAlsoWithTheLargestFigures() {
        SessionDirectory directory = new SessionDirectory();
        directory.apply(Records.opened(1, Records.SESSION, "s".repeat(255)));
        for (int anomalyClass : CLASSES) {
            Decision d = Records.drop(Records.record(DecisionType.ESCALATION, 2, 1L));
            d.anomalyClass = anomalyClass;
            d.activeUsers = Integer.MAX_VALUE;
            d.totalUsers = Integer.MAX_VALUE;
            d.leavers = Integer.MAX_VALUE;
            JsonWriter json = new JsonWriter().beginObject();
            ContentJson.notification(json, "content", new RecordView(directory).wrap(d));
            Map<?, ?> content =
                    (Map<?, ?>) Json.parse(json.endObject().toBytes()).get("content");
            text((String) content.get("title"), 1, 60);
            text((String) content.get("body"), 1, 200);
            assertThat(content.get("priority")).isIn("high", "medium", "low");
            text((String) content.get("suggested_action"), 1, 120);
        }
    }

    @Test
    void challengesAreKnownAndBounded() {
        for (int anomalyClass : CLASSES) {
            TemplateSet.Challenge challenge = SET.challenge(anomalyClass, 0, 0);
            assertThat(challenge.template()).isIn("CHAT_BLITZ", "QA_SPRINT", "POINTS_RACE", "POLL_RUSH");
            text(challenge.name(), 1, 60);
            text(challenge.description(), 1, 99);
            assertThat(challenge.minutes()).isBetween(1, 30);
            assertThat(challenge.first()).isBetween(challenge.second() + 1, 500);
            assertThat(challenge.second()).isGreaterThan(challenge.third());
            assertThat(challenge.third()).isPositive();
        }
    }

    @Test
    void aDrawPicksTheTemplateWithItsNumberModuloTheSize() {
        assertThat(SET.poll(AnomalyClass.SUDDEN_DROP, 6, 0))
                .isEqualTo(SET.polls(AnomalyClass.SUDDEN_DROP).get(2));
        assertThat(SET.poll(AnomalyClass.GRADUAL_DECLINE, 4_294_967_295L, 0))
                .isEqualTo(SET.polls(AnomalyClass.GRADUAL_DECLINE).get(0));
        assertThat(SET.broadcast(AnomalyClass.MASS_EXIT, 4, 0))
                .isEqualTo(SET.broadcasts(AnomalyClass.MASS_EXIT).get(1));
    }

    @Test
    void pollSetsBelongToTheirClasses() {
        assertThat(SET.polls(AnomalyClass.MASS_EXIT)).isEqualTo(SET.polls(AnomalyClass.SUDDEN_DROP));
        assertThat(SET.polls(AnomalyClass.SUDDEN_DROP)).hasSize(4);
        assertThat(SET.polls(AnomalyClass.GRADUAL_DECLINE)).hasSize(3);
        assertThat(SET.polls(AnomalyClass.LOW_ENGAGEMENT)).hasSize(4);
    }

    private static void text(String text, int min, int max) {
        assertThat(text).hasSizeBetween(min, max).isEqualTo(text.strip()).doesNotContainPattern(FORBIDDEN);
    }
}
