package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"time"
)

// bestThreshold is the confidence at which most questions are handled right:
// answerable ones answered with the right document, others refused, both kinds
// counting the same.
func bestThreshold(results []outcome) float64 {
	sorted := slices.Clone(results)
	slices.SortFunc(sorted, func(a, b outcome) int {
		switch {
		case a.hit.Confidence > b.hit.Confidence:
			return -1
		case a.hit.Confidence < b.hit.Confidence:
			return 1
		}
		return 0
	})
	answerable, other := kinds(results)
	right, refused := 0.0, 1.0
	best, threshold := right/2+refused/2, 2.0
	for i, o := range sorted {
		switch {
		case !o.Answerable:
			refused -= 1 / max(other, 1)
		case o.rank == 1:
			right += 1 / max(answerable, 1)
		}
		if i+1 < len(sorted) && sorted[i+1].hit.Confidence == o.hit.Confidence {
			continue
		}
		if v := right/2 + refused/2; v > best {
			best, threshold = v, o.hit.Confidence
		}
	}
	return threshold
}

func kinds(results []outcome) (answerable, other float64) {
	for _, o := range results {
		if o.Answerable {
			answerable++
		} else {
			other++
		}
	}
	return answerable, other
}

func report(w io.Writer, name string, facts int, built time.Duration, results []outcome, threshold float64) {
	answerable, other := kinds(results)
	first, mrr, answered, wrong, refused := 0.0, 0.0, 0.0, 0.0, 0.0
	var elapsed []time.Duration
	for _, o := range results {
		elapsed = append(elapsed, o.elapsed)
		taken := o.hit.Confidence >= threshold
		if !o.Answerable {
			if !taken {
				refused++
			}
			continue
		}
		if o.rank > 0 {
			mrr += 1 / float64(o.rank)
		}
		if o.rank == 1 {
			first++
		}
		switch {
		case taken && o.rank == 1:
			answered++
		case taken:
			wrong++
		}
	}
	slices.Sort(elapsed)
	fmt.Fprintf(w, "%-16s %5d facts  built in %s  %d questions, %.0f to refuse\n", name, facts, built.Round(time.Millisecond), len(results), other)
	fmt.Fprintf(w, "  top-1 %.2f%%  MRR %.4f  AUROC %.4f\n", 100*first/max(answerable, 1), mrr/max(answerable, 1), auroc(results))
	fmt.Fprintf(w, "  at threshold %.3f: answered right %.2f%%, wrong %.2f%%; refused rightly %.2f%%\n", threshold,
		100*answered/max(answerable, 1), 100*wrong/max(answerable, 1), 100*refused/max(other, 1))
	if n := len(elapsed); n > 0 {
		fmt.Fprintf(w, "  p50 %s  p99 %s\n", elapsed[n/2], elapsed[n*99/100])
	}
}

// auroc is the chance that an answerable question has a higher confidence than
// one that isn't; ties count half.
func auroc(results []outcome) float64 {
	sorted := slices.Clone(results)
	slices.SortFunc(sorted, func(a, b outcome) int {
		switch {
		case a.hit.Confidence < b.hit.Confidence:
			return -1
		case a.hit.Confidence > b.hit.Confidence:
			return 1
		}
		return 0
	})
	sum, below := 0.0, 0.0
	for i := 0; i < len(sorted); {
		j, yes, no := i, 0.0, 0.0
		for ; j < len(sorted) && sorted[j].hit.Confidence == sorted[i].hit.Confidence; j++ {
			if sorted[j].Answerable {
				yes++
			} else {
				no++
			}
		}
		sum += yes * (below + no/2)
		below += no
		i = j
	}
	answerable, other := kinds(results)
	return sum / max(answerable*other, 1)
}

// writeFeatures appends one JSON object a question.
func writeFeatures(path string, results []outcome) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer f.Close()
	enc := json.NewEncoder(f)
	for _, o := range results {
		if err := enc.Encode(map[string]any{"hit": o.hit, "answerable": o.Answerable, "right": o.rank == 1}); err != nil {
			return err
		}
	}
	return f.Close()
}
