package conductor.ops.config;

import conductor.gateway.mail.MailConfig;
import java.util.Optional;

/** The settings of the mail server. */
final class MailSettings {
    private static final String FROM = "notifications.smtp.from";

    private MailSettings() {}

    /** Empty where no server is named. */
    static Optional<MailConfig> bind(SettingReader read) {
        String host = read.text("notifications.smtp.host");
        int port = read.number("notifications.smtp.port", 1, 65_535);
        MailConfig.Tls tls = MailConfig.Tls.values()[read.choice("notifications.smtp.tls", "starttls", "tls", "none")];
        String from = read.read(FROM, text -> {
            if (!text.isEmpty() && !text.matches("[^\\s@<>]+@[^\\s@<>]+")) {
                throw read.wrong(FROM, "must be an address such as conductor@example.org");
            }
            return text;
        });
        if (host.isEmpty()) {
            return Optional.empty();
        }
        if (from.isEmpty()) {
            throw read.wrong(
                    FROM, "must be an address such as conductor@example.org where notifications.smtp.host is set");
        }
        return Optional.of(MailConfig.of(
                host, port, tls, read.text("notifications.smtp.user"), read.text("notifications.smtp.password"), from));
    }
}
