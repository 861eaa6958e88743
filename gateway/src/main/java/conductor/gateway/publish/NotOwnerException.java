package conductor.gateway.publish;

import conductor.gateway.owner.Fence;
import io.lettuce.core.RedisException;

/** This node must not write the streams, now or any more. */
final class NotOwnerException extends RedisException {
    private static final long serialVersionUID = 1L;

    NotOwnerException() {
        super(Fence.KEY + " does not name this node as the owner of the streams");
    }
}
