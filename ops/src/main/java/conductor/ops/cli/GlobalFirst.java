package conductor.ops.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Lets the options that every command takes stand before the command too: {@code conductor --data-dir D status}. */
final class GlobalFirst {
    private static final Set<String> NAMES = Set.of("--data-dir", "--config", "-o", "--output");

    private GlobalFirst() {}

    /** The arguments with leading global options moved behind the command and its own arguments. */
    static String[] behindTheCommand(String... args) {
        int at = 0;
        while (at < args.length && NAMES.contains(name(args[at]))) {
            at += args[at].contains("=") ? 1 : 2;
        }
        int command = Math.min(at, args.length);
        List<String> all = List.of(args);
        List<String> moved = new ArrayList<>(all.subList(command, args.length));
        moved.addAll(all.subList(0, command));
        return moved.toArray(new String[0]);
    }

    private static String name(String argument) {
        int end = argument.indexOf('=');
        return end < 0 ? argument : argument.substring(0, end);
    }
}
