// Package botapi is the table of Telegram's Bot API: its methods, with the
// names and kinds of their parameters. The tests of bot check what is sent by
// it, and the simulator what it gets.
package botapi

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
)

// Param is a parameter of a method.
type Param struct {
	Kind     string // string, number, boolean, chat (a number or @username), file, array or object
	Required bool
}

//go:embed methods.json
var table []byte

// Methods returns the parameters of every method, by the method's name. It is
// the same map each time and must not be changed.
var Methods = sync.OnceValue(func() map[string]map[string]Param {
	var file struct {
		Methods map[string]map[string]string `json:"methods"`
	}
	if err := json.Unmarshal(table, &file); err != nil {
		panic(fmt.Sprintf("methods.json: %v", err)) // it is part of the program, and tested
	}
	out := make(map[string]map[string]Param, len(file.Methods))
	for method, kinds := range file.Methods {
		params := make(map[string]Param, len(kinds))
		for name, kind := range kinds {
			kind, required := strings.CutSuffix(kind, "!")
			params[name] = Param{Kind: kind, Required: required}
		}
		out[method] = params
	}
	return out
})

var canonical = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	for name := range Methods() {
		out[strings.ToLower(name)] = name
	}
	return out
})

// Canonical returns the usual spelling of a method's name, whose case
// Telegram ignores; "" when there is no such method.
func Canonical(name string) string { return canonical()[strings.ToLower(name)] }
