/**
 * Detectors of what is out of the ordinary: pure arithmetic on flat rows that somebody else keeps, so that the same input gives the same bits
 * everywhere. What they say has a meaning: a severity s is that of what comes once in 10^s looks when nothing is the matter.
 */
package conductor.engine.detect;
