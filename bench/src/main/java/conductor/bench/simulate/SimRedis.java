package conductor.bench.simulate;

import conductor.gateway.publish.OutputServer;
import conductor.gateway.publish.RedisPublisher;
import conductor.gateway.redis.StreamServer;
import conductor.journal.sink.RowServer;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Redis server with what can go wrong with one. Remembers what it was ever given, for the checks. */
final class SimRedis implements StreamServer, OutputServer {
    private static final String DECISIONS = RedisPublisher.streams().get(0);
    private static final String SCORES = RedisPublisher.streams().get(1);

    private static final String COMMAND = "the command of ";

    /** What becomes of the next transaction. */
    enum Reply {
        GIVEN,
        /** Done, and the answer does not arrive. */
        LOST_AFTER,
        /** Not done, and no answer arrives. */
        LOST_BEFORE
    }

    /**
     * How often Redis had forgotten and the node had started when a message was sent.
     *
     * @param untold whether its answer got lost while the streams were empty: if they are deleted then, nothing tells that it was sent.
     */
    private record Sent(int forgot, long processes, boolean untold, int lostEnds) {}

    /** The decision whose command goes out with its record. */
    private static final Pattern PUBLISHED = Pattern.compile("\"decision_id\":\"([^\"]+)\",\"state\":\"PUBLISHED\"");

    private final SimClock clock;
    private final Map<String, SimStream> streams = new TreeMap<>();
    private final Map<String, List<byte[]>> everWritten = new TreeMap<>();
    private final Map<String, Sent> messages = new TreeMap<>();
    private final Set<Long> announced = new HashSet<>();
    private Consumer<Write> onWrite = write -> {};
    private boolean down;
    private boolean full;
    private boolean readBroken;
    private boolean writeBroken;
    private Reply reply = Reply.GIVEN;
    private int history = 1;
    private long version;
    private long watched;
    private int receivers = 1;
    private int forgot;
    private int lostEnds;
    private long processes;
    private String sentTwice;

    SimRedis(SimClock clock) {
        this.clock = clock;
    }

    /** Told of each record that is written. */
    void onWrite(Consumer<Write> listener) {
        onWrite = listener;
    }

    SimStream stream(String name) {
        return streams.computeIfAbsent(name, key -> new SimStream());
    }

    void down(boolean now) {
        down = now;
        breakConnections();
    }

    boolean isDown() {
        return down;
    }

    void full(boolean now) {
        full = now;
    }

    boolean isFull() {
        return full;
    }

    void nextReply(Reply next) {
        reply = next;
    }

    void receivers(int count) {
        receivers = count;
    }

    /** Another server answers from now on: one with another name for its history. */
    void promoted() {
        history++;
        breakConnections();
    }

    void flush() {
        forgets();
        streams.values().forEach(SimStream::clear);
        version++;
    }

    private void breakConnections() {
        readBroken = true;
        writeBroken = true;
        version++;
    }

    /** Whether it ever forgot records of the output streams. */
    boolean hasForgotten() {
        return forgot > 0;
    }

    /** Redis forgets records of the output streams. */
    void forgets() {
        forgot++;
    }

    /** The node loses the newest end of its journal: what it says again is another record, but must be no second command. */
    void endLost() {
        lostEnds++;
    }

    /** A node starts that has lost the end of its journal: of what Redis has forgotten by now, and the database never had, nobody knows. */
    void startsBehind(RowServer.Position rows) {
        long known = Math.max(rows.seq(), stream(DECISIONS).lastMs());
        forgetBeyond(DECISIONS, known);
        forgetBeyond(SCORES, Math.max(rows.scoreSeq(), stream(SCORES).lastMs()));
        announced.removeIf(record -> record > known);
    }

    private void forgetBeyond(String stream, long known) {
        everWritten
                .keySet()
                .removeIf(record -> record.startsWith(stream + " ")
                        && Long.parseLong(record.substring(stream.length() + 1)) > known);
    }

    /** A process of the node starts. */
    void processStarts() {
        processes++;
    }

    /** A message that subscribers got twice although it need not be so, or null. */
    String sentTwice() {
        return sentTwice;
    }

