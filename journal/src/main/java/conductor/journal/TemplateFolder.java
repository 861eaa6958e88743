package conductor.journal;

import conductor.journal.json.TemplateSet;
import conductor.journal.json.TemplateSets;
import conductor.journal.json.Templates;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Every template set that a node ever used, {@code <data-dir>/journal/templates/{hash}.json}: its decisions name their set by
 * hash, and are rendered with it for as long as there is a journal. Any thread.
 */
public final class TemplateFolder implements TemplateSets {
    private final Path folder;
    private final Map<Long, TemplateSet> known = new ConcurrentHashMap<>();

    TemplateFolder(Path journal) {
        this.folder = journal.resolve("templates");
        known.put(0L, Templates.BUILT_IN);
    }

    /** Whether the node ever had something else than the shipped content: from then on there is the folder. */
    public boolean used() {
        return Files.isDirectory(folder);
    }

    /**
     * Keeps a set for good; it is durable when this returns. Of the shipped one only that it was announced is kept.
     *
     * @throws JournalException if it cannot be written.
     */
    public void keep(TemplateSet set) {
        try {
            Files.createDirectories(folder);
            if (set.hash() != 0 && !Files.exists(file(set.hash()))) {
                write(set);
            }
        } catch (IOException e) {
            throw new JournalException(
                    JournalException.IO, "Cannot keep the templates in " + folder + ": " + e + ".", e);
        }
        known.put(set.hash(), set);
    }

    private void write(TemplateSet set) throws IOException {
        Path unfinished = folder.resolve(TemplateSet.name(set.hash()) + ".tmp");
        Files.write(unfinished, set.canonical());
        try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(unfinished, file(set.hash()), StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public TemplateSet of(long hash) {
        TemplateSet set = known.get(hash);
        if (set == null) {
            set = read(hash);
            known.put(hash, set);
        }
        return set;
    }

    private TemplateSet read(long hash) {
        Path file = file(hash);
        String why;
        try {
            TemplateSet set = TemplateSet.parse(Files.readAllBytes(file));
            if (set.hash() == hash) {
                return set;
            }
            why = "its content was changed";
        } catch (IOException e) {
            why = e.toString();
        }
        throw new IllegalStateException("The templates of earlier decisions cannot be read from " + file + " (" + why
                + "). They belong to the journal: put the file back from a copy of the journal.");
    }

    private Path file(long hash) {
        return folder.resolve(TemplateSet.name(hash) + ".json");
    }
}
