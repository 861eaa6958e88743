package conductor.ops.planted;

import jakarta.mail.Session;

/** Breaks a rule of the modules on purpose. */
final class OpsSendsMail {
    Session session;
}
