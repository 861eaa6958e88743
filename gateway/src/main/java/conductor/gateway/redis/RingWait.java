package conductor.gateway.redis;

/** How whoever fills the ring waits while it is full. */
@FunctionalInterface
interface RingWait {
    /** Waits a little; false if the node stops, so that waiting makes no sense any more. */
    boolean waited();
}
