package picture

// TimelineChart is a table of years: what each was about, and figures with bars
// that make them comparable.
type TimelineChart struct {
	Title   string
	Note    string   // below the title; may be empty
	Columns []string // what the figures count; at most three
	Rows    []TimelineRow
	Unknown string // for a row without a text, such as "not known"; may be empty
	Dark    bool
}

// TimelineRow is one year.
type TimelineRow struct {
	Label   string   // the year
	Text    string   // its theme; may be empty
	Figures []Figure // one for each column; what is left out is not known
}

// Figure is a number as it is known and as it is written.
type Figure struct {
	Value float64 // the bar's length; None: no bar
	Text  string  // "80+"; "" writes the Value, or a dash for None
}

const (
	maxRows    = 60
	maxFigures = 3
	yearWidth  = 128 // with the line of time at its right
	textSize   = 31
	rowGap     = 30
	barHeight  = 10
	textWidth  = 430  // at most; less with three columns
	headLine   = 1300 // the distance of a figure's lines, in thousandths
)

// timeline is a TimelineChart with its places.
type timeline struct {
	TimelineChart
	k       inks
	columns slots    // of the figures
	heads   [][]line // of the columns
	texts   []text
	lines   [][]line   // of each row's text
	figures [][][]line // of each row's figures
	most    []float64  // the highest value of each column
}

// Timeline draws a table of years.
func Timeline(t TimelineChart) (Picture, error) {
	if len(t.Rows) > maxRows || len(t.Columns) > maxFigures {
		return Picture{}, ErrTooMuch
	}
	s := newShaper()
	p := timeline{TimelineChart: t, k: inksFor(t.Dark)}
	p.place(s)
	head := newHeading(s, t.Title, t.Note)
	top := head.height
	top += p.headHeight()
	height := top
	for i := range t.Rows {
		height += p.rowHeight(i)
	}
	c := newCanvas(s, wide, height+chartMargin-rowGap/2, p.k.paper)
	c.heading(head, p.k)
	for i, lines := range p.heads {
		y := top - 26 - (len(lines)-1)*headLine*smallSize/em
		c.write(lines, p.columns.left(i), y, headLine, style{size: smallSize, ink: p.k.muted})
	}
	c.spine(p, top)
	for i := range t.Rows {
		c.row(p, i, top)
		top += p.rowHeight(i)
	}
	return c.finish()
}

// place gives the text what the figures leave.
func (p *timeline) place(s *shaper) {
	n := len(p.Columns)
	room := chartColumn - yearWidth
	width := room
	if n > 0 {
		width = min(textWidth, room-n*150)
		p.columns = slots{from: chartMargin + yearWidth + width + 24, width: room - width - 24, count: n}
	}
	p.most = make([]float64, n)
	for i, name := range p.Columns {
		p.heads = append(p.heads, s.clip(read(s, name), p.figureWidth(i)*em/smallSize, 2))
	}
	for _, r := range p.Rows {
		words := r.Text
		if words == "" {
			words = p.Unknown
		}
		t := read(s, words)
		t.tighten()
		p.texts = append(p.texts, t)
		p.lines = append(p.lines, s.clip(t, width*em/textSize, 4))
		var figures [][]line
		for i := range n {
			f := r.figure(i)
			if known(f.Value) {
				p.most[i] = max(p.most[i], f.Value)
			}
			figures = append(figures, s.clip(read(s, f.words()), p.figureWidth(i)*em/textSize, 2))
		}
		p.figures = append(p.figures, figures)
	}
}

// figure is that of a column, one that is not known where there is none.
func (r TimelineRow) figure(column int) Figure {
	if column < len(r.Figures) {
		return r.Figures[column]
	}
	return Figure{Value: None}
}

func (f Figure) words() string {
	switch {
	case f.Text != "":
		return f.Text
	case known(f.Value):
		return figure(f.Value)
	}
	return "–"
}

func (p *timeline) figureWidth(column int) int {
	return p.columns.left(column+1) - p.columns.left(column) - 20
}

func (p *timeline) headHeight() int {
	height := 0
	for _, lines := range p.heads {
		height = max(height, 20+len(lines)*headLine*smallSize/em)
	}
	return height
}

func (p *timeline) rowHeight(i int) int {
	height := max(len(p.lines[i])*p.texts[i].leading*textSize/em, textSize)
	for _, lines := range p.figures[i] {
		height = max(height, len(lines)*headLine*textSize/em+barHeight+12)
	}
	return height + rowGap
}

// spine draws the line of time, from the first row's dot to the last one's.
func (c *canvas) spine(p timeline, top int) {
	if len(p.Rows) < 2 {
		return
	}
	length := 0
	for i := range p.Rows[:len(p.Rows)-1] {
		length += p.rowHeight(i)
	}
	c.fill(box(chartMargin+yearWidth-33, top+20, 3, length), p.k.rule)
}

func (c *canvas) row(p timeline, i, top int) {
	r, k := p.Rows[i], p.k
	baseline := top + textSize
	c.label(r.Label, chartMargin, baseline, yearWidth-46, left, style{size: textSize, ink: k.accent, bold: true})
	c.round(box(chartMargin+yearWidth-40, baseline-20, 17, 17), 9, k.accent)

	ink := k.ink
	if r.Text == "" {
		ink = k.muted
	}
	c.write(p.lines[i], chartMargin+yearWidth, baseline, p.texts[i].leading, style{size: textSize, ink: ink})

	for n := range p.Columns {
		c.figure(p, i, n, baseline)
	}
}

// figure writes a figure, its bar below it.
func (c *canvas) figure(p timeline, row, column, baseline int) {
	f, lines, x := p.Rows[row].figure(column), p.figures[row][column], p.columns.left(column)
	ink := p.k.ink
	if f.Text == "" && !known(f.Value) {
		ink = p.k.muted
	}
	y := c.write(lines, x, baseline, headLine, style{size: textSize, ink: ink}) - headLine*textSize/em + 14
	if !known(f.Value) || f.Value <= 0 {
		return
	}
	length := max(int(f.Value/p.most[column]*float64(p.figureWidth(column))), barHeight)
	c.round(box(x, y, length, barHeight), barHeight/2, p.k.series[column])
}
