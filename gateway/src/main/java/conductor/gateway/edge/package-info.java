/**
 * The Redis side of the HTTP edge, of which many may run: writes what clients send as entries of {@code conductor.signals.v1}, follows
 * the decisions and keeps the newest of them and a picture of every session at hand, and gives commands. Knows no HTTP.
 */
package conductor.gateway.edge;
