package conductor.bench.simulate;

/**
 * One thing that happens.
 *
 * @param draw random bits from which all of its particulars follow, so that leaving out another step changes none of them.
 */
record Step(StepKind kind, long draw) {
    /** A number below {@code bound}, another one for every {@code salt}. */
    int pick(int salt, int bound) {
        long mixed = (draw + salt * 0x9e3779b97f4a7c15L) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 29) * 0x94d049bb133111ebL;
        return (int) Math.floorMod(mixed ^ mixed >>> 32, (long) bound);
    }

    /** True once in {@code times}. */
    boolean once(int salt, int times) {
        return pick(salt, times) == 0;
    }
}
