package conductor.gateway.redis;

import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.ProtocolKeyword;
import java.util.concurrent.locks.LockSupport;

/**
 * A command for whose answer one thread waits by parking; what the answer wrote is visible once {@link #finished()} is
 * true.
 */
final class WaitedCommand extends Command<byte[], byte[], Boolean> {
    private final Thread waiter;
    private long finishedNs;
    private volatile boolean finished;

    WaitedCommand(
            ProtocolKeyword type,
            CommandOutput<byte[], byte[], Boolean> output,
            CommandArgs<byte[], byte[]> args,
            Thread waiter) {
        super(type, output, args);
        this.waiter = waiter;
    }

    @Override
    public void complete() {
        super.complete();
        finish();
    }

    @Override
    public boolean completeExceptionally(Throwable cause) {
        boolean first = super.completeExceptionally(cause);
        getOutput().setError(String.valueOf(cause.getMessage()));
        finish();
        return first;
    }

    @Override
    public void cancel() {
        super.cancel();
        getOutput().setError("the connection was closed");
        finish();
    }

    /** Whether the answer or an error is there. */
    boolean finished() {
        return finished;
    }

    /** {@link System#nanoTime()} when the answer was there. */
    long finishedNs() {
        return finishedNs;
    }

    /** What went wrong, or null. */
    String failure() {
        return getOutput().getError();
    }

    private void finish() {
        if (!finished) {
            finishedNs = System.nanoTime();
            finished = true;
            LockSupport.unpark(waiter);
        }
    }
}
