/** Parts of the node, each by itself, measured by JMH: {@code conductor bench parts}. Bench only, as JMH is. */
package conductor.bench.parts;
