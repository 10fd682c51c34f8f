package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/lang/cjk"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/index/scorch/mergeplan"
)

// batchSize is what bleve's own documentation suggests to try first.
const batchSize = 1000

// measureBleve builds a scorch index with the cjk analyser in a temporary
// folder: one text field, not stored, without doc values, which is the least
// that bleve can do.
func measureBleve(o options, facts []string, questions []question) (rows []result, err error) {
	r := result{name: "bleve 2.6.3"}
	dir, err := os.MkdirTemp("", "bench-bleve-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)

	field := bleve.NewTextFieldMapping()
	field.Analyzer = cjk.AnalyzerName
	field.Store, field.DocValues, field.IncludeInAll, field.IncludeTermVectors = false, false, false, false
	document := bleve.NewDocumentStaticMapping()
	document.AddFieldMappingsAt("text", field)
	mapping := bleve.NewIndexMapping()
	mapping.DefaultMapping = document
	mapping.DefaultAnalyzer = cjk.AnalyzerName

	before := heap()
	c := start()
	path := filepath.Join(dir, "index")
	index, err := bleve.NewUsing(path, mapping, scorch.Name, scorch.Name, nil)
	if err != nil {
		return nil, err
	}
	defer func() { err = firstError(err, index.Close()) }()
	bar := newProgress("building bleve", len(facts))
	for from := 0; from < len(facts); from += batchSize {
		batch := index.NewBatch()
		end := min(from+batchSize, len(facts))
		for i := from; i < end; i++ {
			if err := batch.Index(strconv.Itoa(i), map[string]any{"text": facts[i]}); err != nil {
				return nil, err
			}
		}
		if err := index.Batch(batch); err != nil {
			return nil, err
		}
		bar.add(end - from)
	}
	bar.done()
	wall, cpu := c.stop()
	r.perCPU = float64(len(facts)) / cpu.Seconds()
	r.perWall = float64(len(facts)) / wall.Seconds()

	// As it comes to rest by its own merge policy; then force-merged as far as
	// bleve goes (one or two segments), which counts as part of the build.
	r, err = askBleve(o, r, index, dir, before, facts, questions)
	if err != nil {
		return nil, err
	}
	merged := result{name: "bleve, force-merged"}
	c = start()
	advanced, err := index.Advanced()
	if err != nil {
		return nil, err
	}
	if err := advanced.(*scorch.Scorch).ForceMerge(context.Background(), &mergeplan.SingleSegmentMergePlanOptions); err != nil {
		return nil, err
	}
	more, moreCPU := c.stop()
	merged.perWall = float64(len(facts)) / (wall + more).Seconds()
	merged.perCPU = float64(len(facts)) / (cpu + moreCPU).Seconds()
	merged, err = askBleve(o, merged, index, dir, before, facts, questions)
	return []result{r, merged}, err
}

// askBleve measures the size and the questions of an index at rest.
func askBleve(o options, r result, index bleve.Index, dir string, before float64, facts []string, questions []question) (result, error) {
	settled, err := settle(index)
	if err != nil {
		return r, err
	}
	r.heap = (heap() - before) / float64(len(facts))
	runtime.KeepAlive(facts) // else the texts are freed between the two readings
	if r.disk, err = size(dir); err != nil {
		return r, err
	}
	r.disk /= float64(len(facts))
	stats, _ := index.StatsMap()["index"].(map[string]any)
	r.note = fmt.Sprintf("%v segments, at rest %v after the build; files are mapped into memory",
		stats["num_root_filesegments"], settled.Round(time.Millisecond))

	var failed error
	r.best, r.first, r.cpu, r.found = ask(o, questions, "asking "+r.name, func(q question) bool {
		query := bleve.NewMatchQuery(q.text)
		query.SetField("text")
		result, err := index.Search(bleve.NewSearchRequestOptions(query, o.k, 0, false))
		if err != nil {
			failed = firstError(failed, err)
			return false
		}
		for _, hit := range result.Hits {
			if hit.ID == strconv.Itoa(q.fact) {
				return true
			}
		}
		return false
	})
	return r, failed
}

// settle waits until the index merges and persists nothing any more: its
// segments and files were the same for two seconds.
func settle(index bleve.Index) (time.Duration, error) {
	begin, last, since := time.Now(), "", time.Now()
	for time.Since(begin) < 5*time.Minute {
		stats, ok := index.StatsMap()["index"].(map[string]any)
		if !ok {
			return 0, fmt.Errorf("StatsMap has no index")
		}
		now := fmt.Sprint(stats["num_root_memorysegments"], stats["num_root_filesegments"], stats["TotFileMergeIntroductions"],
			stats["TotPersistedSegments"], stats["num_bytes_used_disk"])
		if now != last {
			last, since = now, time.Now()
		}
		if time.Since(since) > 2*time.Second {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	return since.Sub(begin), nil
}

func size(dir string) (float64, error) {
	total := 0.0
	err := filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			total += float64(info.Size())
		}
		return err
	})
	return total, err
}

func firstError(a, b error) error {
	if a != nil {
		return a
	}
	return b
}
