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
        int wantedType = type == null ? 0 : number(queue == Queue.SIGNALS ? SignalType::name : DecisionType::name);
        if (type != null && wantedType == 0) {
            throw new ParameterException(
                    spec.commandLine(),
                    "There is no type " + type + "; signals are " + known(SignalType::name) + "; decisions are "
                            + known(DecisionType::name) + ".");
        }
        try (JournalDirectory directory = JournalDirectory.openReadOnly(global.dataDir())) {
            long subjectKey = session == null ? 0 : directory.keyOf(session);
            CatFilter filter = new CatFilter(0, 0, 0, until == null ? Long.MAX_VALUE : until);
            NameBook names = new NameBook();
            names.learn(subjectKey, session);
            if (queue == Queue.SIGNALS) {
                Cat.signals(directory, filter, signal -> {
                    names.learn(signal);
                    return !wanted(signal.sequence, signal.type, wantedType, signal.subjectKey, subjectKey)
                            || print(RecordMaps.of(signal, names));
                });
            } else {
                Cat.decisions(directory, filter, decision -> {
                    names.learn(decision);
                    return !wanted(decision.causeSequence, decision.type, wantedType, decision.subjectKey, subjectKey)
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
        return number(SignalType::name) == 0 ? Queue.DECISIONS : Queue.SIGNALS;
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
    private boolean wanted(long sequence, int recordType, int wantedType, long recordKey, long wantedKey) {
        return sequence >= from
                && (wantedType == 0 || recordType == wantedType)
                && (wantedKey == 0 || recordKey == wantedKey);
    }

    /** Prints a line; false when nobody reads any more, as behind {@code head}. */
    private boolean print(Map<String, Object> record) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(Json.write(record));
        return !out.checkError();
    }

    /** The number of the wanted type among these names, 0 when it is none of them. */
    private int number(IntFunction<String> names) {
        return IntStream.range(1, TYPES)
                .filter(number -> names.apply(number).equalsIgnoreCase(type))
                .findFirst()
                .orElse(0);
    }

    private static String known(IntFunction<String> names) {
        return IntStream.range(1, TYPES)
                .mapToObj(names)
                .filter(name -> !name.startsWith("TYPE_"))
                .collect(Collectors.joining(", "));
    }
}
