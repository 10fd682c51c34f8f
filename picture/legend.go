package picture

// legend tells which colour is which series, in rows.
type legend struct {
	entries []legendEntry
	height  int
}

type legendEntry struct {
	name  []line
	x, y  int // from the legend's corner
	color int // index of the series' colour
}

const (
	swatch    = 28
	legendRow = 48
)

func newLegend(s *shaper, series []Series) legend {
	var l legend
	x, y := 0, 0
	for i, one := range series {
		name, width := s.line(one.Name, smallSize, chartColumn-swatch-12)
		entry := swatch + 12 + width
		if x > 0 && x+entry > chartColumn {
			x, y = 0, y+legendRow
		}
		l.entries = append(l.entries, legendEntry{name, x, y, i})
		x += entry + 36
	}
	if len(series) > 0 {
		l.height = y + legendRow
	}
	return l
}

func (c *canvas) legend(l legend, top int, k inks) {
	for _, e := range l.entries {
		x, y := chartMargin+e.x, top+e.y
		c.round(box(x, y, swatch, swatch), 6, k.series[e.color])
		c.write(e.name, x+swatch+12, y+swatch-4, 0, style{size: smallSize, ink: k.ink})
	}
}
