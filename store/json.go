package store

import (
	"encoding/json"
	"strings"
)

// formatVersion is that of the JSON in the database. It grows when what is
// written would mislead a program that knows the number before.
const formatVersion = 1

type packed struct {
	Version int             `json:"v"`
	Data    json.RawMessage `json:"d"`
}

// pack writes a value as JSON with its version.
func pack(value any) (string, error) {
	data, err := json.Marshal(value)
	if err != nil {
		return "", err
	}
	out, err := json.Marshal(packed{formatVersion, data})
	return string(out), err
}

// unpack reads what pack wrote. It reports false for anything else, also for
// another version.
func unpack(s string, into any) bool {
	var p packed
	if json.Unmarshal([]byte(s), &p) != nil || p.Version != formatVersion || len(p.Data) == 0 || string(p.Data) == "null" {
		return false
	}
	return json.Unmarshal(p.Data, into) == nil
}

// list writes a list of JSON, [] for none.
func list[T any](items []T) (string, error) {
	if len(items) == 0 {
		return "[]", nil
	}
	out, err := json.Marshal(items)
	return string(out), err
}

// text makes a text fit for both databases: PostgreSQL takes neither NUL nor
// broken UTF-8.
func text(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\ufffd"), "\x00", "")
}
