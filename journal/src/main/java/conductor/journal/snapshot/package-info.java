/** Files that hold the whole state of an engine at one sequence of the journal, so that a start need not replay all of it. */
package conductor.journal.snapshot;
