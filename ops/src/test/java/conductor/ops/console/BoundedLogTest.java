package conductor.ops.console;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BoundedLogTest {
    private final LoggerContext context = new LoggerContext();
    private final Logger logger = context.getLogger("test");
    private final CountDownLatch readerGoesOn = new CountDownLatch(1);
    private final CountDownLatch readerHasTheFirst = new CountDownLatch(1);
    private final List<String> written = new CopyOnWriteArrayList<>();

    @Test
    void aReaderThatStandsStillMakesNobodyWaitAndWhatDoesNotFitIsCounted() throws InterruptedException {
        BoundedLog log = start(4);
        long before = BoundedLog.dropped();

        logger.info("0");
        assertThat(readerHasTheFirst.await(60, TimeUnit.SECONDS)).isTrue();
        IntStream.rangeClosed(1, 10).forEach(i -> logger.info("{}", i));
        long dropped = BoundedLog.dropped() - before;
        readerGoesOn.countDown();
        log.stop();

        assertThat(dropped).isEqualTo(6);
        assertThat(written).containsExactly("0", "1", "2", "3", "4");
    }

    private BoundedLog start(int capacity) {
        AppenderBase<ILoggingEvent> slow = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                readerHasTheFirst.countDown();
                try {
                    readerGoesOn.await(60, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                written.add(event.getFormattedMessage());
            }
        };
        slow.setContext(context);
        slow.start();
        BoundedLog log = new BoundedLog(capacity, slow);
        log.setContext(context);
        log.start();
        context.setMDCAdapter(new LogbackMDCAdapter());
        logger.setLevel(Level.INFO);
        logger.addAppender(log);
        return log;
    }
}
