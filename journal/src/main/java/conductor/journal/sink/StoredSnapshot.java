package conductor.journal.sink;

import conductor.engine.core.EngineConfig;

/**
 * A snapshot in the database.
 *
 * @param engineId of its engine.
 * @param sequence last signal that the state knows.
 * @param stateHash hash of the state, 16 hex digits.
 * @param engineTimeMs engine time.
 * @param config the engine's configuration.
 * @param hashKey the key that ids are hashed with.
 * @param bytes length of the file.
 * @param chunks pieces that it is in.
 */
public record StoredSnapshot(
        int engineId,
        long sequence,
        String stateHash,
        long engineTimeMs,
        EngineConfig config,
        byte[] hashKey,
        long bytes,
        int chunks) {}
