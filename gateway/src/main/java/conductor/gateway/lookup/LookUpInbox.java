package conductor.gateway.lookup;

import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;

/**
 * Carries findings to the ingest thread. Any number of producers, one consumer; bounded, and an offer to a full inbox is refused
 * so that the caller can try again.
 */
public final class LookUpInbox {
    private final ManyToOneConcurrentArrayQueue<LookUp> findings;

    /** @param capacity findings held at most. */
    public LookUpInbox(int capacity) {
        this.findings = new ManyToOneConcurrentArrayQueue<>(capacity);
    }

    /** Adds a finding; false when the inbox is full. */
    public boolean offer(LookUp finding) {
        return findings.offer(finding);
    }

    /** The oldest finding, left in place, or null. */
    public LookUp peek() {
        return findings.peek();
    }

    /** Removes the oldest finding. */
    public void remove() {
        findings.poll();
    }
}
