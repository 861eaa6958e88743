package conductor.gateway.mail;

import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Properties;

/** Speaks SMTP with the configured server. One thread. */
final class MailServer {
    private static final int CONNECT_TIMEOUT_MS = 3_000;

    private final MailConfig config;
    private final Session session;

    MailServer(MailConfig config) {
        this.config = config;
        this.session = Session.getInstance(properties(config));
    }

    private static Properties properties(MailConfig config) {
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.connectiontimeout", "" + CONNECT_TIMEOUT_MS);
        properties.setProperty("mail.smtp.timeout", "" + config.timeoutMs());
        properties.setProperty("mail.smtp.writetimeout", "" + config.timeoutMs());
        properties.setProperty("mail.smtp.auth", "" + !config.user().isEmpty());
        // Whom the server knows gets the mail, also if it does not know the others.
        properties.setProperty("mail.smtp.sendpartial", "true");
        properties.setProperty("mail.smtp.starttls.enable", "" + (config.tls() == MailConfig.Tls.STARTTLS));
        properties.setProperty("mail.smtp.starttls.required", "" + (config.tls() == MailConfig.Tls.STARTTLS));
        properties.setProperty("mail.smtp.ssl.enable", "" + (config.tls() == MailConfig.Tls.TLS));
        properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
        return properties;
    }

    /** A connection over which mails go. */
    interface Connection extends AutoCloseable {
        /**
         * Sends a mail.
         *
         * @return addresses that the server did not take now but may take later; empty when it is done.
         * @throws RefusedException if it never will take the mail.
         * @throws MessagingException if it did not take it now; the connection may be of no use any more.
         */
        List<String> send(Mail mail) throws MessagingException, RefusedException;

        /** Whether it can be used further. */
        boolean usable();

        @Override
        void close();
    }

    /** The server will not take a mail, however often it is asked. */
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1;

        RefusedException(Exception why) {
            super(why);
        }
    }

    /** @throws MessagingException if the server cannot be reached or does not let us in. */
    Connection connect() throws MessagingException {
        Transport transport = session.getTransport("smtp");
        boolean login = !config.user().isEmpty();
        transport.connect(config.host(), config.port(), login ? config.user() : null, login ? config.password() : null);
        return new Connection() {
            @Override
            public List<String> send(Mail mail) throws MessagingException, RefusedException {
                return MailServer.this.send(transport, mail);
            }

            @Override
            public boolean usable() {
                return transport.isConnected();
            }

            @Override
            public void close() {
                try {
                    transport.close();
                } catch (MessagingException e) {
                    // What it took, it has taken.
                }
            }
        };
    }

    private List<String> send(Transport transport, Mail mail) throws MessagingException, RefusedException {
        try {
            MimeMessage message = message(mail);
            transport.sendMessage(message, message.getAllRecipients());
            return List.of();
        } catch (SendFailedException e) {
            List<String> later = texts(e.getValidUnsentAddresses());
            boolean someGotIt = !texts(e.getValidSentAddresses()).isEmpty();
            if (someGotIt) {
                return later;
            }
            if (later.isEmpty() && !texts(e.getInvalidAddresses()).isEmpty()) {
                throw new RefusedException(e);
            }
            throw e;
        }
    }

    private MimeMessage message(Mail mail) throws MessagingException, RefusedException {
        MimeMessage message = new MimeMessage(session) {
            @Override
            protected void updateMessageID() throws MessagingException {
                setHeader("Message-ID", mail.id());
            }
        };
        message.setFrom(new InternetAddress(config.from()));
        message.setRecipients(Message.RecipientType.TO, addresses(mail));
        message.setSubject(mail.subject(), StandardCharsets.UTF_8.name());
        message.setText(mail.text(), StandardCharsets.UTF_8.name());
        message.setSentDate(new Date(mail.timeMs()));
        message.setHeader("Auto-Submitted", "auto-generated");
        message.saveChanges();
        return message;
    }

    /** Those of the addresses that can be read as one. */
    private static InternetAddress[] addresses(Mail mail) throws RefusedException {
        InternetAddress[] readable = mail.to().stream()
                .map(MailServer::address)
                .filter(address -> address != null)
                .toArray(InternetAddress[]::new);
        if (readable.length == 0) {
            throw new RefusedException(new SendFailedException("none of the addresses can be read as one"));
        }
        return readable;
    }

    private static InternetAddress address(String text) {
        try {
            return new InternetAddress(text, true);
        } catch (MessagingException e) {
            return null;
        }
    }

    private static List<String> texts(Address[] addresses) {
        return addresses == null
                ? List.of()
                : Arrays.stream(addresses).map(Address::toString).toList();
    }
}
