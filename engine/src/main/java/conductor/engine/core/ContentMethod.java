package conductor.engine.core;

/** Where the content of an intervention comes from. */
public final class ContentMethod {
    public static final int TEMPLATE = 0;
    /** The first language model. */
    public static final int PRIMARY = 1;
    /** The one that is asked when the first fails. */
    public static final int SECONDARY = 2;
    /** An agent's task. */
    public static final int TASK = 3;
    /** The person who asked for the intervention. */
    public static final int PERSON = 4;

    private static final String[] NAMES = {"template", "primary", "secondary", "task", "person"};

    private ContentMethod() {}

    /** The name of a number, or null where it has none. */
    public static String name(int number) {
        return number < 0 || number >= NAMES.length ? null : NAMES[number];
    }
}
