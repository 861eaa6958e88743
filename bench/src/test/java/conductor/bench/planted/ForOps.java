package conductor.bench.planted;

/** What a planted class of ops uses. */
public final class ForOps {
    private ForOps() {}
}
