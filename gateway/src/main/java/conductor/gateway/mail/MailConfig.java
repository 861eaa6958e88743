package conductor.gateway.mail;

/**
 * The mail server, and how hard it is tried.
 *
 * @param host its name.
 * @param port its port.
 * @param tls how the connection is protected; where it is, the server's certificate and name are checked.
 * @param user empty = no login.
 * @param password of the user.
 * @param from the sender's address.
 * @param attemptsMax attempts after which a mail is dropped.
 * @param firstPauseMs pause before the second attempt; each further one is twice as long.
 * @param longestPauseMs longest pause.
 * @param timeoutMs how long an answer of the server may take.
 * @param queueMax mails that wait at most; a further one is dropped.
 */
public record MailConfig(
        String host,
        int port,
        Tls tls,
        String user,
        String password,
        String from,
        int attemptsMax,
        long firstPauseMs,
        long longestPauseMs,
        int timeoutMs,
        int queueMax) {
    /** How a connection is protected. */
    public enum Tls {
        /** It begins in the clear and must be protected before anything is said. */
        STARTTLS,
        /** From the first byte. */
        TLS,
        /** Not at all. */
        NONE
    }

    /** With the shipped figures: 8 attempts within about ten minutes, 8 s for an answer, 1,000 mails waiting. */
    public static MailConfig of(String host, int port, Tls tls, String user, String password, String from) {
        return new MailConfig(host, port, tls, user, password, from, 8, 5_000, 300_000, 8_000, 1_000);
    }

    /** Says nothing of the password. */
    @Override
    public String toString() {
        return host + ":" + port + " (" + tls + (user.isEmpty() ? "" : ", as " + user) + ") from " + from;
    }
}
