package simulator

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// docs/SIMULATOR.md names every path of the control API, every method, and
// every kind of fault.
func TestDocumented(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile("../docs/SIMULATOR.md")
	if err != nil {
		t.Fatal(err)
	}
	src, err := os.ReadFile("control.go")
	if err != nil {
		t.Fatal(err)
	}
	paths := regexp.MustCompile(`"(?:GET )?(/api/[^"]+)"`).FindAllStringSubmatch(string(src), -1)
	if len(paths) < 25 {
		t.Fatalf("only %d paths are found", len(paths))
	}
	for _, p := range paths {
		if !strings.Contains(string(doc), "`"+p[1]+"`") && !strings.Contains(string(doc), "`"+p[1]+"?") {
			t.Errorf("%s is not documented", p[1])
		}
	}
	for method := range methods {
		method = strings.TrimPrefix(method, "delete")
		for _, prefix := range []string{"getMy", "My", "editEphemeral", "Ephemeral"} {
			if strings.HasPrefix(method, prefix) {
				method = ""
			}
		}
		if method != "getChatMembersCount" && !strings.Contains(string(doc), method) {
			t.Errorf("%s is not documented", method)
		}
	}
	for _, kind := range []string{"error", "html", "drop", "drop_after", "slow", "malformed"} {
		if f := (fault{Kind: kind}); f.check() != nil || !strings.Contains(string(doc), "| `"+kind+"` |") {
			t.Errorf("%s is not documented, or no kind", kind)
		}
	}
}
