package knowledge

import (
	"bytes"
	"io/fs"
	"maps"
	"reflect"
	"testing"
	"testing/fstest"
)

// What comes out of the snapshot is what the files say.
func TestSnapshotIsWhatTheFilesSay(t *testing.T) {
	t.Parallel()
	s, _, err := split(savedBase)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := restore(savedBase, EmbeddedFiles())
	if err != nil {
		t.Fatalf("%v (the facts have changed since)", err)
	}
	parsed, err := load(EmbeddedFiles(), s[classifierSection])
	if err != nil {
		t.Fatal(err)
	}
	c := *parsed.content // without what is of use only while files are checked
	c.namePos, c.langsPos, c.topicPos, c.timelinePos, c.sourcePos = Position{}, Position{}, nil, nil, nil
	c.sourceRefs, c.relations = nil, nil
	if !reflect.DeepEqual(&c, kept.content) {
		t.Error("the contents differ")
	}
	for i, f := range parsed.documents {
		if !reflect.DeepEqual(parsed.profiles[i], kept.profiles[i]) {
			t.Errorf("%s has another profile", f.ID)
		}
	}
	if !reflect.DeepEqual(parsed.speller(), kept.speller()) {
		t.Error("the spellers know other words")
	}
	for i, f := range parsed.facts {
		if i%5 > 0 {
			continue
		}
		for _, list := range f.Questions {
			q := Query{Text: "那么" + list[0], Explain: true}
			if a, b := parsed.Ask(q), kept.Ask(q); !reflect.DeepEqual(a, b) {
				t.Errorf("%q: from the files\n%+v, from the snapshot\n%+v", q.Text, a, b)
			}
		}
	}
}

func TestSnapshotOfOtherFilesIsNotUsed(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{}
	names, err := yamlFiles(EmbeddedFiles())
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		data, err := fs.ReadFile(EmbeddedFiles(), name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: data}
	}
	if _, err := restore(savedBase, files); err != nil {
		t.Fatal("the same files aren't known again:", err)
	}
	for what, change := range map[string]func(files fstest.MapFS){
		"a byte": func(files fstest.MapFS) {
			data := bytes.Clone(files[names[0]].Data)
			data[100]++
			files[names[0]] = &fstest.MapFile{Data: data}
		},
		"a file": func(files fstest.MapFS) { delete(files, names[1]) },
		"a name": func(files fstest.MapFS) { files["x.yaml"] = files[names[2]]; delete(files, names[2]) },
		"all":    func(files fstest.MapFS) { clear(files) },
	} {
		changed := maps.Clone(files)
		change(changed)
		if _, err := restore(savedBase, changed); err == nil {
			t.Errorf("%s is other than it was, yet the snapshot is used", what)
		}
	}
}

func TestDamagedSnapshotIsNotUsed(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 5, len(snapshotMagic), len(snapshotMagic) + 20, 1000, len(savedBase) / 2, len(savedBase) - 1} {
		if _, err := restore(savedBase[:n], EmbeddedFiles()); err == nil {
			t.Errorf("the first %d bytes are taken for the whole", n)
		}
	}
	for _, at := range []int{3, len(snapshotMagic), len(snapshotMagic) + 33, 5000, len(savedBase) - 1} {
		bad := bytes.Clone(savedBase)
		bad[at] ^= 1
		if _, err := restore(bad, EmbeddedFiles()); err == nil {
			t.Errorf("damage at byte %d isn't noticed", at)
		}
	}
}

func FuzzDecoder(f *testing.F) {
	b, err := Load(fstest.MapFS{"a.yaml": {Data: []byte(`
name: {zh: 展会, en: the fair}
languages: [zh, en]
sources: [{id: s, title: {zh: 报, en: paper}}]
facts:
- id: a
  edition: 2023
  text: {zh: 有八十家。, en: Eighty took part.}
  questions: {zh: ["多少家？"], en: ["how many?"]}
  values: [{kind: count, zh: 80家, en: "80"}]
  sources: [s]
`)}})
	if err != nil {
		f.Fatal(err)
	}
	var c coder
	c.content(b.content)
	f.Add(c.out)
	var p coder
	p.profiles(b.profiles)
	f.Add(p.out)
	f.Fuzz(func(_ *testing.T, data []byte) {
		newDecoder(data).content(&content{})
		newDecoder(data).profiles(make([]profile, len(b.profiles)))
	})
}
