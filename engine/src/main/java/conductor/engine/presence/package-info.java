/** The presence plane (presence.md): operators who can be reached, work items, and who gets which. */
package conductor.engine.presence;
