package conductor.journal;

import java.nio.file.Path;

/** Makes a backup in a process of its own, as the command does. Arguments: data folder, target. */
final class BackupMain {
    private BackupMain() {}

    public static void main(String[] arguments) {
        Backup.Made made =
                Backup.make(Path.of(arguments[0]), Path.of(arguments[1]), JournalFollower.NONE, ProgressListener.NONE);
        System.out.println("made in " + made.elapsedMs() + " ms");
    }
}
