package conductor.gateway.publish;

import conductor.gateway.EgressInbox;
import conductor.gateway.owner.Fence;
import conductor.journal.json.TemplateSets;

/** A publisher on a thread of its own. */
final class Node implements AutoCloseable {
    private final RedisPublisher publisher;
    private final RecordedJournal.Reader reader;
    private final Thread thread;

    Node(PublisherConfig config, RecordedJournal journal, EgressInbox inbox) {
        this(config, token -> true, journal, inbox);
    }

    Node(PublisherConfig config, Fence fence, RecordedJournal journal, EgressInbox inbox) {
        reader = journal.reader();
        publisher = new RedisPublisher(config, fence, reader, TemplateSets.BUILT_IN, inbox);
        thread = new Thread(publisher, "publisher");
        thread.setDaemon(true);
        thread.start();
    }

    PublisherStats stats() {
        return publisher.stats();
    }

    /** Records taken from the journal, counted from its start. */
    int recordsRead() {
        return reader.position();
    }

    void drain() {
        if (!publisher.drain(60_000)) {
            throw new AssertionError(
                    "not drained: " + publisher.stats().lastError(),
                    publisher.stats().failure());
        }
    }

    RedisPublisher publisher() {
        return publisher;
    }

    /** Stops and waits for the end of the thread; the milliseconds it took. */
    long stop() {
        long fromNs = System.nanoTime();
        publisher.stop();
        try {
            thread.join(60_000);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        if (thread.isAlive()) {
            throw new AssertionError("the publisher does not end");
        }
        return (System.nanoTime() - fromNs) / 1_000_000;
    }

    @Override
    public void close() {
        stop();
    }
}
