package knowledge

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"runtime"
	"sync"

	"go.yaml.in/yaml/v3"
)

//go:embed data/*.yaml
var embedded embed.FS

// EmbeddedFiles are the files of the facts that are built into the program.
func EmbeddedFiles() fs.FS {
	data, err := fs.Sub(embedded, "data")
	if err != nil {
		panic(err) // the folder's name is a constant above
	}
	return data
}

// Embedded loads the facts that are built into the program.
func Embedded() (*Base, error) {
	if b, err := restore(savedBase, EmbeddedFiles()); err == nil {
		return b, nil
	}
	return load(EmbeddedFiles(), savedWeights())
}

// LoadDir loads the facts of a folder on disk. An *InvalidError lists every
// mistake with file and line.
func LoadDir(dir string) (*Base, error) {
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("there is no folder %s; name one that holds facts as YAML files", dir)
	case err != nil:
		return nil, fmt.Errorf("the folder of facts can't be read: %w", err)
	case !info.IsDir():
		return nil, fmt.Errorf("%s is a file; name the folder that holds it", dir)
	}
	return Load(os.DirFS(dir))
}

// Load loads the YAML files at the top of fsys and prepares them for Ask.
func Load(fsys fs.FS) (*Base, error) { return load(fsys, nil) }

func load(fsys fs.FS, weights []byte) (*Base, error) {
	c, errs, _, err := read(fsys)
	if err != nil {
		return nil, err
	}
	if len(errs) > 0 {
		return nil, &InvalidError{Problems: errs}
	}
	return build(c, weights), nil
}

// Check reads a folder as Load does and returns all its errors and warnings;
// err tells that the folder could not be read at all.
func Check(fsys fs.FS) (problems, warnings []Problem, err error) {
	_, problems, warnings, err = read(fsys)
	return problems, warnings, err
}

// maxFileSize keeps a mistaken folder (a log, a disk image) from filling the
// memory.
const maxFileSize = 64 << 20

// yamlFiles lists the files of a folder that facts are read from.
func yamlFiles(fsys fs.FS) ([]string, error) {
	var files []string
	for _, pattern := range []string{"*.yaml", "*.yml"} {
		found, err := fs.Glob(fsys, pattern)
		if err != nil {
			return nil, err
		}
		files = append(files, found...)
	}
	if len(files) == 0 {
		return nil, errors.New("the folder holds no facts; put YAML files (*.yaml) there")
	}
	return files, nil
}

func read(fsys fs.FS) (*content, []Problem, []Problem, error) {
	files, err := yamlFiles(fsys)
	if err != nil {
		return nil, nil, nil, err
	}

	// Parsing is most of the time of a start: one goroutine a core.
	readers := make([]*reader, len(files))
	roots := make([]*yaml.Node, len(files))
	var wg sync.WaitGroup
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i, name := range files {
		readers[i] = &reader{file: path.Base(name), out: &problems{}}
		wg.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			if info, err := fs.Stat(fsys, name); err == nil && info.Size() > maxFileSize {
				readers[i].out.errorf(Position{File: name}, "is larger than %d MB; split it", maxFileSize>>20)
				return
			}
			data, err := fs.ReadFile(fsys, name)
			if err != nil {
				readers[i].out.errorf(Position{File: name}, "can't be read: %v", errors.Unwrap(err))
				return
			}
			roots[i] = readers[i].parse(data)
		})
	}
	wg.Wait()

	c := &content{sourceRefs: map[*Fact][]ref{}, relations: map[*Fact][]ref{}}
	all := &problems{}
	broken := false
	for i, r := range readers {
		broken = broken || r.broken
		if roots[i] != nil {
			r.content(roots[i], c)
		}
		all.list = append(all.list, r.out.list...)
	}
	if broken {
		// What seems missing may stand in the file that can't be read.
		errs, warnings := all.split()
		return c, errs, warnings, nil
	}
	c.check(all)
	errs, warnings := all.split()
	return c, errs, warnings, nil
}
