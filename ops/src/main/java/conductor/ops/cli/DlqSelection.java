package conductor.ops.cli;

import conductor.gateway.redis.DeadLetterStore;
import conductor.ops.console.Terminal;
import java.io.Console;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The dead letters that a command changes: some by their places, or all that a filter finds, after a question. */
final class DlqSelection {
    @Parameters(paramLabel = "ID", arity = "0..*", description = "Places as `dlq list` shows them.")
    private List<String> ids = List.of();

    @Option(
            names = "--all",
            description = "All of them, however many, or those that --reason, --stream and --limit leave.")
    private boolean all;

    @Option(names = "--yes", description = "With --all: do not ask.")
    private boolean yes;

    @Mixin
    private DlqFilter filter;

    /**
     * Gives the letters to {@code action}: those of --all oldest first, those with an ID in the order they were named in.
     *
     * @param question what is asked before --all, with a place for the number.
     * @throws CommandFailure when nothing or both is said, or the question is not answered with yes.
     */
    void each(DeadLetterStore store, String question, Consumer<DlqLetter> action) {
        if (all == !ids.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.USAGE, "Name dead letters by their ID, or all of them with --all; not both.");
        }
        if (!all) {
            DlqAccess.named(store, ids).forEach(action);
            return;
        }
        if (!yes) {
            AtomicInteger found = new AtomicInteger();
            filter.each(store, letter -> found.incrementAndGet());
            if (found.get() == 0) {
                return;
            }
            ask(String.format(question, found.get()));
        }
        filter.each(store, action);
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
