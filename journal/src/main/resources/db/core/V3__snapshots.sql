-- What a node that lost its disk needs beside the state: numbers of the last outputs, the engine's configuration, and the key that ids
-- are hashed with, without which the state means nothing. A row comes last, when all of its chunks are there; they are the bytes of
-- the snapshot's file, deflated piece by piece, and crc is the CRC32C of what is stored.
ALTER TABLE engine_snapshots ADD COLUMN IF NOT EXISTS decisions bigint;
ALTER TABLE engine_snapshots ADD COLUMN IF NOT EXISTS scores bigint;
ALTER TABLE engine_snapshots ADD COLUMN IF NOT EXISTS config text;
ALTER TABLE engine_snapshots ADD COLUMN IF NOT EXISTS hash_key bytea;
