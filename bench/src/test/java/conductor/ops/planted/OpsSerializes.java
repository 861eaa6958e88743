package conductor.ops.planted;

import java.io.ObjectOutputStream;

/** Breaks a rule of the modules on purpose. */
final class OpsSerializes {
    ObjectOutputStream out;
}
