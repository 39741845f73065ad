// Package calibration makes the model of the score: it measures candidates in worlds whose rings
// are known, fits the model to them, and measures it on generators that the fit did not see. It
// also adjusts a model to what agencies found out about flagged rings.
package calibration
