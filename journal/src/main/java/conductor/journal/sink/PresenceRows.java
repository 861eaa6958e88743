package conductor.journal.sink;

import conductor.engine.core.Decision;
import conductor.journal.Causes;

/** The records of the presence plane as rows of its three tables. */
final class PresenceRows {
    private final PresenceSource source;
    private final AgentSessionRows sessions = new AgentSessionRows();
    private final CopyBuffer stagedSessions = new CopyBuffer(SinkTable.AGENT_SESSIONS.columnCount());
    private final WorkItemRows work = new WorkItemRows();
    private final CopyBuffer stagedWork = new CopyBuffer(SinkTable.WORK_ITEMS.columnCount());
    private final ActivityRows activityRows = new ActivityRows();
    private final CopyBuffer activity = new CopyBuffer(SinkTable.AGENT_ACTIVITY.columnCount());

    /** @param causes finds the messages that records leave out. */
    PresenceRows(int engineId, Causes causes) {
        this.source = new PresenceSource(engineId, causes);
    }

    /** Takes in a record; those of other planes are passed over. */
    void gather(Decision d) {
        if (!PresenceSource.isOfPresence(d.type)) {
            return;
        }
        source.wrap(d);
        if (PresenceSource.hasDetail(d.type)) {
            sessions.gather(source);
            work.gather(source);
        }
        activityRows.write(activity, source);
    }

    /** Forgets the rows gathered. */
    void clear() {
        sessions.clear();
        work.clear();
        activity.clear();
    }

    int sessions() {
        return sessions.size();
    }

    int workItems() {
        return work.size();
    }

    /** Every record has a row there, so no other table has more. */
    CopyBuffer activity() {
        return activity;
    }

    CopyBuffer copySessions() {
        stagedSessions.clear();
        sessions.write(stagedSessions, source.engine());
        return stagedSessions;
    }

    CopyBuffer copyWorkItems() {
        stagedWork.clear();
        work.write(stagedWork, source.engine());
        return stagedWork;
    }
}
