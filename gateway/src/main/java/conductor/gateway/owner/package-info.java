/** Which node writes the output streams of a Redis: one at a time, named in a key. */
package conductor.gateway.owner;
