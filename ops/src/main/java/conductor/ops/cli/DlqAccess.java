package conductor.ops.cli;

import conductor.gateway.redis.DeadLetterStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** How the commands for dead letters get at them. */
final class DlqAccess {
    private DlqAccess() {}

    /**
     * The dead letters beside the node of the data folder.
     *
     * @throws CommandFailure when Redis does not answer.
     */
    static DeadLetterStore open(GlobalOptions global) {
        try {
            return DeadLetterStore.open(NodeRedis.of(global));
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.NOT_REACHABLE, e.getMessage() + ".");
        }
    }

    /**
     * The letters at these places.
     *
     * @throws CommandFailure when there is none at one of them, or it is no place at all.
     */
    static List<DlqLetter> named(DeadLetterStore store, List<String> ids) {
        List<DlqLetter> letters = new ArrayList<>();
        for (String id : ids) {
            if (!id.matches("\\d{1,20}-\\d{1,20}")) {
                throw new CommandFailure(
                        ExitCode.USAGE, id + " is no place of a dead letter; it looks like 1772446530004-0.");
            }
            letters.add(store.at(id)
                    .map(DlqLetter::of)
                    .orElseThrow(() -> new CommandFailure(ExitCode.FAILURE, "There is no dead letter at " + id + ".")));
        }
        return letters;
    }
}