    /** Where Redis has forgotten the record and the process that knew of the message has died, nobody can know that it was sent. */
    private void sent(String message, boolean untold) {
        Sent before = messages.put(message, new Sent(forgot, processes, untold, lostEnds));
        if (before == null || before.lostEnds() != lostEnds && !message.startsWith(COMMAND)) {
            return;
        }
        boolean nobodyKnows = before.forgot() != forgot && (before.processes() != processes || before.untold());
        if (!nobodyKnows) {
            sentTwice = message;
        }
    }

    /** Everything that was ever written under a number of an output stream; alike is kept once. */
    Map<String, List<byte[]>> everWritten() {
        return everWritten;
    }

    /** Whether a message left with a record of the stream of decisions. */
    boolean isAnnounced(long record) {
        return announced.contains(record);
    }

    private void requireReading() throws Down {
        if (down || readBroken) {
            readBroken = false;
            throw new Down("the server does not answer");
        }
    }

    @Override
    public long timeUs() throws Down {
        requireReading();
        return clock.serverMs() * 1_000;
    }

    @Override
    public String replicationId() throws Down {
        requireReading();
        return "history-" + history;
    }

    @Override
    public String top(String stream) throws Down {
        requireReading();
        return stream(stream).top();
    }

    @Override
    public List<Entry> range(String stream, long ms, long seq, boolean inclusive, int count) throws Down {
        requireReading();
        return stream(stream).range(ms, seq, inclusive, count);
    }

    @Override
    public String connect() {
        writeBroken = false;
        requireWriting();
        return "run-" + history;
    }

    private void requireWriting() {
        if (down || writeBroken) {
            throw new RedisConnectionException("the server does not answer");
        }
    }

    @Override
    public Tops watch() {
        requireWriting();
        watched = version;
        return new Tops(stream(DECISIONS).lastMs(), stream(SCORES).lastMs(), clock.serverMs());
    }

    @Override
    public List<Object> transact(List<Write> writes) {
        requireWriting();
        Reply now = reply;
        reply = Reply.GIVEN;
        if (now == Reply.LOST_BEFORE) {
            writeBroken = true;
            throw new RedisConnectionException("the connection broke");
        }
        if (full) {
            throw new RedisCommandExecutionException(
                    "EXECABORT: OOM command not allowed when used memory > 'maxmemory'");
        }
        if (watched != version) {
            watched = version;
            return null;
        }
        List<Object> answers = new ArrayList<>();
        boolean untold = now == Reply.LOST_AFTER
                && stream(DECISIONS).lastMs() == 0
                && stream(SCORES).lastMs() == 0;
        for (Write write : writes) {
            answers.add(add(write));
            if (write.message() != null) {
                sent(new String(write.message(), StandardCharsets.UTF_8), untold);
                if (write.stream().equals(DECISIONS)) {
                    announced.add(write.seq());
                    command(write, untold);
                }
                answers.add((long) receivers);
            }
        }
        version++;
        watched = version;
        if (now == Reply.LOST_AFTER) {
            writeBroken = true;
            throw new RedisConnectionException("the connection broke");
        }
        return answers;
    }

    private void command(Write write, boolean untold) {
        Matcher published = PUBLISHED.matcher(new String(write.entry(), StandardCharsets.UTF_8));
        if (published.find()) {
            sent(COMMAND + published.group(1), untold);
        }
    }

    private Object add(Write write) {
        if (!stream(write.stream()).addAt(write.seq(), write.entry())) {
            return new RedisCommandExecutionException("ERR The ID specified in XADD is equal or smaller");
        }
        List<byte[]> ever = everWritten.computeIfAbsent(write.stream() + " " + write.seq(), key -> new ArrayList<>());
        if (ever.stream().noneMatch(entry -> Arrays.equals(entry, write.entry()))) {
            ever.add(write.entry());
        }
        onWrite.accept(write);
        return write.seq() + "-0";
    }

    @Override
    public byte[] entry(String stream, long seq) {
        requireWriting();
        List<Entry> found = stream(stream).range(seq, 0, true, 1);
        return found.isEmpty() || found.get(0).ms() != seq ? null : found.get(0).data();
    }
}
