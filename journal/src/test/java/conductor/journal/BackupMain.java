package conductor.journal;

import java.nio.file.Path;

/**
 * Makes a backup in a process of its own, as the command does. Arguments: data folder, target; without a target it only replays the
 * journal, which is work for the processor and nothing else.
 */
final class BackupMain {
    private BackupMain() {}

    public static void main(String[] arguments) {
        if (arguments.length == 1) {
            try (JournalDirectory directory = JournalDirectory.openReadOnly(Path.of(arguments[0]))) {
                System.out.println("replayed in " + Replay.run(directory).elapsedMs() + " ms");
            }
            return;
        }
        Backup.Made made =
                Backup.make(Path.of(arguments[0]), Path.of(arguments[1]), JournalFollower.NONE, ProgressListener.NONE);
        System.out.println("made in " + made.elapsedMs() + " ms");
    }
}
