package index

import (
	"bytes"
	"fmt"
	"testing"
)

func saved(tb testing.TB, docs []Document) (x *Index, tables []byte, opts Options) {
	tb.Helper()
	x = Build(docs, Options{})
	tables, err := x.AppendBinary(nil)
	if err != nil {
		tb.Fatal(err)
	}
	if c, _ := x.Classifier(); c != nil {
		if opts.Classifier, err = c.MarshalBinary(); err != nil {
			tb.Fatal(err)
		}
	}
	return x, tables, opts
}

func TestRestoredIndexIsTheSame(t *testing.T) {
	t.Parallel()
	for name, docs := range map[string][]Document{"mixed": testDocuments(), "many": grown(300, 5), "none": nil, "empty": make([]Document, 3)} {
		built, tables, opts := saved(t, docs)
		restored, err := Restore(docs, tables, opts)
		if err != nil {
			t.Fatal(name, err)
		}
		if _, fresh := restored.Classifier(); fresh {
			t.Errorf("%s: the classifier was trained again", name)
		}
		again, err := restored.AppendBinary(nil)
		if err != nil || !bytes.Equal(tables, again) {
			t.Errorf("%s: saving again gives other bytes (%v)", name, err)
		}
		built.tables.lexicon, restored.tables.lexicon = nil, nil // of another size; what was saved holds the hashes
		for _, f := range []struct {
			name string
			a, b any
		}{
			{"idf", built.tables.idf, restored.tables.idf},
			{"postings", built.tables.postings, restored.tables.postings},
			{"passages", built.tables.passages, restored.tables.passages},
		} {
			if a, b := fmt.Sprint(f.a), fmt.Sprint(f.b); a != b {
				t.Errorf("%s: %s differ", name, f.name)
			}
		}
	}
}

func TestDamagedIndexIsRefused(t *testing.T) {
	t.Parallel()
	docs := testDocuments()
	_, tables, opts := saved(t, docs)
	for n := range tables {
		if _, err := Restore(docs, tables[:n], opts); err == nil {
			t.Fatalf("the first %d of %d bytes are taken for the whole", n, len(tables))
		}
	}
	if _, err := Restore(docs, append(bytes.Clone(tables), 0), opts); err == nil {
		t.Error("bytes after the end aren't noticed")
	}
	if _, err := Restore(docs[1:], tables, opts); err == nil {
		t.Error("other documents aren't noticed")
	}
}

func FuzzRestore(f *testing.F) {
	docs := testDocuments()
	_, tables, opts := saved(f, docs)
	f.Add(tables)
	f.Fuzz(func(t *testing.T, data []byte) {
		x, err := Restore(docs, data, opts)
		if err != nil {
			return
		}
		// Whatever was read is searched without harm.
		for _, h := range x.Search(Question("论坛的主题 theme 2023"), 5) {
			x.Explain(Question("论坛的主题 theme 2023"), h.Doc)
		}
		if _, err := x.AppendBinary(nil); err != nil {
			t.Error(err)
		}
	})
}
