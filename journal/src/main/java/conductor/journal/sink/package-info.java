/**
 * The database sink: reads the decisions queue at its own pace and writes what it says to PostgreSQL, each record exactly once.
 * Start with {@link conductor.journal.sink.DatabaseSink}; the tables are in the resources {@code db/core} and {@code db/timescale}.
 */
package conductor.journal.sink;
