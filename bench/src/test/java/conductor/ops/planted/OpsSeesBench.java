package conductor.ops.planted;

import conductor.bench.planted.ForOps;

/** Breaks a rule of the modules on purpose. */
final class OpsSeesBench {
    ForOps bench;
}
