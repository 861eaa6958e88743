package conductor.gateway.owner;

/**
 * Keeps a node that is not the owner any more from writing. Who writes watches {@link #KEY} and asks {@link #admits} with the token
 * that it finds there; Redis refuses the transaction when the key changed since.
 */
@FunctionalInterface
public interface Fence {
    /** The hash that names the owner. It changes only when the owner does. */
    String KEY = "conductor:owner";

    /** The member of the hash that no other start of any node has. */
    String TOKEN = "token";

    /**
     * Whether this node may write. From any thread.
     *
     * @param token the token in Redis, or null when nobody is named there.
     */
    boolean admits(String token);
}
