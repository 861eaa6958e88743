package conductor.ops.simulate;

import conductor.ops.simulate.Act.Kind;
import conductor.ops.simulate.DayScript.Effect;
import conductor.ops.simulate.DayScript.HostPoll;
import conductor.ops.simulate.DayScript.Phase;
import conductor.ops.simulate.DayScript.Rates;
import conductor.ops.simulate.DayScript.RoomPlan;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The people of one session: they come, go, chat and react by chance, at the rates of the script and of what the agent did, and
 * vote in polls. Time goes on second by second; the second that ends at T has the milliseconds from T - 999 to T.
 */
final class Room {
    private static final int MINUTE_S = 60;
    private static final int SECOND_MS = 1_000;
    private static final int POLL_OPTIONS = 3;
    /** Votes come within this time on average. */
    private static final double VOTE_WITHIN_S = 18;
    /** Effects below this share of what they began with are over. */
    private static final double OVER = 0.01;

    /** What an intervention still adds. */
    private record Lift(int fromS, Effect effect) {
        double left(int s) {
            return s < fromS ? 0 : StrictMath.exp((fromS - s) / (MINUTE_S * effect.minutes()));
        }

        boolean isOver(int s) {
            return s > fromS && left(s) < OVER;
        }
    }

    private final RoomPlan plan;
    private final List<HostPoll> polls;
    private final Draws draws;
    private final Crowd crowd;
    private final String host;
    private final int firstUser;

    private final List<Lift> lifts = new ArrayList<>();
    private final PriorityQueue<Act> later = new PriorityQueue<>(Act.ORDER);
    private int phase = -1;
    private Rates before = Rates.NONE;
    private int hostPolls;

    /** @param firstUser number of the first attendee; user ids count over all rooms. */
    Room(RoomPlan plan, DayScript script, int size, int firstUser, Draws draws) {
        this.plan = plan;
        this.draws = draws;
        this.firstUser = firstUser;
        this.crowd = new Crowd(size);
        this.host = "usr_host_" + plan.session().substring(plan.session().indexOf('_') + 1);
        this.polls = script.polls().stream()
                .filter(poll -> poll.session().equals(plan.session()))
                .toList();
    }

    /** The host opens the room at a whole second, so that the session is evaluated at whole seconds. */
    Act opens(int atS) {
        return Act.of(atS * SECOND_MS, Kind.JOIN, plan.session(), host);
    }

    /** What happens in the second that ends at {@code endS}, in no order. */
    List<Act> second(int endS) {
        int startS = endS - 1;
        enterPhase(startS);
        Rates rates = rates(startS);
        List<Act> acts = new ArrayList<>();
        some(acts, Kind.CHAT, rates.chat() + lifted(startS, Effect::chat), endS);
        some(acts, Kind.REACTION, rates.react() + lifted(startS, Effect::react), endS);
        hostSpeaks(acts, endS);
        polls.stream().filter(poll -> poll.atS() == startS).forEach(this::open);
        moves(acts, rates, endS);
        while (!later.isEmpty() && later.peek().dayMs() <= endS * SECOND_MS) {
            acts.add(later.remove());
        }
        return acts;
    }

    /**
     * The platform carries out an intervention: from now on people respond to it.
     *
     * @param poll the poll that it opened, or null.
     * @param options how many there are to choose from.
     */
    void respond(Effect effect, String poll, int options, int nowS) {
        lifts.add(new Lift(nowS + effect.delayS(), effect));
        if (poll != null) {
            vote(poll, options, effect.voters(), nowS + effect.delayS());
        }
    }

    /** The phase that begins at a second, or null. */
    Phase beginning(int s) {
        return plan.phases().stream().filter(one -> one.atS() == s).findFirst().orElse(null);
    }

    /** How many are there, without the host. */
    int there() {
        return crowd.there();
    }

    private void enterPhase(int s) {
        while (phase + 1 < plan.phases().size() && plan.phases().get(phase + 1).atS() <= s) {
            before = phase < 0 ? Rates.NONE : rates(s);
            phase++;
        }
    }

    private Rates rates(int s) {
        Phase now = plan.phases().get(phase);
        double part =
                now.glideMinutes() == 0 ? 1 : 1 - StrictMath.exp((now.atS() - s) / (MINUTE_S * now.glideMinutes()));
        return before.towards(now.rates(), part);
    }

    private double lifted(int s, java.util.function.ToDoubleFunction<Effect> rate) {
        double sum = 0;
        for (Iterator<Lift> all = lifts.iterator(); all.hasNext(); ) {
            Lift lift = all.next();
            sum += rate.applyAsDouble(lift.effect()) * lift.left(s);
            if (lift.isOver(s)) {
                all.remove();
            }
        }
        return sum;
    }

    /** Whoever comes acts from the next second on; whoever goes does so at the end of this one. */
    private void moves(List<Act> acts, Rates rates, int endS) {
        int coming = Math.min(crowd.away(), draws.poisson(crowd.away() * rates.join() / MINUTE_S));
        int going = Math.min(crowd.there(), draws.poisson(crowd.there() * rates.leave() / MINUTE_S));
        for (int i = 0; i < coming; i++) {
            acts.add(Act.of(within(endS), Kind.JOIN, plan.session(), user(crowd.comes(draws))));
        }
        for (int i = 0; i < going; i++) {
            acts.add(Act.of(endS * SECOND_MS, Kind.LEAVE, plan.session(), user(crowd.goes(draws))));
        }
    }

    private void some(List<Act> acts, Kind kind, double rate, int endS) {
        int count = draws.poisson(crowd.there() * rate / MINUTE_S);
        for (int i = 0; i < count; i++) {
            acts.add(Act.of(within(endS), kind, plan.session(), user(crowd.anyThere(draws))));
        }
    }

    private void hostSpeaks(List<Act> acts, int endS) {
        int aMinute = plan.phases().get(phase).host();
        if (endS % MINUTE_S * aMinute / MINUTE_S != (endS - 1) % MINUTE_S * aMinute / MINUTE_S) {
            acts.add(Act.of(within(endS), Kind.CHAT, plan.session(), host));
        }
    }

    private void open(HostPoll poll) {
        String id = "cmp_" + plan.session() + "_" + ++hostPolls;
        vote(id, POLL_OPTIONS, poll.share(), poll.atS());
        int closedMs = (poll.atS() + poll.minutes() * MINUTE_S) * SECOND_MS;
        later.removeIf(act -> id.equals(act.poll()) && act.dayMs() >= closedMs);
        later.add(new Act(closedMs, Kind.POLL_CLOSED, plan.session(), null, id, null));
    }

    private void vote(String poll, int options, double share, int fromS) {
        for (int person = 0; person < crowd.size(); person++) {
            if (crowd.isThere(person) && draws.chance(share)) {
                int atMs = fromS * SECOND_MS + 1 + (int) (SECOND_MS * draws.exponential(VOTE_WITHIN_S));
                String option = poll + "_o" + (1 + draws.below(options));
                later.add(new Act(atMs, Kind.VOTE, plan.session(), user(person), poll, option));
            }
        }
    }

    private int within(int endS) {
        return endS * SECOND_MS - 1 - draws.below(SECOND_MS - 1);
    }

    private String user(int person) {
        return "usr_" + (firstUser + person);
    }
}
