package picture

import (
	"errors"
	"image"
	"image/color"
	"math"
	"strings"
	"testing"
)

func TestScale(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ highest, top, step float64 }{
		{0, 1, 1}, {math.NaN(), 1, 1}, {1, 1, 1}, {3, 3, 1}, {4, 4, 1}, {7, 8, 2}, {10, 10, 5}, {65, 80, 20},
		{100, 100, 50}, {179, 200, 50}, {1234, 1500, 500}, {1e12, 1e12, 5e11},
	} {
		if got := newScale(tt.highest); got != (scale{tt.top, tt.step}) {
			t.Errorf("%v: got %v, want %v in steps of %v", tt.highest, got, tt.top, tt.step)
		}
	}
}

// inColumn counts the pixels of a colour in a column of a picture, below its legend.
func inColumn(img *image.Paletted, x int, c color.RGBA) int {
	n := 0
	for y := 200; y < img.Rect.Dy(); y++ {
		if img.At(x, y) == c {
			n++
		}
	}
	return n
}

// TestBarHeights measures the bars.
func TestBarHeights(t *testing.T) {
	t.Parallel()
	for _, isDark := range []bool{false, true} {
		k := inksFor(isDark)
		b := BarChart{Title: "t", Labels: []string{"a", "b", "c", "d", "e"}, Dark: isDark, Series: []Series{
			{"one", []float64{40, None, 0, -5, None}}, {"two", []float64{10, 20, 0, math.Inf(1)}}, {"three", []float64{0, 20, 0, 7, None}},
		}}
		p, err := Bars(b)
		if err != nil {
			t.Fatal(err)
		}
		img := decode(t, p.PNG)
		_, axis := newShaper().line("50", smallSize, wide)
		from := chartMargin + axis + 22
		s := slots{from: from, width: wide - chartMargin - from, count: 5}
		for i, want := range [][3]float64{{40, 10, 0}, {0, 20, 20}, {0, 0, 0}, {0, 0, 7}, {0, 0, 0}} {
			for n, v := range want {
				got, full := inColumn(img, s.middle(i)+1, k.series[n]), int(math.Round(v/60*plotHeight))
				if off := full - got; off < 0 || off > 3 { // the gap takes two pixels
					t.Errorf("dark %v, bar %d, series %d: %d pixels, want %d", isDark, i, n, got, full)
				}
			}
		}
		// A bar of which nothing is known is a dash; one of zero is not.
		if known, unknown := inColumn(img, s.middle(2)+1, k.muted), inColumn(img, s.middle(4)+1, k.muted); unknown < known+4 {
			t.Errorf("dark %v: a value that is not known looks like one that is", isDark)
		}
	}
}

// TestChartsBeyondBounds has what charts can't show, and what they can just so.
func TestChartsBeyondBounds(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("Überlange Beschriftung ", 40)
	for name, b := range map[string]BarChart{
		"nothing": {}, "no bars": {Title: "x", Series: []Series{{Name: "a"}}}, "no series": {Labels: []string{"a"}},
		"long words": {Title: long, Note: long, Labels: []string{long, long}, Series: []Series{{long, []float64{1, 2}}}},
		"huge":       {Labels: []string{"a"}, Series: []Series{{"a", []float64{math.MaxFloat64}}, {"b", []float64{math.MaxFloat64}}}},
		"many":       {Labels: make([]string, maxBars), Series: []Series{{"a", make([]float64, maxBars)}}},
	} {
		if p, err := Bars(b); err != nil || p.Width != wide || p.Height > tall {
			t.Errorf("%s: %d × %d, %v", name, p.Width, p.Height, err)
		}
	}
	for name, b := range map[string]BarChart{"bars": {Labels: make([]string, maxBars+1)}, "series": {Series: make([]Series, 6)}} {
		if _, err := Bars(b); !errors.Is(err, ErrTooMuch) {
			t.Errorf("too many %s: %v", name, err)
		}
	}
	for name, c := range map[string]TimelineChart{
		"nothing": {}, "empty rows": {Rows: make([]TimelineRow, 3), Columns: []string{"a", "b", "c"}},
		"long words": {Title: long, Columns: []string{long, long, long}, Rows: []TimelineRow{{long, long, []Figure{{1, long}, {None, long}, {math.Inf(-1), ""}, {1, "one too many"}}}}},
	} {
		if p, err := Timeline(c); err != nil || p.Width != wide {
			t.Errorf("%s: %d × %d, %v", name, p.Width, p.Height, err)
		}
	}
	for name, c := range map[string]TimelineChart{"rows": {Rows: make([]TimelineRow, maxRows+1)}, "columns": {Columns: make([]string, 4)}} {
		if _, err := Timeline(c); !errors.Is(err, ErrTooMuch) {
			t.Errorf("too many %s: %v", name, err)
		}
	}
}

// TestTimelineBars measures a figure's bar.
func TestTimelineBars(t *testing.T) {
	t.Parallel()
	p, err := Timeline(TimelineChart{Columns: []string{"n"}, Rows: []TimelineRow{
		{"1", "a", []Figure{{Value: 200}}}, {"2", "b", []Figure{{Value: 50}}}, {"3", "c", []Figure{{Value: 0}}}, {"4", "d", nil},
	}})
	if err != nil {
		t.Fatal(err)
	}
	img := decode(t, p.PNG)
	var lengths []int
	for y := range img.Rect.Dy() {
		n := 0
		for x := range img.Rect.Dx() {
			if img.At(x, y) == light.series[0] {
				n++
			}
		}
		if n > 0 && (len(lengths) == 0 || y > 0 && img.At(0, y) == light.paper) {
			lengths = append(lengths, n)
		}
	}
	longest, shortest := 0, wide
	for _, n := range lengths {
		longest = max(longest, n)
	}
	for _, n := range lengths {
		if n > longest/8 {
			shortest = min(shortest, n)
		}
	}
	if len(lengths) != 2*barHeight || longest < 300 || shortest < longest/4-12 || shortest > longest/4 {
		t.Errorf("rows of bars: %v", lengths)
	}
}

func FuzzCharts(f *testing.F) {
	f.Add("标题", "a,b,c", 3.0, -1.0, uint8(2))
	f.Add("", "", math.NaN(), math.Inf(1), uint8(200))
	f.Fuzz(func(t *testing.T, title, labels string, a, b float64, n uint8) {
		if len(title)+len(labels) > 2000 {
			return
		}
		names := strings.Split(labels, ",")
		var c BarChart
		l := TimelineChart{Title: labels, Note: title, Columns: names[:min(len(names), int(n%4))]}
		c.Title, c.Labels, c.Dark = title, names, n%2 == 0
		for i := range min(n/40, 5) {
			c.Series = append(c.Series, Series{title, []float64{a, b, float64(i)}})
		}
		for _, name := range names {
			l.Rows = append(l.Rows, TimelineRow{name, title, []Figure{{a, ""}, {b, name}}})
		}
		if p, err := Bars(c); err == nil && (p.Width != wide || p.Height > tall) {
			t.Errorf("%d × %d", p.Width, p.Height)
		}
		if p, err := Timeline(l); err == nil && p.Width+p.Height > 10_000+wide {
			t.Errorf("%d × %d", p.Width, p.Height)
		}
	})
}
