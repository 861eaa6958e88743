package conductor.bench.presence;

import com.sun.management.ThreadMXBean;
import conductor.engine.codec.MessageHeaderEncoder;
import conductor.engine.codec.PresenceDetailEncoder;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.engine.core.Engine;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.PresenceConfig;
import conductor.engine.core.PresenceSetting;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.presence.WorkKind;
import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;

/**
 * One desk with so many operators, whose queue is full of items that nobody can take, and the work of a day on it: items arrive and ask for up to 16 skills, are
 * answered and end, and operators are heard of. Each signal is timed alone, so a figure holds the cost of asking the clock twice; the floor has it too.
 */
final class DeskRun {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int SKILLS = 16;
    private static final int[] ASKED = {0, 1, 4, SKILLS};
    private static final int HEARTBEATS = 5;
    private static final int STEP_MS = 16;
    private static final int CONNECTED_MAX = 60;
    private static final long HIGHEST_NS = 1_000_000_000;
    private static final int DIGITS = 3;

    /** An item that is connected, and to whom. */
    private record Call(byte[] work, byte[] agent) {}

    private final DeskMessages messages = new DeskMessages();
    private final SplittableRandom random;
    private final Engine engine;
    private final byte[][] agents;
    private final byte[][][] asked = new byte[ASKED.length][][];
    private final ArrayDeque<Call> connected = new ArrayDeque<>();
    private final Signal tick = new Signal();

    /** Signals that led to a decision. */
    final Histogram deciding = new Histogram(HIGHEST_NS, DIGITS);
    /** Items that arrived and were offered in the same step. */
    final Histogram assignments = new Histogram(HIGHEST_NS, DIGITS);
    /** The same message again: read, looked up, found to be known. */
    final Histogram refusals = new Histogram(HIGHEST_NS, DIGITS);

    private long signals;
    private long sequence;
    private long nowMs = 1_772_446_500_000L;
    private long works;
    private long decisions;
    private int offeredTo = -1;
    private boolean measuring;
    private long allocatedBytes;

    DeskRun(int operators, long seed) {
        this.random = new SplittableRandom(seed);
        PresenceConfig presence = PresenceConfig.SHIPPED.set(PresenceSetting.AGENTS_MAX, Math.max(operators, 1));
        this.engine = new Engine(EngineConfig.defaults(0x5e1f09c2).with(presence), this::onDecision);
        this.agents = new byte[operators][];
        byte[][] skills = new byte[SKILLS][];
        for (int i = 0; i < SKILLS; i++) {
            skills[i] = DeskMessages.ascii("skill_" + i);
        }
        for (int i = 0; i < ASKED.length; i++) {
            asked[i] = Arrays.copyOf(skills, ASKED[i]);
        }
        for (int i = 0; i < operators; i++) {
            agents[i] = DeskMessages.ascii(String.format("agent_%05d", i));
            send(messages.account(agents[i]));
            // Two of three can do everything, the others half of it.
            send(messages.login(agents[i], Arrays.copyOf(skills, i % 3 == 0 ? SKILLS / 2 : SKILLS)));
            beat(i);
        }
        fillQueue();
    }

    /** All the room but for one call, with items that come first and ask for what nobody can do: every look at the queue passes them, for an hour. */
    private void fillQueue() {
        byte[] nobody = DeskMessages.ascii("nobody");
        for (int i = 1; i < PresenceSetting.QUEUE_CAPACITY.shipped(); i++) {
            send(messages.waiting(nextWork(), WorkKind.CALL, nobody));
        }
        for (int i = 0; i < PresenceSetting.INTERNAL_CAPACITY.shipped(); i++) {
            send(messages.waiting(nextWork(), WorkKind.ESCALATION, nobody));
        }
    }

    /** Goes through so many items. */
    void run(int items, boolean measured) {
        measuring = measured;
        for (int i = 0; i < items; i++) {
            nowMs += STEP_MS;
            for (int beat = 0; beat < HEARTBEATS; beat++) {
                beat(random.nextInt(agents.length));
            }
            if (i % 1_000 == 0) {
                beatAll();
            }
            arrive(i);
        }
        measuring = false;
    }

    private void beatAll() {
        boolean was = measuring;
        measuring = false;
        for (int i = 0; i < agents.length; i++) {
            beat(i);
        }
        measuring = was;
    }

    private void arrive(int i) {
        byte[] work = nextWork();
        byte[][] skills = asked[i % ASKED.length];
        offeredTo = -1;
        long ns = send(messages.arrived(work, skills));
        if (offeredTo < 0) {
            return;
        }
        if (measuring) {
            assignments.recordValue(Math.min(ns, HIGHEST_NS));
            measuring = false;
            refusals.recordValue(Math.min(send(messages.arrived(work, skills)), HIGHEST_NS));
            measuring = true;
        }
        byte[] agent = agents[offeredTo];
        send(messages.answered(work, agent));
        connected.add(new Call(work, agent));
        if (connected.size() > Math.min(CONNECTED_MAX, agents.length / 2)) {
            Call call = connected.remove();
            send(messages.ended(call.work(), call.agent()));
        }
    }

    private void beat(int agent) {
        send(messages.heartbeat(agents[agent], nowMs + signals));
    }

    private byte[] nextWork() {
        byte[] work = new byte[12];
        messages.number(work, ++works);
        return work;
    }

    /** Ticks and the signal, timed together; returns ns of the signal alone. */
    private long send(Signal signal) {
        while (engine.nextDueMs() <= nowMs) {
            tick.clear();
            tick.type = SignalType.TICK;
            tick.engineTimeMs = nowMs;
            engine.prepareTick(tick);
            apply(tick);
        }
        return apply(signal);
    }

    private long apply(Signal signal) {
        signal.sequence = sequence++;
        signal.engineTimeMs = nowMs;
        signals++;
        long before = decisions;
        long beganBytes = THREADS.getCurrentThreadAllocatedBytes();
        long beganNs = System.nanoTime();
        engine.onSignal(signal);
        long ns = System.nanoTime() - beganNs;
        allocatedBytes += THREADS.getCurrentThreadAllocatedBytes() - beganBytes;
        if (measuring && decisions > before) {
            deciding.recordValue(Math.min(ns, HIGHEST_NS));
        }
        return ns;
    }

    private void onDecision(Decision decision) {
        decisions++;
        if (decision.type == DecisionType.WORK_OFFERED) {
            offeredTo = agentIn(decision);
        }
    }

    /** The agent's number stands in the last digits of its id, the fourth text of the record. */
    private static int agentIn(Decision decision) {
        int at = MessageHeaderEncoder.ENCODED_LENGTH + PresenceDetailEncoder.BLOCK_LENGTH;
        for (int text = 0; text < 2; text++) {
            at += Short.BYTES + decision.payload.getShort(at, ByteOrder.LITTLE_ENDIAN);
        }
        int length = decision.payload.getShort(at, ByteOrder.LITTLE_ENDIAN);
        return decision.payload.parseNaturalIntAscii(at + Short.BYTES + length - 5, 5);
    }

    /** Bytes that the engine allocates a signal, over so many items. */
    double bytesPerSignal(int items) {
        long beganSignals = signals;
        allocatedBytes = 0;
        run(items, false);
        return allocatedBytes / (double) (signals - beganSignals);
    }
}
