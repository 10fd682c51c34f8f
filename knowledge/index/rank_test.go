package index

import (
	"slices"
	"testing"
)

var rankQuestions = []string{
	"何时 论坛 20 芯片", "when exhibition", "多少 2023", "第7项芯片与报告在2023年发布，共有91家机构吗？", "Item 12, forum with chip, was released by 156 institutions",
	"论坛", "2023年", "released in 2023", "zhuanti baogao 报搞 新片",
}

// What is left out of the close look couldn't have come first: the ranking is
// that of all documents' full scores.
func TestNothingThatRanksIsLeftOut(t *testing.T) {
	t.Parallel()
	x := Build(grown(candidates, 5), Options{})
	for _, question := range rankQuestions {
		q := Question(question)
		for _, k := range []int{1, 3, 12} {
			hits := x.Search(q, k)
			s := newScratch(x)
			s.search(x, q, x.Len(), -1) // k so large that nothing is left out
			for i, h := range hits {
				if all := s.ranked[i]; int(all.doc) != h.Doc || float64(all.whole)+float64(all.passage)+float64(all.margin) != h.Score {
					t.Errorf("%q: of %d hits number %d is document %d, but %d of all", question, k, i, h.Doc, all.doc)
				}
			}
			s.release()
		}
	}
}

// Common terms wait until the candidates are known; the scores are the same
// as without waiting.
func TestCommonTermsCountInFull(t *testing.T) {
	t.Parallel()
	docs := grown(200, 5)
	x, plain := Build(docs, Options{}), Build(docs, Options{})
	plain.tables.postings.set = nil
	waited := 0
	for _, question := range rankQuestions {
		q := Question(question)
		s := newScratch(x)
		s.weigh(q.Terms, true)
		if slices.ContainsFunc(s.query.terms, func(t queryTerm) bool { return t.common }) {
			waited++
		}
		a, b := x.Search(q, 12), plain.Search(q, 12)
		if len(a) != len(b) {
			t.Fatalf("%q: %d hits, %d without waiting", question, len(a), len(b))
		}
		for i := range a {
			if d := a[i].Score - b[i].Score; a[i].Doc != b[i].Doc || d > 1e-5 || d < -1e-5 {
				t.Errorf("%q: number %d is %d (%g), without waiting %d (%g)", question, i, a[i].Doc, a[i].Score, b[i].Doc, b[i].Score)
			}
		}
	}
	if waited == 0 {
		t.Error("no question has common terms that wait")
	}
}
