package conductor.gateway.edge;

import java.util.List;

/** Is told by the feed's thread; must not wait. */
public interface FeedListener {
    /** Records were added to the ring. */
    void added(List<FeedRecord> records);

    /** The feed began anew: everything that was told before is to be forgotten. */
    default void begun() {
        // Whoever keeps nothing has nothing to forget.
    }
}
