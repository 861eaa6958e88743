package conductor.gateway.batch;

import conductor.engine.codec.MessageHeaderEncoder;
import conductor.engine.codec.SignalBatchEncoder;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Collects what a gateway sees and makes entries of it for {@code conductor.signals.v1}. Ids are bytes of UTF-8; each stands once in
 * an entry, however many signals name it. Signals are numbered from 1 in the order in which they are added; the gateway writes
 * the entries in that order, and each until Redis has taken it (docs/wire.md). One thread.
 *
 * <pre>
 *   header 8 | producer 8 | epoch 8 | first number 8 | texts: size 4, (length 2, bytes)* | signals: size 4, (type, session, actor, event, poll)*
 * </pre>
 */
public final class SignalBatchWriter {
    private static final int SIZE = SignalBatchEncoder.SignalsEncoder.HEADER_SIZE;
    private static final int SIGNAL = SignalBatchEncoder.SignalsEncoder.sbeBlockLength();
    private static final int EMPTY = MessageHeaderEncoder.ENCODED_LENGTH + SignalBatchEncoder.BLOCK_LENGTH + 2 * SIZE;
    private static final int TEXT = SignalBatchEncoder.TextsEncoder.idHeaderLength();
    private static final int TEXT_MAX = 255;
    private static final int WORDS = 5;
    private static final int SLOTS = 4 * BatchLimits.TEXTS_MAX;

    private final long producerId;
    private final long epoch;
    private final int signalsMax;
    private final UnsafeBuffer out = new UnsafeBuffer(new byte[BatchLimits.BYTES_MAX]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final SignalBatchEncoder encoder = new SignalBatchEncoder();
    private final byte[][] texts = new byte[BatchLimits.TEXTS_MAX][];
    /** Place of a text, plus one, by its hash: open addressing. */
    private final short[] places = new short[SLOTS];

    private final int[] words;
    private int textCount;
    private int signalCount;
    private int bytes = EMPTY;
    private long nextNumber = 1;

    /**
     * @param producerId names this gateway for as long as it lives, not 0; best drawn at random.
     * @param epoch rises with every start under the same producer id, from 0.
     * @param signalsMax signals of an entry, 1..{@value BatchLimits#SIGNALS_MAX}.
     * @throws IllegalArgumentException if one is out of range.
     */
    public SignalBatchWriter(long producerId, long epoch, int signalsMax) {
        if (producerId == 0 || epoch < 0) {
            throw new IllegalArgumentException("a producer id is not 0 and an epoch not negative");
        }
        if (signalsMax < 1 || signalsMax > BatchLimits.SIGNALS_MAX) {
            throw new IllegalArgumentException(
                    "an entry has 1.." + BatchLimits.SIGNALS_MAX + " signals, not " + signalsMax);
        }
        this.producerId = producerId;
        this.epoch = epoch;
        this.signalsMax = signalsMax;
        this.words = new int[signalsMax * WORDS];
    }

    /**
     * Adds a signal.
     *
     * @param type {@link conductor.engine.core.SignalType}: CHAT, POLL_VOTE, POLL_CLOSED, JOIN, LEAVE or REACTION.
     * @param session its session's id; null for none, as for the others.
     * @param actor who did it.
     * @param event the session's event, where the gateway knows it: with CHAT and JOIN.
     * @param poll with POLL_VOTE and POLL_CLOSED.
     * @return false if the entry is full; nothing was added, and {@link #take} makes room.
     * @throws IllegalArgumentException for an id of more than 255 bytes or none.
     */
    public boolean add(int type, byte[] session, byte[] actor, byte[] event, byte[] poll) {
        int most = SIGNAL + cost(session) + cost(actor) + cost(event) + cost(poll);
        if (signalCount == signalsMax || bytes + most > BatchLimits.BYTES_MAX) {
            return false;
        }
        int at = signalCount++ * WORDS;
        words[at] = type;
        words[at + 1] = place(session);
        words[at + 2] = place(actor);
        words[at + 3] = place(event);
        words[at + 4] = place(poll);
        bytes += SIGNAL;
        return true;
    }

    /** Signals added since the last {@link #take}. */
    public int signals() {
        return signalCount;
    }

    /**
     * The entry, for the field {@code data}; the next one begins. To be written again unchanged when it is not known whether it was.
     *
     * @throws IllegalStateException if nothing was added.
     */
    public byte[] take() {
        if (signalCount == 0) {
            throw new IllegalStateException("an entry without signals");
        }
        encoder.wrapAndApplyHeader(out, 0, header)
                .producerId(producerId)
                .epoch(epoch)
                .firstNumber(nextNumber);
        SignalBatchEncoder.TextsEncoder text = encoder.textsCount(textCount);
        for (int i = 0; i < textCount; i++) {
            text.next().putId(texts[i], 0, texts[i].length);
        }
        SignalBatchEncoder.SignalsEncoder signal = encoder.signalsCount(signalCount);
        for (int at = 0; at < signalCount * WORDS; at += WORDS) {
            signal.next()
                    .type(words[at])
                    .session(words[at + 1])
                    .actor(words[at + 2])
                    .event(words[at + 3])
                    .poll(words[at + 4]);
        }
        byte[] entry = Arrays.copyOf(out.byteArray(), MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength());
        nextNumber += signalCount;
        begin();
        return entry;
    }

    private void begin() {
        Arrays.fill(texts, 0, textCount, null);
        Arrays.fill(places, (short) 0);
        textCount = 0;
        signalCount = 0;
        bytes = EMPTY;
    }

    /** Bytes that an id takes at most. */
    private static int cost(byte[] id) {
        if (id != null && (id.length == 0 || id.length > TEXT_MAX)) {
            throw new IllegalArgumentException("an id has 1.." + TEXT_MAX + " bytes, not " + id.length);
        }
        return id == null ? 0 : TEXT + id.length;
    }

    private int place(byte[] id) {
        if (id == null) {
            return BatchLimits.NONE;
        }
        int slot = Arrays.hashCode(id) * 0x9e3779b1 >>> 20 & SLOTS - 1;
        while (places[slot] != 0) {
            if (Arrays.equals(texts[places[slot] - 1], id)) {
                return places[slot] - 1;
            }
            slot = slot + 1 & SLOTS - 1;
        }
        texts[textCount++] = id;
        places[slot] = (short) textCount;
        bytes += cost(id);
        return textCount - 1;
    }
}
