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
import java.util.Locale;

/**
 * Logs go to standard error: short text on a terminal, one JSON object a line elsewhere; {@code CONDUCTOR_LOG_FORMAT=text|json}
 * decides otherwise and {@code CONDUCTOR_LOG_LEVEL} sets our level, in the environment or in {@code .env}. A slow reader of the log never stalls a thread: the queue
 * drops when it is full.
 */
public final class LogSetup extends ContextAwareBase implements Configurator {
    private static final String[] NOISY = {"io.netty", "io.lettuce", "io.vertx", "net.openhft", "redis.embedded"};
    private static final int QUEUE_LENGTH = 8_192;

    /** Log lines that were dropped because their reader was too slow. */
    public static long dropped() {
        return BoundedLog.dropped();
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        Environment environment = Environment.here();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setTarget("System.err");
        console.setEncoder(
                encoder(context, environment.value("CONDUCTOR_LOG_FORMAT").orElse("")));
        console.start();
        BoundedLog queue = new BoundedLog(QUEUE_LENGTH, console);
        queue.setContext(context);
        queue.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.toLevel(environment.value("CONDUCTOR_LOG_LEVEL").orElse(null), Level.INFO));
        root.addAppender(queue);
        for (String name : NOISY) {
            context.getLogger(name).setLevel(Level.WARN);
        }
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static Encoder<ILoggingEvent> encoder(LoggerContext context, String format) {
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
        encoder.setPattern("%d{HH:mm:ss} %-5level %logger{0}: %replace(%msg){'[\\r\\n]+', ' '}%n%ex{short}");
        encoder.start();
        return encoder;
    }
}
