package conductor.gateway.mail;

import conductor.engine.core.AnomalyClass;
import conductor.engine.core.Arm;
import conductor.engine.core.Bell;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.engine.core.Severity;
import conductor.journal.json.SessionDirectory;
import conductor.journal.json.SessionName;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.HexFormat;
import java.util.List;

/** Bell records and escalations in words: figures, classes, ids and times, and nothing that an attendee wrote. */
final class MailText {
    /** Characters of an id that are shown at most. */
    private static final int ID_MAX = 100;

    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    private final SessionDirectory directory;
    private final String engine;

    /** @param directory the texts; the caller has applied a record to it before it asks for the mail. */
    MailText(int engineId, SessionDirectory directory) {
        this.engine = HexFormat.of().toHexDigits(engineId);
        this.directory = directory;
    }

    /** Whether a record is one that people get a mail about. */
    static boolean tells(Decision d) {
        return d.type == DecisionType.ESCALATION
                || d.type == DecisionType.NOTIFICATION
                        && (d.state == Bell.ANOMALY_DETECTED || d.state == Bell.INTERVENTION_EXECUTED);
    }

    /** The mail about such a record. */
    Mail mail(Decision d, List<String> to) {
        String id = "<" + engine + "." + d.seq + "@engagement-conductor>";
        boolean executed = d.type == DecisionType.NOTIFICATION && d.state == Bell.INTERVENTION_EXECUTED;
        return new Mail(id, to, d.engineTimeMs, subject(d, executed), executed ? executed(d) : anomaly(d));
    }

    private String subject(Decision d, boolean executed) {
        if (executed) {
            return Arm.name(d.arm) + " carried out in session " + session(d);
        }
        return Severity.name(d.severity) + ": " + AnomalyClass.name(d.anomalyClass) + " in session " + session(d)
                + (d.type == DecisionType.ESCALATION ? ", please look at it now" : "");
    }

    private String anomaly(Decision d) {
        long number = d.anomalySeq == 0 ? d.seq : d.anomalySeq;
        return lines(
                d.type == DecisionType.ESCALATION ? "The room needs a person now." : "An anomaly was found.",
                "Class      " + AnomalyClass.name(d.anomalyClass),
                "Severity   " + Severity.name(d.severity),
                "Score      " + hundredths(d.scorePpm) + ", expected " + hundredths(d.expectedPpm),
                where(d),
                "Anomaly    a-" + engine + "-" + number);
    }

    private String executed(Decision d) {
        return lines(
                "An intervention was carried out.",
                "Type       " + Arm.name(d.arm),
                "Because    "
                        + (AnomalyClass.name(d.anomalyClass) == null
                                ? "a person asked for it"
                                : AnomalyClass.name(d.anomalyClass)),
                where(d),
                "Decision   d-" + engine + "-" + d.decisionSeq);
    }

    private String where(Decision d) {
        return "Session    " + session(d) + "\n"
                + "Event      " + shown(directory.eventUtf8(d.scopeKey)) + "\n"
                + "Time       " + TIME.format(Instant.ofEpochMilli(d.engineTimeMs));
    }

    private static String lines(String first, String... others) {
        return first + "\n\n" + String.join("\n", others) + "\n";
    }

    private String session(Decision d) {
        SessionName name = directory.session(d.subjectKey);
        return name == null ? "unknown" : shown(name.utf8());
    }

    /** An id on one line: what it is made of is nobody's business here, but a line end would begin a header of its own. */
    private static String shown(byte[] utf8) {
        String id = new String(utf8, StandardCharsets.UTF_8).replaceAll("[\\p{Cntrl}\\u2028\\u2029]", " ");
        return id.length() <= ID_MAX
                ? id
                : id.substring(0, id.offsetByCodePoints(0, id.codePointCount(0, ID_MAX - 1))) + "…";
    }

    private static String hundredths(int ppm) {
        return BigDecimal.valueOf(ppm, 6).setScale(2, RoundingMode.HALF_UP).toPlainString();
    }
}
