package conductor.ops.console;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import conductor.ops.env.Environment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.slf4j.LoggerFactory;

/**
 * Logs go to standard error (see {@link #mayUseStdout}): short text on a terminal, one JSON object a line elsewhere; {@code CONDUCTOR_LOG_FORMAT=text|json}
 * decides otherwise and {@code CONDUCTOR_LOG_LEVEL} sets our level, in the environment or in {@code .env}. A slow reader of the log never stalls a thread: the queue
 * drops when it is full.
 */
public final class LogSetup extends ContextAwareBase implements Configurator {
    private static final String[] NOISY = {
        "io.netty", "io.lettuce", "io.vertx", "net.openhft", "redis.embedded", "org.flywaydb"
    };
    private static final int QUEUE_LENGTH = 8_192;

    /** The variables that set the logs. */
    public static final String FORMAT_VARIABLE = "CONDUCTOR_LOG_FORMAT";

    public static final String LEVEL_VARIABLE = "CONDUCTOR_LOG_LEVEL";

    private static final List<String> FORMATS = List.of("text", "json");
    private static final List<String> LEVELS = List.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR");

    /** One line an event whatever its texts hold: nobody can forge a line, and none is lost to a reader of lines. */
    private static final String TEXT = "%d{HH:mm:ss} %-5level %logger{0}: "
            + "%replace(%replace(%msg %ex{short}){'\\s+$', ''}){'\\s*[\\r\\n]+\\s*', ' | '}%n%nopex";

    private static volatile boolean mayUseStdout;
    private static volatile boolean onStdout;
    private static volatile Level usualLevel = Level.INFO;

    /**
     * Lets logs go to standard output where {@code CONDUCTOR_LOG_FORMAT=json} asks for JSON: a service whose output is collected has
     * nothing else to say there. To be called before the first log line; commands that print results do not.
     */
    public static void mayUseStdout() {
        mayUseStdout = true;
    }

    /**
     * Logs only warnings of ours and errors of libraries unless the environment says otherwise, for commands that tell what they do
     * themselves. To be called before the first log line.
     */
    public static void warningsOnly() {
        usualLevel = Level.WARN;
    }

    /** Whether logs go to standard output, so that nothing else should. */
    public static boolean onStdout() {
        return onStdout;
    }

    /** Writes what waits to be written; nothing is logged afterwards. For the end of the process. */
    public static void stop() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.stop();
        }
    }

    /** Log lines that were dropped because their reader was too slow. */
    public static long dropped() {
        return BoundedLog.dropped();
    }

    /** What is wrong with the variables that set the logs: sentences. The logs themselves go by the default then. */
    public static List<String> problems(Environment environment) {
        List<String> problems = new ArrayList<>();
        for (Environment.Variable variable : environment.variables()) {
            List<String> words = variable.name().equals(FORMAT_VARIABLE)
                    ? FORMATS
                    : variable.name().equals(LEVEL_VARIABLE) ? LEVELS : null;
            if (words != null && words.stream().noneMatch(variable.value().strip()::equalsIgnoreCase)) {
                problems.add(variable.origin() + " is " + variable.value() + "; it must be one of "
                        + String.join(", ", words) + ".");
            }
        }
        return problems;
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        Environment environment = Environment.here();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        String format = environment.value(FORMAT_VARIABLE).orElse("").strip();
        onStdout = mayUseStdout && format.equalsIgnoreCase("json");
        console.setTarget(onStdout ? "System.out" : "System.err");
        console.setEncoder(encoder(context, format));
        console.start();
        BoundedLog queue = new BoundedLog(QUEUE_LENGTH, console);
        queue.setContext(context);
        queue.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.toLevel(environment.value(LEVEL_VARIABLE).orElse("").strip(), usualLevel));
        root.addAppender(queue);
        for (String name : NOISY) {
            context.getLogger(name).setLevel(usualLevel == Level.INFO ? Level.WARN : Level.ERROR);
        }
        // It warns of each connection that is closed by both ends, as at every stop.
        context.getLogger("io.lettuce.core.RedisChannelHandler").setLevel(Level.ERROR);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    static Encoder<ILoggingEvent> encoder(LoggerContext context, String format) {
        boolean json = format.isBlank()
                ? !Terminal.onStderr()
                : format.toLowerCase(Locale.ROOT).equals("json");
        if (json) {
            JsonEncoder encoder = new JsonEncoder();
            encoder.setContext(context);
            encoder.setWithContext(false);
            encoder.setWithSequenceNumber(false);
            encoder.setWithNanoseconds(false);
            encoder.setWithMDC(false);
            encoder.setWithFormattedMessage(true);
            encoder.setWithMessage(false);
            encoder.setWithArguments(false);
            encoder.start();
            return encoder;
        }
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(TEXT);
        encoder.start();
        return encoder;
    }
}
