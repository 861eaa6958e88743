package conductor.gateway.mail;

import java.util.List;

/**
 * A mail as it is sent. The same record gives the same mail, also with the same id, so that a mail that is sent twice is known by it.
 *
 * @param id its Message-ID with angle brackets.
 * @param to addresses.
 * @param timeMs time of the record in milliseconds.
 * @param subject one line.
 * @param text plain text.
 */
record Mail(String id, List<String> to, long timeMs, String subject, String text) {
    /** The same to some of its addresses. */
    Mail to(List<String> some) {
        return new Mail(id, some, timeMs, subject, text);
    }
}
