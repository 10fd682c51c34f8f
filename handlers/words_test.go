package handlers

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/forumbot/forumbot/knowledge"
)

func readMessages(t *testing.T, l string) map[string]string {
	t.Helper()
	files, err := filepath.Glob("messages/*." + l + ".json")
	if err != nil || len(files) == 0 {
		t.Fatalf("messages in %s: %v, %v", l, files, err)
	}
	all := map[string]string{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		m := map[string]string{}
		if err := json.Unmarshal(data, &m); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for id, s := range m {
			if _, ok := all[id]; ok {
				t.Errorf("%s: %s is in another file, too", file, id)
			}
			all[id] = s
		}
	}
	return all
}

// notChinese is what Chinese isn't set with: half-width marks, straight quotes and
// spaces around figures and words. Around a command they are needed, for Telegram
// to make it one.
var (
	notChinese = regexp.MustCompile(`\p{Han}[,;:?!()"']|[,;:?!()"']\p{Han}|\p{Han} [\p{Han}0-9A-Za-z]|[0-9A-Za-z%] \p{Han}`)
	inCommand  = regexp.MustCompile(` ?/[a-z]+( 某| \d+)? ?`)
)

var placeholder = regexp.MustCompile(`\{\{[^}]*\}\}`)

func placeholders(s string) []string {
	found := placeholder.FindAllString(s, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

// Both languages say the same things with the same blanks.
func TestMessagesAgree(t *testing.T) {
	t.Parallel()
	zh, en := readMessages(t, "zh"), readMessages(t, "en")
	for id, s := range zh {
		other, ok := en[id]
		if !ok {
			t.Errorf("%s is missing in English", id)
			continue
		}
		// The last variant of small talk may leave a blank unused.
		if a, b := placeholders(s), placeholders(other); !slices.Equal(a, b) && !strings.HasPrefix(id, "talk.") {
			t.Errorf("%s: placeholders %v in Chinese, %v in English", id, a, b)
		}
		if strings.TrimSpace(s) == "" || strings.TrimSpace(other) == "" {
			t.Errorf("%s is empty", id)
		}
		if !strings.ContainsFunc(placeholder.ReplaceAllString(s, ""), func(r rune) bool { return r > 0x2e7f }) &&
			!slices.Contains([]string{"why.term", "button.back", "topics.page", "why.constraint"}, id) {
			t.Errorf("%s isn't Chinese: %q", id, s)
		}
		if wrong := notChinese.FindString(inCommand.ReplaceAllString(placeholder.ReplaceAllString(s, "某"), "，")); wrong != "" {
			t.Errorf("%s isn't set as Chinese is, at %q: %q", id, wrong, s)
		}
		if strings.ContainsFunc(other, func(r rune) bool { return r > 0x2e7f && r < 0x1f000 }) { // emoji are everybody's
			t.Errorf("%s isn't English: %q", id, other)
		}
	}
	for id := range en {
		if _, ok := zh[id]; !ok {
			t.Errorf("%s is missing in Chinese", id)
		}
	}
}

// Every message that the code says exists, and every message is said.
func TestMessagesAreUsed(t *testing.T) {
	t.Parallel()
	messages := readMessages(t, "en")
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]bool{}
	quoted := regexp.MustCompile(`"([a-z]+(?:\.[a-z0-9-]+)*\.?)"`)
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range quoted.FindAllStringSubmatch(string(data), -1) {
			said[m[1]] = true
		}
	}
	for id := range messages {
		prefix := ""
		if i := strings.LastIndex(id, "."); i >= 0 {
			prefix = id[:i]
		}
		// Said as a whole, as variants (prefix), or with a computed end (prefix.).
		ok := said[id] || said[prefix] || said[prefix+"."]
		if strings.HasPrefix(id, "talk.") {
			ok = said["talk."]
		}
		if strings.HasPrefix(id, "profile.") {
			ok = said[strings.TrimPrefix(id, "profile.")] || said[id]
		}
		if !ok {
			t.Errorf("%s is never said", id)
		}
	}
	calls := regexp.MustCompile(`(?:say\((?:l|ctx|choice|k\.language|s\.lang\(ctx\)), |unfold\([a-zA-Z]+, |to\()"([a-z.]+)"`)
	for _, name := range files {
		data, _ := os.ReadFile(name)
		for _, m := range calls.FindAllStringSubmatch(string(data), -1) {
			if _, ok := messages[m[1]]; !ok && !strings.HasSuffix(m[1], ".") {
				t.Errorf("%s says %q, which isn't there", name, m[1])
			}
		}
	}
}

// Each kind of small talk has words, and none of its own by accident.
func TestSmalltalkIsComplete(t *testing.T) {
	t.Parallel()
	for _, talk := range []knowledge.Talk{
		knowledge.Greeting, knowledge.Farewell, knowledge.Thanks, knowledge.Identity,
		knowledge.Ability, knowledge.Praise, knowledge.Complaint, knowledge.Acknowledgement,
	} {
		if !has("talk." + string(talk) + ".2") {
			t.Errorf("%s has fewer than two variants", talk)
		}
	}
}

func TestDate(t *testing.T) {
	t.Parallel()
	for _, c := range [][3]string{
		{"2023-06-05", "2023年6月5日", "5 June 2023"},
		{"2023-06", "2023年6月", "June 2023"},
		{"2023", "2023年", "2023"},
		{"spring", "spring", "spring"},
	} {
		if zh, en := date("zh", c[0]), date("en", c[0]); zh != c[1] || en != c[2] {
			t.Errorf("%s: %q, %q", c[0], zh, en)
		}
	}
}
