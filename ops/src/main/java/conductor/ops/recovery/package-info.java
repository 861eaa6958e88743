/** What a start does to recover, told to people: beforehand by {@code run --dry-run}, and in the log by a node that starts. */
package conductor.ops.recovery;
