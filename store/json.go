package store

import (
	"encoding/json"
	"fmt"
	"strings"
)

// formatVersion is that of the JSON in the database. It grows when what is
// written would mislead a program that knows the number before.
const formatVersion = 1

// frame is what surrounds a value: {"v":1,"d":…}.
var frame = fmt.Sprintf(`{"v":%d,"d":`, formatVersion)

// pack writes a value as JSON with its version.
func pack(value any) (string, error) {
	data, err := json.Marshal(value)
	return frame + string(data) + "}", err
}

// unpack reads what pack wrote. It reports false for anything else, also for
// another version.
func unpack(s string, into any) bool {
	data, ok := strings.CutPrefix(s, frame)
	data, end := strings.CutSuffix(data, "}")
	return ok && end && data != "null" && json.Unmarshal([]byte(data), into) == nil
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
