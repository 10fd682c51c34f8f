// Package e2e holds the end-to-end tests: they build the program once and drive
// it from outside, as people in a simulated Telegram, by its control API.
package e2e
