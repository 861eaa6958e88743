/** The node's own service indicators, watched with the engine's detector of series. Read {@link conductor.ops.indicators.Indicators} first. */
package conductor.ops.indicators;
