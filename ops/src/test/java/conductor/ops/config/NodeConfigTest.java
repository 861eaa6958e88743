package conductor.ops.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conductor.engine.ring.Layout;
import conductor.gateway.mail.MailConfig;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeConfigTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "engine.id|5e1f09|must be 8 hex digits",
                "engine.sessions-max|0|must be from 1 to 16777216",
                "engine.evaluation-period-ms|999|must be from 1000 to 60000",
                "engine.ring-size|5000|must be a power of two, for example 4096 or 8192",
                "engine.ring-size|many|must be a whole number",
                "engine.layout|woven|must be one of fused, chained",
                "engine.layout-force|perhaps|must be true or false",
                "engine.wait|busy|must be one of backoff, spin, park",
                "clock|wall|must be one of redis, stream",
                "egress|none|must be one of live, observe, assume-sent",
                "redis.url|localhost:6379|must begin with redis://",
                "redis.start-at|now|must be $, 0 or group:NAME",
                "decisioning.default.agent-enabled|maybe|must be true or false",
                "decisioning.default.mode|ROBOT|must be one of MANUAL, SEMI_AUTO, AUTO",
                "decisioning.default.auto-approve-threshold|1.01|must be from 0 to 1",
                "decisioning.evidence-decay|0|must be from 0.000001 to 1",
                "decisioning.prior-unnamed-confidence|1|must be from 0.000001 to 0.999999",
                "decisioning.policy|DICE|must be",
                "decisioning.default.min-confidence-threshold|x|must be a number from 0 to 1",
                "decisioning.default.allowed-interventions|POLL,DANCE|unknown intervention DANCE",
                "decisioning.default.max-interventions-per-hour|101|must be from 0 to 100",
                "decisioning.default.approval-timeout-ms|9999|must be from 10000 to 1800000",
                "http.port|70000|must be from 0 to 65535",
                "indicators.period-s|301|must be from 0 to 300",
                "indicators.severity|7|must be from 1 to 6",
                "notifications.smtp.port|0|must be from 1 to 65535",
                "notifications.smtp.tls|maybe|must be one of starttls, tls, none",
                "notifications.smtp.from|nobody|must be an address such as conductor@example.org",
            })
    void aWrongValueIsRefusedWithKeyValueOriginAndFix(String key, String value, String rule) {
        Settings settings = Settings.load(Map.of(), Map.of(Settings.variableOf(key), value), null);

        assertThatThrownBy(() -> NodeConfig.bind(settings))
                .isInstanceOf(ConfigError.class)
                .hasMessageContaining(key + " = " + value + " (from env " + Settings.variableOf(key) + ")")
                .hasMessageContaining(rule)
                .hasMessageContaining(Settings.flagOf(key));
    }

    @Test
    void mailsAreSentOnlyWhereAServerIsNamedAndThenNeedASender() {
        assertThat(NodeConfig.bind(Settings.load(Map.of(), Map.of(), null)).mail())
                .isEmpty();
        Map<String, String> host = Map.of("CONDUCTOR_NOTIFICATIONS_SMTP_HOST", "mail.example.org");
        assertThatThrownBy(() -> NodeConfig.bind(Settings.load(Map.of(), host, null)))
                .isInstanceOf(ConfigError.class)
                .hasMessageContaining("notifications.smtp.from")
                .hasMessageContaining("where notifications.smtp.host is set");
        Map<String, String> both = Map.of(
                "CONDUCTOR_NOTIFICATIONS_SMTP_HOST",
                "mail.example.org",
                "CONDUCTOR_NOTIFICATIONS_SMTP_FROM",
                "conductor@example.org",
                "CONDUCTOR_NOTIFICATIONS_SMTP_PASSWORD",
                "hush");
        assertThat(NodeConfig.bind(Settings.load(Map.of(), both, null)).mail())
                .hasValueSatisfying(mail -> assertThat(mail)
                        .hasToString("mail.example.org:587 (STARTTLS) from conductor@example.org")
                        .returns("hush", MailConfig::password));
        assertThat(Secrets.redact("notifications.smtp.password", "hush")).isEqualTo("***");
    }

    @ParameterizedTest
    @CsvSource({
        "chained, false, 6, CHAINED",
        "chained, true, 2, CHAINED",
        "fused, false, 1, FUSED",
        "Chained, on, 5, CHAINED"
    })
    void aLayoutIsTakenWhereItHasItsCoresOrIsForced(String layout, String force, int cores, Layout expected) {
        SettingReader read = layout(layout, force);
        assertThat(NodeConfig.layout(read, cores)).isEqualTo(expected);
        read.finish();
    }

    @Test
    void aThreadAStageIsRefusedOnTooFewCores() {
        SettingReader read = layout("chained", "false");
        assertThat(NodeConfig.layout(read, 5)).isEqualTo(Layout.FUSED);
        assertThatThrownBy(read::finish)
                .isInstanceOf(ConfigError.class)
                .hasMessageContaining("engine.layout = chained (from flag --engine-layout)")
                .hasMessageContaining("needs 6 cores and this machine has 5")
                .hasMessageContaining("engine.layout-force = true");
    }

    private static SettingReader layout(String layout, String force) {
        return new SettingReader(
                Settings.load(Map.of("engine.layout", layout, "engine.layout-force", force), Map.of(), null));
    }

    @Test
    void aWrongSecretIsNotRepeatedInTheError() {
        Settings settings = Settings.load(Map.of("journal.hash-key", "abc"), Map.of(), null);

        assertThatThrownBy(() -> NodeConfig.bind(settings))
                .hasMessageContaining("journal.hash-key = ***")
                .hasMessageNotContaining("abc");
    }

    @Test
    void thresholdsBecomeMillionthsAndInterventionsBits() {
        NodeConfig config = NodeConfig.bind(Settings.load(
                Map.of(
                        "decisioning.default.auto-approve-threshold", "0.8",
                        "decisioning.default.allowed-interventions", "broadcast, GAMIFICATION",
                        "engine.id", "5E1F09C2"),
                Map.of(),
                null));

        assertThat(config.engineDefaults().autoApprovePpm()).isEqualTo(800_000);
        assertThat(config.engineDefaults().allowedArms()).isEqualTo(0b1010);
        assertThat(config.engineId()).contains("5e1f09c2");
    }

    @Test
    void theWordNoneAllowsNoInterventions() {
        Settings settings =
                Settings.load(Map.of(), Map.of("CONDUCTOR_DECISIONING_DEFAULT_ALLOWED_INTERVENTIONS", "None"), null);

        assertThat(NodeConfig.bind(settings).engineDefaults().allowedArms()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            value = {
                "redis://user:pass@host:1/0 > redis://***@host:1/0",
                "redis://host:1 > redis://host:1",
                "localhost:6379 > localhost:6379",
                "u:pass@host:6379 > ***@host:6379",
                "redis://u:p@ss/pass@host:1 > redis://***@host:1",
                "redis://u:pass > ***",
                "pass > ***",
                "redis://u@host:pass > ***",
                "postgres://u:pa/pass@h/db > postgres://***@h/db",
                "postgres://u:pa?pass@h/db > postgres://***@h/db",
                "jdbc:postgresql://a:1,b:2/db?user=pass&password=p@ss&sslmode=require >"
                        + " jdbc:postgresql://a:1,b:2/db?user=***&password=***&sslmode=require",
            })
    void passwordsInUrlsAreHiddenHoweverIllFormedTheyAre(String url, String shown) {
        assertThat(Secrets.redact("redis.url", url)).isEqualTo(shown);
    }

    @Test
    void aWrongUrlIsNotRepeatedWithItsPassword() {
        Settings settings = Settings.load(
                Map.of("redis.url", "u:pa/ss1@host:6379", "database.url", "u:pa/ss2@host/db"), Map.of(), null);

        assertThatThrownBy(() -> NodeConfig.bind(settings))
                .hasMessageContaining("redis.url = ***@host:6379")
                .hasMessageContaining("database.url = ***@host/db")
                .hasMessageNotContaining("ss1")
                .hasMessageNotContaining("ss2");
    }
}
