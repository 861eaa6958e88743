package conductor.engine.presence;

import java.util.Arrays;

/**
 * The routable operators of a desk who have certain skills, in the order in which they are offered items: a binary heap that knows where everybody is, so
 * that one who comes, goes or moves costs log n, and so does the first who is not excluded. Derived from the tables, no state of its own.
 */
final class AgentView {
    private static final int NOWHERE = -1;

    final long[] skills;
    /** When it was last asked, as a count of questions. */
    long used;

    private final OperatorTable operators;
    /** Operator slots, as a heap. */
    private int[] heap = new int[16];
    /** Where an operator stands in the heap, by place at the desk. */
    private int[] at = new int[0];

    private int size;

    AgentView(OperatorTable operators, long[] skills) {
        this.operators = operators;
        this.skills = skills;
    }

    int size() {
        return size;
    }

    boolean covers(int slot) {
        return SkillSet.covers(operators.rows, slot, OperatorTable.SKILLS, operators.skills(slot), skills);
    }

    boolean holds(int slot) {
        int place = operators.place(slot);
        return place < at.length && at[place] != NOWHERE;
    }

    /** Takes a routable operator in, or to where it belongs now. */
    void put(int slot) {
        if (!holds(slot)) {
            if (size == heap.length) {
                heap = Arrays.copyOf(heap, 2 * size);
            }
            grow(operators.place(slot));
            set(size++, slot);
        }
        int from = at[operators.place(slot)];
        down(up(from, slot), slot);
    }

    void remove(int slot) {
        int from = at[operators.place(slot)];
        at[operators.place(slot)] = NOWHERE;
        size--;
        if (from < size) {
            int last = heap[size];
            set(from, last);
            down(up(from, last), last);
        }
    }

    private void grow(int place) {
        if (place >= at.length) {
            int before = at.length;
            at = Arrays.copyOf(at, Math.max(2 * before, place + 1));
            Arrays.fill(at, before, at.length, NOWHERE);
        }
    }

    /** The first operator in the order whom an item does not exclude, -1 where there is none. */
    int best(WorkTable work, int item) {
        return best(work, item, 0);
    }

    /** Only below one who is excluded is there anything to choose, and an item excludes a few. */
    private int best(WorkTable work, int item, int from) {
        if (from >= size) {
            return NOWHERE;
        }
        int slot = heap[from];
        if (!work.isExcluded(item, operators.rows.key(slot))) {
            return slot;
        }
        int left = best(work, item, 2 * from + 1);
        int right = best(work, item, 2 * from + 2);
        if (left == NOWHERE || right == NOWHERE) {
            return Math.max(left, right);
        }
        return operators.compare(left, right) < 0 ? left : right;
    }

    private int up(int from, int slot) {
        int place = from;
        while (place > 0) {
            int parent = (place - 1) >>> 1;
            if (operators.compare(heap[parent], slot) <= 0) {
                break;
            }
            set(place, heap[parent]);
            place = parent;
        }
        set(place, slot);
        return place;
    }

    private void down(int from, int slot) {
        int place = from;
        while (2 * place + 1 < size) {
            int child = 2 * place + 1;
            if (child + 1 < size && operators.compare(heap[child + 1], heap[child]) < 0) {
                child++;
            }
            if (operators.compare(slot, heap[child]) <= 0) {
                break;
            }
            set(place, heap[child]);
            place = child;
        }
        set(place, slot);
    }

    private void set(int place, int slot) {
        heap[place] = slot;
        at[operators.place(slot)] = place;
    }
}
