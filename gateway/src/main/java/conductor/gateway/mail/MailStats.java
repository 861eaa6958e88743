package conductor.gateway.mail;

import java.util.concurrent.atomic.AtomicLong;

/** What becomes of mails: written by their thread, read by any. */
public final class MailStats {
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong givenUp = new AtomicLong();
    private final AtomicLong noRoom = new AtomicLong();
    private volatile int waiting;
    private volatile String problem;

    /** Mails that the server took since the start. */
    public long sent() {
        return sent.get();
    }

    /** Attempts that failed. */
    public long failures() {
        return failures.get();
    }

    /** Mails that the server refused for good. */
    public long refused() {
        return refused.get();
    }

    /** Mails that were dropped after their last attempt. */
    public long givenUp() {
        return givenUp.get();
    }

    /** Mails that were dropped because too many waited. */
    public long noRoom() {
        return noRoom.get();
    }

    /** Mails that wait now. */
    public int waiting() {
        return waiting;
    }

    /** Why the last attempt failed, or null since one worked. */
    public String problem() {
        return problem;
    }

    void countSent() {
        sent.incrementAndGet();
        problem = null;
    }

    void countFailure(Exception why) {
        failures.incrementAndGet();
        problem = why.getCause() == null ? why.toString() : why + " " + why.getCause();
    }

    void countRefused() {
        refused.incrementAndGet();
    }

    void countGivenUp() {
        givenUp.incrementAndGet();
    }

    void countNoRoom() {
        noRoom.incrementAndGet();
    }

    void waiting(int mails) {
        waiting = mails;
    }
}
