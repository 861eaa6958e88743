package conductor.journal;

import conductor.engine.core.KeyHash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Set;

/**
 * The secret of the key hash, 16 bytes in {@code hash.key}, readable by its owner only. Keys in the journal mean nothing without
 * it, so it is made once, before the first record, and never again.
 */
final class HashKeyFile {
    private HashKeyFile() {}

    /** Writes a new key: {@code given}, or 16 random bytes when that is null. It appears whole or not at all. */
    static void create(Path file, byte[] given) {
        byte[] key = given;
        if (key == null) {
            key = new byte[KeyHash.KEY_LENGTH];
            new SecureRandom().nextBytes(key);
        }
        if (key.length != KeyHash.KEY_LENGTH) {
            throw new IllegalArgumentException("a hash key has 16 bytes, this one has " + key.length);
        }
        Path temporary = file.resolveSibling("hash.key.new");
        try {
            Files.deleteIfExists(temporary);
            try (FileChannel channel = FileChannel.open(
                    temporary,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                channel.write(ByteBuffer.wrap(key));
                channel.force(true);
            }
            KillPoint.HASH_KEY_UNNAMED.pass();
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            // The first record follows; without the names of the key and of its folder it would be worth nothing.
            QueueFiles.forceNames(file.toAbsolutePath().getParent());
            QueueFiles.forceNames(file.toAbsolutePath().getParent().getParent());
            KillPoint.HASH_KEY_NAMED.pass();
        } catch (IOException e) {
            throw new JournalException(JournalException.IO, "Cannot write " + file + ": " + e, e);
        }
    }

    /** Reads the key. */
    static KeyHash read(Path file) {
        ByteBuffer words = ByteBuffer.wrap(bytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        return new KeyHash(words.getLong(0), words.getLong(Long.BYTES));
    }

    /** The key as it is in the file. */
    static byte[] bytes(Path file) {
        byte[] key;
        try {
            key = Files.readAllBytes(file);
        } catch (IOException e) {
            throw unusable(file, "cannot be read (" + e + ")", e);
        }
        if (key.length != KeyHash.KEY_LENGTH) {
            throw unusable(file, "has " + key.length + " bytes instead of " + KeyHash.KEY_LENGTH, null);
        }
        return key;
    }

    /** Whether the file holds exactly this key. */
    static boolean holds(Path file, byte[] key) {
        try {
            return Arrays.equals(Files.readAllBytes(file), key);
        } catch (IOException e) {
            throw unusable(file, "cannot be read (" + e + ")", e);
        }
    }

    private static JournalException unusable(Path file, String why, IOException cause) {
        return new JournalException(
                JournalException.HASH_KEY,
                file + " " + why
                        + ". The keys in this journal were made with it: put it back from a backup of the journal"
                        + " folder. A new key would make every session a stranger.",
                cause);
    }
}
