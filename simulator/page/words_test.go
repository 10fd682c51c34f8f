package page

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// dictionary reads one language's sentences from words.js.
func dictionary(t *testing.T, source, language string) map[string]string {
	t.Helper()
	_, after, ok := strings.Cut(source, "\n  "+language+": {\n")
	body, _, ends := strings.Cut(after, "\n  },")
	if !ok || !ends {
		t.Fatalf("words.js has no %s", language)
	}
	words := map[string]string{}
	for _, m := range regexp.MustCompile(`(\w+): '([^']*)'`).FindAllStringSubmatch(body, -1) {
		if _, twice := words[m[1]]; twice {
			t.Errorf("%s: %s is there twice", language, m[1])
		}
		words[m[1]] = m[2]
	}
	return words
}

func TestWordsExistInBothLanguages(t *testing.T) {
	t.Parallel()
	all := sources(t)
	en, zh := dictionary(t, all["js/words.js"], "en"), dictionary(t, all["js/words.js"], "zh")
	if len(en) < 100 {
		t.Fatalf("only %d sentences are read", len(en))
	}
	holes := regexp.MustCompile(`\{\w+\}`)
	same := map[string]bool{"chinese": true, "english": true} // languages are named in themselves
	for key, text := range en {
		other, ok := zh[key]
		if !ok {
			t.Errorf("%s is not there in Chinese", key)
			continue
		}
		a, b := holes.FindAllString(text, -1), holes.FindAllString(other, -1)
		slices.Sort(a)
		slices.Sort(b)
		if !slices.Equal(slices.Compact(a), slices.Compact(b)) {
			t.Errorf("%s: %q and %q have different places to fill", key, text, other)
		}
		if !same[key] && !regexp.MustCompile(`\p{Han}`).MatchString(other) {
			t.Errorf("%s is not Chinese: %q", key, other)
		}
		if regexp.MustCompile(`\p{Han}`).MatchString(text) && !same[key] {
			t.Errorf("%s is not English: %q", key, text)
		}
	}
	for key := range zh {
		if _, ok := en[key]; !ok {
			t.Errorf("%s is not there in English", key)
		}
	}
}

// Keys are written as plain strings somewhere in the code, so that none is
// missing and none is left over.
func TestWordsAreUsed(t *testing.T) {
	t.Parallel()
	all := sources(t)
	en := dictionary(t, all["js/words.js"], "en")
	var code strings.Builder
	for name, body := range all {
		if strings.HasPrefix(name, "js/") && name != "js/words.js" {
			code.WriteString(body)
		}
	}
	for _, m := range regexp.MustCompile(`\b(t|count)\('(\w+)'`).FindAllStringSubmatch(code.String(), -1) {
		if _, ok := en[m[2]]; !ok {
			t.Errorf("%s is asked for and not there", m[2])
		}
	}
	for key := range en {
		plain := strings.TrimSuffix(strings.TrimSuffix(key, "1"), "Tell")
		if !regexp.MustCompile(`['{,\[( ]` + plain + `['\],:]`).MatchString(code.String()) {
			t.Errorf("nothing uses %s", key)
		}
	}
}
