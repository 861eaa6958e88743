package conductor.engine.planted;

import conductor.journal.planted.JournalReadsByMethod;

/** Breaks a rule of the modules on purpose. */
final class EngineSeesJournal {
    JournalReadsByMethod reader;
}
