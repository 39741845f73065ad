// Package calibration makes the model of the score. It finds candidates in worlds whose rings are
// known (world.go, example.go), fits the model to them (design.go, ramps.go, fit.go, signs.go), and
// measures the detection on generators that a fit did not see (holdout.go). It also adjusts a model
// to what published rings turned out to be (adjust.go).
package calibration
