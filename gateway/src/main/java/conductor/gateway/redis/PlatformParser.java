package conductor.gateway.redis;

import conductor.engine.core.Code;
import conductor.engine.core.KeyHash;
import conductor.engine.core.SourceId;
import conductor.gateway.json.FieldValues;
import conductor.gateway.json.JsonScanner;
import conductor.gateway.json.Utf8;
import conductor.gateway.planes.PresenceMessageParser;

/**
 * Turns an entry of a platform stream (audience.md 1.2), a command (2.7) or a message of operators (presence.md 3) into a signal. Every entry becomes exactly one: what cannot be
 * used becomes a DEAD_LETTER, what means nothing to us NO_EFFECT. Only an entry of a gateway (docs/wire.md) becomes many. Allocates nothing but for commands and messages of operators; one instance a thread.
 */
public final class PlatformParser {
    private final JsonScanner scanner = new JsonScanner();
    private final FieldValues found = new FieldValues();
    private final ChatParser chat;
    private final VoteParser vote;
    private final PollClosedParser pollClosed;
    private final PresenceParser presence;
    private final ReactionParser reaction;
    private final OutcomeParser outcome;
    private final CommandParser command;
    private final BatchParser batch;
    private final PresenceMessageParser operators;

    /**
     * @param hash makes keys of ids.
     * @param engineName the engine's 8 hex digits, by which it knows its own interventions and decisions.
     */
    public PlatformParser(KeyHash hash, String engineName) {
        KeyMemo keys = new KeyMemo(hash);
        chat = new ChatParser(keys);
        vote = new VoteParser(keys);
        pollClosed = new PollClosedParser(keys);
        presence = new PresenceParser(keys);
        reaction = new ReactionParser(keys);
        outcome = new OutcomeParser(keys, engineName);
        command = new CommandParser(keys, engineName);
        batch = new BatchParser(keys);
        operators = new PresenceMessageParser(hash, engineName);
    }

    /** Parses the oldest entry of {@code queue}, which was read from {@code source}. */
    public void parse(int source, EntryQueue queue, ParsedEntry entry) {
        entry.begin(source, queue.headMs(), queue.headSeq());
        // One call site a type keeps each call direct.
        switch (source) {
            case SourceId.CHAT -> {
                if (read(chat, queue, entry)) {
                    chat.map(found, entry);
                }
            }
            case SourceId.POLL_VOTE -> {
                if (read(vote, queue, entry)) {
                    vote.map(found, entry);
                }
            }
            case SourceId.REACTION -> {
                if (read(reaction, queue, entry)) {
                    reaction.map(found, entry);
                }
            }
            case SourceId.PRESENCE -> {
                if (read(presence, queue, entry)) {
                    presence.map(found, entry);
                }
            }
            case SourceId.POLL_CLOSED -> {
                if (read(pollClosed, queue, entry)) {
                    pollClosed.map(found, entry);
                }
            }
            case SourceId.OUTCOME -> {
                if (read(outcome, queue, entry)) {
                    outcome.map(found, entry);
                }
            }
            case SourceId.COMMAND -> {
                if (read(command, queue, entry)) {
                    command.map(found, entry);
                }
            }
            case SourceId.SIGNALS -> batch.open(queue, entry);
            case SourceId.OPERATORS -> readOperators(queue, entry);
            default -> throw new IllegalArgumentException("source " + source + " is no platform stream");
        }
    }

    /** The signals of the entry that was parsed last, where that was one of {@link SourceId#SIGNALS} and was not rejected. */
    BatchParser batch() {
        return batch;
    }

    /** These come as JSON alone: a message is compared with its repeat by what its sender wrote. */
    private void readOperators(EntryQueue queue, ParsedEntry entry) {
        switch (queue.headForm()) {
            case EntryQueue.DATA -> {
                int code = operators.parse(queue.bytes(), queue.headOffset(), queue.headLength(), entry.signal);
                if (code != Code.NONE) {
                    entry.reject(code, operators.badField());
                }
            }
            case EntryQueue.FLAT -> entry.reject(Code.MISSING_FIELD, "data");
            default -> entry.reject(Code.TOO_LARGE, null);
        }
    }

    /** Finds the fields; false if the entry was rejected. */
    private boolean read(MessageParser message, EntryQueue queue, ParsedEntry entry) {
        int code = switch (queue.headForm()) {
            case EntryQueue.DATA ->
                scanner.scan(message.fields, queue.bytes(), queue.headOffset(), queue.headLength(), found);
            case EntryQueue.FLAT -> readFlat(message, queue);
            default -> Code.TOO_LARGE;
        };
        if (code != Code.NONE) {
            entry.reject(code, null);
        }
        return code == Code.NONE;
    }

    /** Takes the fields of the entry itself as members, each a string; of a field that occurs twice the last counts. */
    private int readFlat(MessageParser message, EntryQueue queue) {
        found.begin(message.fields, queue.bytes());
        FlatFields flat = queue.headFields();
        while (flat.next()) {
            if (!Utf8.valid(queue.bytes(), flat.nameOffset(), flat.nameLength())
                    || !Utf8.valid(queue.bytes(), flat.valueOffset(), flat.valueLength())) {
                return Code.BAD_UTF8;
            }
            int field = message.fields.topLevel(queue.bytes(), flat.nameOffset(), flat.nameLength());
            if (field >= 0) {
                found.text(field, flat.valueOffset(), flat.valueLength());
            }
        }
        return Code.NONE;
    }
}
