// Command train trains the classifier of the built-in facts ahead of time and
// writes its weights, so that the program starts at once:
//
//	go generate ./knowledge
//
// Training is deterministic: the same facts give the same file.
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
	base, err := knowledge.Embedded()
	if err != nil {
		return err
	}
	weights, fresh, err := base.Weights()
	if err != nil {
		return err
	}
	if fresh {
		fmt.Println(file, "is up to date")
		return nil
	}
	if err := os.WriteFile(file, weights, 0o644); err != nil {
		return err
	}
	fmt.Printf("%s: %d kB\n", file, len(weights)/1000)
	return nil
}
