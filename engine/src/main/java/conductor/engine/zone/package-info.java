/** Time zones and opening hours, from journalled records alone. */
package conductor.engine.zone;
