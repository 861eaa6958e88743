package conductor.ops.cli;

import conductor.gateway.redis.DeadLetterStore;
import conductor.ops.console.Terminal;
import java.io.Console;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The dead letters that a command changes: some by their places, or all that a filter finds, after a question. */
final class DlqSelection {
    @Parameters(paramLabel = "ID", arity = "0..*", description = "Places as `dlq list` shows them.")
    private List<String> ids = List.of();

    @Option(names = "--all", description = "All of them, or those that --reason, --stream and --limit leave.")
    private boolean all;

    @Option(names = "--yes", description = "With --all: do not ask.")
    private boolean yes;

    @Mixin
    private DlqFilter filter;

    /**
     * The letters, oldest first.
     *
     * @param question what is asked before --all, with a place for the number.
     * @throws CommandFailure when nothing or both is said, or the question is not answered with yes.
     */
    List<DlqLetter> choose(DeadLetterStore store, String question) {
        if (all == !ids.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.USAGE, "Name dead letters by their ID, or all of them with --all; not both.");
        }
        if (!all) {
            return DlqAccess.named(store, ids);
        }
        List<DlqLetter> newestFirst = filter.find(store);
        if (!newestFirst.isEmpty() && !yes) {
            ask(String.format(question, newestFirst.size()));
        }
        List<DlqLetter> oldestFirst = new ArrayList<>(newestFirst);
        Collections.reverse(oldestFirst);
        return oldestFirst;
    }

    private static void ask(String question) {
        Console console = System.console();
        if (console == null || !Terminal.onStdout()) {
            throw new CommandFailure(ExitCode.USAGE, question + " Say --yes; there is no terminal to ask on.");
        }
        String answer = console.readLine("%s [y/N] ", question);
        if (answer == null || !answer.strip().equalsIgnoreCase("y")) {
            throw new CommandFailure(ExitCode.FAILURE, "Nothing was changed.");
        }
    }
}
