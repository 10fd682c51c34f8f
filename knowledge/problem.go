package knowledge

import (
	"fmt"
	"slices"
	"strings"
)

// Problem is one mistake in a knowledge folder, with its place and what to do.
type Problem struct {
	Pos     Position
	Message string // what is wrong and what to do about it
	Warning bool   // the folder works, but a curator should look
}

// String is "file:line: message", as editors and compilers write it.
func (p Problem) String() string {
	kind := ""
	if p.Warning {
		kind = "warning: "
	}
	if p.Pos.Line == 0 {
		return fmt.Sprintf("%s: %s%s", p.Pos.File, kind, p.Message)
	}
	return fmt.Sprintf("%s:%d: %s%s", p.Pos.File, p.Pos.Line, kind, p.Message)
}

// InvalidError is what loading returns for a folder with mistakes: all of
// them, in the order of files and lines.
type InvalidError struct {
	Problems []Problem
}

// Error lists every problem on a line of its own.
func (e *InvalidError) Error() string {
	lines := make([]string, 0, len(e.Problems)+1)
	lines = append(lines, fmt.Sprintf("the facts have %s to mend:", count(len(e.Problems), "mistake")))
	for _, p := range e.Problems {
		lines = append(lines, p.String())
	}
	return strings.Join(lines, "\n")
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// problems collects what is wrong while a folder is read.
type problems struct {
	list []Problem
}

func (p *problems) errorf(pos Position, format string, args ...any) {
	p.list = append(p.list, Problem{Pos: pos, Message: fmt.Sprintf(format, args...)})
}

func (p *problems) warnf(pos Position, format string, args ...any) {
	p.list = append(p.list, Problem{Pos: pos, Message: fmt.Sprintf(format, args...), Warning: true})
}

// split returns the errors and the warnings, each in the order of files and
// lines.
func (p *problems) split() (errs, warnings []Problem) {
	slices.SortStableFunc(p.list, func(a, b Problem) int {
		if c := strings.Compare(a.Pos.File, b.Pos.File); c != 0 {
			return c
		}
		return a.Pos.Line - b.Pos.Line
	})
	for _, x := range p.list {
		if x.Warning {
			warnings = append(warnings, x)
		} else {
			errs = append(errs, x)
		}
	}
	return errs, warnings
}
