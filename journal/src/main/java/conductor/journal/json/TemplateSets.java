package conductor.journal.json;

/**
 * Finds the template set that a decision was made with by its hash, so that a record is rendered the same whenever it is
 * rendered. May be asked from several threads.
 */
@FunctionalInterface
public interface TemplateSets {
    /** Only the shipped set. */
    TemplateSets BUILT_IN = hash -> {
        if (hash != 0) {
            throw new IllegalStateException("A decision was made with the template set " + TemplateSet.name(hash)
                    + ", but only the shipped templates are at hand.");
        }
        return Templates.BUILT_IN;
    };

    /**
     * The set of a hash; 0 = the shipped one.
     *
     * @throws IllegalStateException saying what is missing and what to do, if there is no such set.
     */
    TemplateSet of(long hash);
}
