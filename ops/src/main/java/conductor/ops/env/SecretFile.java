package conductor.ops.env;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads a file that holds one value, as secret stores mount it: the text without the line end that editors add. */
final class SecretFile {
    private SecretFile() {}

    /**
     * The value in the file that a variable names.
     *
     * @param problems takes the sentence when there is none.
     */
    static Optional<String> read(Environment.Variable variable, List<String> problems) {
        String why;
        try {
            String value = Files.readString(Path.of(variable.value())).strip();
            if (!value.isEmpty()) {
                return Optional.of(value);
            }
            why = "is empty";
        } catch (IOException | InvalidPathException e) {
            why = "cannot be read (" + e.getClass().getSimpleName() + ")";
        }
        problems.add("The file " + variable.value() + " that " + variable.origin() + " names " + why + ".");
        return Optional.empty();
    }
}
