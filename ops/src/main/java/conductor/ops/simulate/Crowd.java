package conductor.ops.simulate;

/** The attendees of a room by number, and which of them are there. */
final class Crowd {
    private final int[] people;
    private final int[] place;
    private int there;

    Crowd(int size) {
        people = new int[size];
        place = new int[size];
        for (int i = 0; i < size; i++) {
            people[i] = i;
            place[i] = i;
        }
    }

    int size() {
        return people.length;
    }

    int there() {
        return there;
    }

    int away() {
        return people.length - there;
    }

    boolean isThere(int person) {
        return place[person] < there;
    }

    /** Somebody who is there; there is somebody. */
    int anyThere(Draws draws) {
        return people[draws.below(there)];
    }

    /** Somebody who was away comes; there is somebody away. */
    int comes(Draws draws) {
        int person = people[there + draws.below(away())];
        swap(place[person], there++);
        return person;
    }

    /** Somebody who was there goes; there is somebody. */
    int goes(Draws draws) {
        int person = anyThere(draws);
        swap(place[person], --there);
        return person;
    }

    private void swap(int one, int other) {
        int person = people[one];
        people[one] = people[other];
        people[other] = person;
        place[people[one]] = one;
        place[people[other]] = other;
    }
}
