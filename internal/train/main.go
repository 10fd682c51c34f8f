// Command train trains the classifier of the built-in facts ahead of time and
// writes the snapshot that holds it and all else that a start needs, so that
// the program starts at once:
//
//	go generate ./knowledge
//
// Everything is deterministic: the same facts give the same file.
package main

import (
	"fmt"
	"os"

	"github.com/forumbot/forumbot/knowledge"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: train FILE")
		os.Exit(2)
	}
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(1)
	}
}

func run(file string) error {
	snapshot, upToDate, err := knowledge.Snapshot()
	if err != nil {
		return err
	}
	if upToDate {
		fmt.Println(file, "is up to date")
		return nil
	}
	if err := os.WriteFile(file, snapshot, 0o644); err != nil {
		return err
	}
	fmt.Printf("%s: %d kB\n", file, len(snapshot)/1000)
	return nil
}
