package conductor.ops.cli;

import conductor.engine.core.DecisionType;
import conductor.engine.core.SignalType;
import conductor.gateway.json.Json;
import conductor.journal.Cat;
import conductor.journal.CatFilter;
import conductor.journal.JournalDirectory;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code conductor journal cat}: the records, one JSON object a line; of one session also as a course of causes and effects. */
@Command(
        name = "cat",
        description =
                "Prints records, one JSON object a line. Of one session, with --session alone, it prints what came in"
                        + " and what was decided of it together, in order of cause; with -o json as one JSON object a line.")
final class JournalCatCommand implements Callable<Integer> {
    /** Numbers of record types are below this. */
    private static final int TYPES = 256;

    enum Queue {
        SIGNALS,
        DECISIONS,
        BOTH
    }

    @Mixin
    private GlobalOptions global;

    @Option(
            names = "--queue",
            paramLabel = "signals|decisions|both",
            description = "What went in, what came out, or of one session both (default: where records of --type are,"
                    + " else both for a session, else signals).")
    private Queue queue;

    @Option(names = "--session", paramLabel = "ID", description = "Only records of this session.")
    private String session;

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            description = "Only records of this type, for example CHAT or SCORE.")
    private String type;

    @Option(
            names = "--from",
            paramLabel = "SEQ",
            defaultValue = "0",
            description = "First sequence; for decisions that of the signal that caused them.")
    private long from;

    @Option(names = "--until", paramLabel = "SEQ", description = "Last sequence (default: the end).")
    private Long until;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (queue == null) {
            queue = defaultQueue();
        }
        if (queue == Queue.BOTH) {
            return course();
        }
        if (type != null && !isAmong(queue == Queue.SIGNALS ? SignalType::name : DecisionType::name)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "There is no type " + type + "; signals are " + known(SignalType::name) + "; decisions are "
                            + known(DecisionType::name) + ".");
        }
        try (JournalDirectory directory = JournalDirectory.openReadOnly(global.dataDir())) {
            long subjectKey = session == null ? 0 : directory.keyOf(session);
            CatFilter filter = new CatFilter(0, 0, 0, until == null ? Long.MAX_VALUE : until);
            NameBook names = new NameBook(directory.engineConfig().engineId());
            names.learn(subjectKey, session);
            if (queue == Queue.SIGNALS) {
                Cat.signals(directory, filter, signal -> {
                    names.learn(signal);
                    return !wanted(signal.sequence, SignalType.name(signal.type), signal.subjectKey, subjectKey)
                            || print(RecordMaps.of(signal, names));
                });
            } else {
                Cat.decisions(directory, filter, decision -> {
                    names.learn(decision);
                    return !wanted(
                                    decision.causeSequence,
                                    DecisionType.name(decision.type),
                                    decision.subjectKey,
                                    subjectKey)
                            || print(RecordMaps.of(decision, names));
                });
            }
            return ExitCode.OK;
        }
    }

    private Queue defaultQueue() {
        if (type == null) {
            return session == null ? Queue.SIGNALS : Queue.BOTH;
        }
        return isAmong(SignalType::name) ? Queue.SIGNALS : Queue.DECISIONS;
    }

    private int course() {
        if (session == null || type != null) {
            throw new ParameterException(
                    spec.commandLine(), "--queue both goes with --session, and without --type: say whose course.");
        }
        try (JournalDirectory directory = JournalDirectory.openReadOnly(global.dataDir())) {
            SessionCourse course = new SessionCourse(
                    directory.keyOf(session), session, from, spec.commandLine().getOut(), global.json());
            Cat.causes(directory, until == null ? Long.MAX_VALUE : until, course);
            spec.commandLine().getOut().flush();
            if (course.shown() == 0) {
                spec.commandLine()
                        .getErr()
                        .println("There is no record of session " + Printable.text(session) + " there.");
            }
            return ExitCode.OK;
        }
    }

    /** The filter is applied here and not by the reader, because every record may teach a name. */
    private boolean wanted(long sequence, String recordType, long recordKey, long wantedKey) {
        return sequence >= from
                && (type == null || type.equalsIgnoreCase(recordType))
                && (wantedKey == 0 || recordKey == wantedKey);
    }

    /** Prints a line; false when nobody reads any more, as behind {@code head}. */
    private boolean print(Map<String, Object> record) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(Json.write(record));
        return !out.checkError();
    }

    /** Whether the wanted type is among these names. Two types of decisions, of commands and of messages, share one. */
    private boolean isAmong(IntFunction<String> names) {
        return IntStream.range(1, TYPES).mapToObj(names).anyMatch(type::equalsIgnoreCase);
    }

    private static String known(IntFunction<String> names) {
        return IntStream.range(1, TYPES)
                .mapToObj(names)
                .filter(name -> !name.startsWith("TYPE_"))
                .distinct()
                .collect(Collectors.joining(", "));
    }
}
