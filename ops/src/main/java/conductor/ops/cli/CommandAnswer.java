package conductor.ops.cli;

import java.io.PrintWriter;
import java.util.Map;

/** Says how a node answered a command. */
final class CommandAnswer {
    private CommandAnswer() {}

    /**
     * Prints the answer and returns the exit code.
     *
     * @param json the answer as one line, or null for people.
     */
    static int print(Map<String, Object> answer, String sentence, String json, PrintWriter out) {
        boolean ok = Boolean.TRUE.equals(answer.get("ok"));
        if (json != null) {
            out.println(json);
        } else if (ok) {
            out.println("ALREADY".equals(answer.get("code")) ? sentence + " It was so already." : sentence);
        }
        out.flush();
        if (!ok) {
            throw new CommandFailure(ExitCode.FAILURE, "The node refused: " + Printable.text(answer.get("detail")));
        }
        return ExitCode.OK;
    }
}
