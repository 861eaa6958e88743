package conductor.bench.peers.flink;

import conductor.bench.peers.PeerScore;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.java.tuple.Tuple4;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * The windows of one session, in panes of five seconds, with a timer at each tick. Watermarks come by the clock of the
 * machine, so signals of the next panes overtake a timer; what they must not change is scored before they are added.
 * The timer only scores sessions of which nothing more comes.
 */
final class SessionWindows
        extends KeyedProcessFunction<
                Integer, Tuple4<Long, Integer, Integer, Byte>, Tuple4<Double, Boolean, Long, Long>> {
    private static final long serialVersionUID = 1;

    private final long lastTickMs;
    private transient ValueState<SessionPanes> state;

    SessionWindows(long lastTickMs) {
        this.lastTickMs = lastTickMs;
    }

    @Override
    public void open(OpenContext context) {
        state = getRuntimeContext().getState(new ValueStateDescriptor<>("session", SessionPanes.class));
    }

    @Override
    public void processElement(
            Tuple4<Long, Integer, Integer, Byte> signal,
            Context context,
            Collector<Tuple4<Double, Boolean, Long, Long>> out)
            throws Exception {
        SessionPanes session = state.value();
        int pane = PeerScore.paneOf(signal.f0);
        if (session == null) {
            session = new SessionPanes(pane);
            state.update(session);
        }
        session.closeUntil(pane, out);
        session.add(signal.f2, signal.f3);
        if (!session.timerSet()) {
            setTimer(session, context);
        }
    }

    @Override
    public void onTimer(long tickMs, OnTimerContext context, Collector<Tuple4<Double, Boolean, Long, Long>> out)
            throws Exception {
        SessionPanes session = state.value();
        session.closeUntil(PeerScore.paneOf(tickMs), out);
        session.timerSet(false);
        if (!session.isEmpty()) {
            setTimer(session, context);
        }
    }

    /** At the end of the pane that is open, but for one after the last tick. */
    private void setTimer(SessionPanes session, Context context) {
        long tickMs = (session.pane() + 1) * PeerScore.EVERY_MS;
        if (tickMs <= lastTickMs) {
            context.timerService().registerEventTimeTimer(tickMs);
            session.timerSet(true);
        }
    }
}
