/**
 * Messages of the planes of our own, which the audience plane's readers know nothing of (presence.md 1): strict JSON, small numbers of entries, clarity
 * before speed. From the bytes of an entry to what the engine takes, or to the reason why not.
 */
package conductor.gateway.planes;
