package conductor.journal.planted;

import conductor.gateway.EgressInbox;

/** Breaks a rule of the modules on purpose. */
final class JournalSeesGateway {
    EgressInbox inbox;
}
