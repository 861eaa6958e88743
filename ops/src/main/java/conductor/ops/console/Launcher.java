package conductor.ops.console;

/** How this command was called, so that what is suggested can be copied. */
public final class Launcher {
    private Launcher() {}

    /** The path by which the launcher script was called, else the plain name of the command. */
    public static String command() {
        return System.getProperty("conductor.command", "conductor");
    }
}
