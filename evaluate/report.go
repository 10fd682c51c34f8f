package evaluate

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// Score is the figures over some outcomes.
type Score struct {
	Questions int
	Right     int
	Recall1   float64 // share of answerable questions with the answering fact on top of the ranking
	Recall5   float64 // … among the first five
	MRR       float64 // mean reciprocal rank of the answering fact
	ranked    int
}

// Rate is the share of right outcomes.
func (s Score) Rate() float64 {
	if s.Questions == 0 {
		return 0
	}
	return float64(s.Right) / float64(s.Questions)
}

// Summarize scores those outcomes that keep accepts; nil keeps all.
func Summarize(outcomes []Outcome, keep func(*Outcome) bool) Score {
	var s Score
	for i := range outcomes {
		o := &outcomes[i]
		if keep != nil && !keep(o) {
			continue
		}
		s.Questions++
		if o.Right {
			s.Right++
		}
		if o.Form == Answerable {
			s.ranked++
			if o.Rank == 1 {
				s.Recall1++
			}
			if o.Rank >= 1 && o.Rank <= 5 {
				s.Recall5++
			}
			if o.Rank >= 1 {
				s.MRR += 1 / float64(o.Rank)
			}
		}
	}
	if s.ranked > 0 {
		n := float64(s.ranked)
		s.Recall1, s.Recall5, s.MRR = s.Recall1/n, s.Recall5/n, s.MRR/n
	}
	return s
}

// Table writes the scores by form, group and language.
func Table(w io.Writer, outcomes []Outcome) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(tw, "\tquestions\tright\trate\trecall@1\trecall@5\tMRR\t")
	for _, form := range []string{Answerable, Unanswerable, Dialogue} {
		all := func(o *Outcome) bool { return o.Form == form }
		total := Summarize(outcomes, all)
		if total.Questions == 0 {
			continue
		}
		row(tw, strings.ToUpper(form), total, form)
		for _, by := range []func(*Outcome) string{func(o *Outcome) string { return o.Group }, func(o *Outcome) string { return o.Lang }} {
			keys := map[string]bool{}
			for i := range outcomes {
				if all(&outcomes[i]) {
					keys[by(&outcomes[i])] = true
				}
			}
			if len(keys) < 2 {
				continue
			}
			for _, k := range slices.Sorted(maps.Keys(keys)) {
				row(tw, k, Summarize(outcomes, func(o *Outcome) bool { return all(o) && by(o) == k }), form)
			}
		}
	}
	if err := tw.Flush(); err != nil {
		return err
	}
	var times []time.Duration
	for _, o := range outcomes {
		times = append(times, o.Elapsed)
	}
	if len(times) == 0 {
		return nil
	}
	slices.Sort(times)
	_, err := fmt.Fprintf(w, "time a question: p50 %s, p99 %s, max %s\n",
		times[len(times)/2].Round(time.Microsecond), times[len(times)*99/100].Round(time.Microsecond), times[len(times)-1].Round(time.Microsecond))
	return err
}

func row(w io.Writer, name string, s Score, form string) {
	fmt.Fprintf(w, "%s\t%d\t%d\t%.1f %%\t", name, s.Questions, s.Right, 100*s.Rate())
	if form == Answerable {
		fmt.Fprintf(w, "%.1f %%\t%.1f %%\t%.3f\t", 100*s.Recall1, 100*s.Recall5, s.MRR)
	} else {
		fmt.Fprint(w, "\t\t\t")
	}
	fmt.Fprintln(w)
}
