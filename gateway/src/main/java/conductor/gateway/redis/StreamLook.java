package conductor.gateway.redis;

import conductor.engine.core.SourceId;

/** What is asked of a server besides its entries: where a stream stands, and whether it is the server that we knew. */
abstract class StreamLook {
    static final String NONE = "0-0";

    /**
     * The ids behind which reading begins: the known position, else what {@code startAt} says. A stream without the
     * group that it names begins at its end, for nobody was waiting for its entries.
     *
     * @throws SourceDown if {@code startAt} names a group that no stream has.
     */
    final StreamId[] resolve(StreamState[] streams, SourceCursors start, String startAt) throws SourceDown {
        StreamId[] begin = new StreamId[streams.length];
        boolean anyGroup = false;
        for (int i = 0; i < streams.length; i++) {
            StreamState stream = streams[i];
            if (start.known(stream.source)) {
                begin[i] = known(stream.source, start);
                anyGroup = true;
            } else if (startAt.startsWith(SourceConfig.GROUP_PREFIX)) {
                String delivered = deliveredTo(stream, startAt.substring(SourceConfig.GROUP_PREFIX.length()));
                anyGroup |= delivered != null;
                begin[i] = delivered == null ? top(stream) : StreamId.parse(delivered);
            } else {
                begin[i] = startAt.equals("0") ? StreamId.parse(NONE) : top(stream);
            }
        }
        if (startAt.startsWith(SourceConfig.GROUP_PREFIX) && !anyGroup) {
            throw new SourceDown("no stream has the " + startAt + ": set redis.start-at to an existing group, $ or 0");
        }
        return begin;
    }

    /** Marks up to engine time have done their work, whatever the last one was that the journal needed to keep. */
    private static StreamId known(int source, SourceCursors start) {
        if (source == SourceId.TIME && start.engineTimeMs() > start.timeMs(source)) {
            return new StreamId(start.engineTimeMs(), 0);
        }
        return new StreamId(start.timeMs(source), start.seq(source));
    }

    /** The highest id that a stream ever gave, {@code 0-0} if it does not exist. */
    abstract StreamId top(StreamState stream);

    /** Adds the entry at {@code id} to {@code to}; false if it is not there. */
    abstract boolean entry(StreamState stream, StreamId id, EntryQueue to);

    /** The name of the server's history: another one after every promotion and restart. */
    abstract String replicationId();

    /** Last delivered id of a group, null if the stream does not have it. */
    abstract String deliveredTo(StreamState stream, String group);
}
