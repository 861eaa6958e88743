package conductor.engine.presence;

import java.util.Arrays;

/**
 * Who of a scope could be offered what: the queue in its order, and the routable operators in theirs, apart for each set of skills that was asked for lately.
 * Derived from the tables, no state of its own.
 *
 * <p>After each step no item that is queued and not paused has an operator who could be offered it. So after the next one only what has changed is looked
 * at: an item that came or came back against all operators, an operator who became free against all items.
 */
final class Desk {
    private static final int VIEWS_MAX = 16;
    private static final int NONE = -1;

    private final OperatorTable operators;
    private final WorkTable work;
    private final AgentView everybody;
    private final AgentView[] views = new AgentView[VIEWS_MAX];
    private final SkillSet asked = new SkillSet();
    private int viewCount = 1;
    private long questions;

    /** Operator slots of all accounts. */
    private int[] members = new int[4];

    private int memberCount;
    /** Work slots of all queued items, in order. */
    private int[] queue = new int[16];

    private int queued;

    private int[] changedItems = new int[4];
    private int changedItemCount;
    private int[] freedOperators = new int[4];
    private int freedCount;

    Desk(OperatorTable operators, WorkTable work) {
        this.operators = operators;
        this.work = work;
        this.everybody = new AgentView(operators, new long[0]);
        this.views[0] = everybody;
    }

    /** Seats an account. */
    void join(int operator) {
        members = room(members, memberCount);
        operators.place(operator, memberCount);
        members[memberCount++] = operator;
    }

    int members() {
        return memberCount;
    }

    int member(int place) {
        return members[place];
    }

    /** Operators who could be offered something. */
    int routable() {
        return everybody.size();
    }

    int queued() {
        return queued;
    }

    int queued(int place) {
        return queue[place];
    }

    /** To be called after anything about an operator has changed that its place in the order depends on. */
    void update(int operator) {
        boolean routable = operators.isRoutable(operator);
        for (int i = 0; i < viewCount; i++) {
            AgentView view = views[i];
            if (!routable) {
                if (view.holds(operator)) {
                    view.remove(operator);
                }
            } else if (view.holds(operator) || view.covers(operator)) {
                view.put(operator);
            }
        }
    }

    /** The same where an operator may be offered something that it could not be offered before. */
    void free(int operator) {
        update(operator);
        if (operators.isRoutable(operator)) {
            freedOperators = room(freedOperators, freedCount);
            freedOperators[freedCount++] = operator;
        }
    }

    /** An item is queued. */
    void enqueue(int item) {
        queue = room(queue, queued);
        int at = placeOf(item);
        System.arraycopy(queue, at, queue, at + 1, queued - at);
        queue[at] = item;
        queued++;
    }

    /** An item is not queued any more. */
    void dequeue(int item) {
        int at = placeOf(item);
        System.arraycopy(queue, at + 1, queue, at, queued - at - 1);
        queued--;
    }

    /** Items ahead of one that is queued, or would be. */
    int placeOf(int item) {
        int low = 0;
        int high = queued;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (work.compare(queue[middle], item) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** An item may be offered that could not be offered before, or to more operators. */
    void changed(int item) {
        changedItems = room(changedItems, changedItemCount);
        changedItems[changedItemCount++] = item;
    }

    /** Everything has to be looked at again. */
    void changedAll() {
        forgetChanges();
        for (int i = 0; i < queued; i++) {
            changed(queue[i]);
        }
    }

    boolean hasChanged() {
        return changedItemCount + freedCount > 0;
    }

    void forgetChanges() {
        changedItemCount = 0;
        freedCount = 0;
    }

    /**
     * The first item in order, from a place in the queue on, that somebody can be offered; {@link #bestOperator} says who.
     *
     * @return its place in the queue, -1 where there is none.
     */
    int nextMatch(int from) {
        for (int place = from; place < queued; place++) {
            int item = queue[place];
            if (!work.isPaused(item) && bestOperator(item) != NONE) {
                return place;
            }
        }
        return NONE;
    }

    /** Who is to be offered an item, of those that could not be before; -1 = nobody. */
    int bestOperator(int item) {
        for (int i = 0; i < changedItemCount; i++) {
            if (changedItems[i] == item) {
                return view(item).best(work, item);
            }
        }
        int best = NONE;
        for (int i = 0; i < freedCount; i++) {
            int operator = freedOperators[i];
            if (canTake(operator, item) && (best == NONE || operators.compare(operator, best) < 0)) {
                best = operator;
            }
        }
        return best;
    }

    private boolean canTake(int operator, int item) {
        return operators.isRoutable(operator)
                && !work.isExcluded(item, operators.rows.key(operator))
                && SkillSet.covers(
                        operators.rows,
                        operator,
                        OperatorTable.SKILLS,
                        operators.skills(operator),
                        work.rows,
                        item,
                        WorkTable.SKILLS,
                        work.skills(item));
    }

    private AgentView view(int item) {
        if (work.skills(item) == 0) {
            return everybody;
        }
        asked.read(work.rows, item, WorkTable.SKILLS, work.skills(item));
        questions++;
        int oldest = 1;
        for (int i = 1; i < viewCount; i++) {
            if (asked.is(views[i].skills)) {
                views[i].used = questions;
                return views[i];
            }
            if (views[i].used < views[oldest].used) {
                oldest = i;
            }
        }
        int at = viewCount < VIEWS_MAX ? viewCount++ : oldest;
        views[at] = newView();
        return views[at];
    }

    private AgentView newView() {
        AgentView view = new AgentView(operators, asked.copy());
        view.used = questions;
        for (int i = 0; i < memberCount; i++) {
            if (operators.isRoutable(members[i]) && view.covers(members[i])) {
                view.put(members[i]);
            }
        }
        return view;
    }

    private static int[] room(int[] array, int used) {
        return used < array.length ? array : Arrays.copyOf(array, 2 * used);
    }
}
