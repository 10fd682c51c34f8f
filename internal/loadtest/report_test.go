package main

import (
	"testing"
	"time"
)

func TestParseCollection(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		line string
		want collection
		ok   bool
	}{
		{
			"gc 12 @3.450s 2%: 0.026+0.39+0.10 ms clock, 0.21+0.88/0.52/0+0.84 ms cpu, 84->86->43 MB, 88 MB goal, 0 MB stacks, 0 MB globals, 2 P",
			collection{at: 3450 * time.Millisecond, share: 2, pause: 126 * time.Microsecond, live: 43}, true,
		},
		{
			"gc 1 @0.012s 0%: 0.010+0.20+0.005 ms clock, 0.02+0.1/0.1/0+0.01 ms cpu, 3->3->1 MB, 4 MB goal, 0 MB stacks, 0 MB globals, 2 P (forced)",
			collection{at: 12 * time.Millisecond, pause: 15 * time.Microsecond, live: 1}, true,
		},
		{"time=2026-11-27T00:00:00Z level=INFO msg=\"the bot is running\"", collection{}, false},
		{"gc nonsense", collection{}, false},
		{"", collection{}, false},
	} {
		got, ok := parseCollection(tt.line)
		if ok != tt.ok || got.at != tt.want.at || got.share != tt.want.share || got.live != tt.want.live || (got.pause-tt.want.pause).Abs() > time.Microsecond {
			t.Errorf("%q: %v, %v", tt.line, got, ok)
		}
	}
}

func TestPercentiles(t *testing.T) {
	t.Parallel()
	var times []time.Duration
	for i := 1000; i > 0; i-- {
		times = append(times, time.Duration(i)*time.Millisecond)
	}
	if got, want := percentiles(times), "p50 501.0 ms, p90 901.0 ms, p99 991.0 ms, p99.9 1000.0 ms, max 1000.0 ms"; got != want {
		t.Errorf("%s, not %s", got, want)
	}
	if got, want := percentiles([]time.Duration{2 * time.Millisecond}), "p50 2.0 ms, p90 2.0 ms, p99 2.0 ms, p99.9 2.0 ms, max 2.0 ms"; got != want {
		t.Errorf("%s, not %s", got, want)
	}
	if got := percentiles(nil); got != "no times" {
		t.Error(got)
	}
}

func TestGrowth(t *testing.T) {
	t.Parallel()
	early, late, ok := growth([]float64{10, 10, 100, 102, 110, 110, 110, 110, 120, 124})
	if !ok || early != 101 || late != 122 {
		t.Errorf("%g, %g, %v", early, late, ok)
	}
	if _, _, ok := growth([]float64{1, 2, 3, 4}); ok {
		t.Error("four samples tell nothing")
	}
}

func TestReadQuestions(t *testing.T) {
	t.Parallel()
	questions, err := readQuestions("../../knowledge/testdata/questions/tune")
	if err != nil || len(questions) < 800 {
		t.Errorf("%d questions, %v", len(questions), err)
	}
	if _, err := readQuestions(t.TempDir()); err == nil {
		t.Error("an empty folder is fine")
	}
}
