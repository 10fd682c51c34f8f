package page

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// pairs are the colours that stand on one another, by the names in tokens.css.
// 4.5 is what WCAG 2.2 asks of text (1.4.3), 3 of controls and of the focus
// (1.4.11).
var pairs = []struct {
	ink     string
	grounds string
	least   float64
}{
	{"--text", "--ground --ground-2 --hover --in --out --in-quote --out-quote --accent-soft", 4.5},
	{"--text-2", "--ground --ground-2 --hover --code-ground", 4.5},
	{"--accent", "--ground --in --in-quote --accent-soft --hover", 4.5},
	{"--accent-ink", "--accent", 4.5},
	{"--selected-ink", "--selected", 4.5},
	{"--selected-2", "--selected", 4.5},
	{"--danger", "--ground --hover", 4.5},
	{"--danger-ink", "--danger", 4.5},
	{"--success-ink", "--success", 4.5},
	{"--link", "--ground --hover --in --in-quote", 4.5},
	{"--out-link", "--out --out-quote", 4.5},
	{"--in-2", "--in --in-quote", 4.5},
	{"--out-2", "--out", 4.5},
	{"--out-accent", "--out --out-quote", 4.5},
	{"--pill-ink", "--pill", 4.5},
	{"--key-ink", "--key", 4.5},
	{"--code", "--code-ground", 4.5},
	{"--badge-ink", "--badge", 4.5},
	{"--name-1", "--in", 4.5}, {"--name-2", "--in", 4.5}, {"--name-3", "--in", 4.5}, {"--name-4", "--in", 4.5},
	{"--name-5", "--in", 4.5}, {"--name-6", "--in", 4.5}, {"--name-7", "--in", 4.5},
	{"--control", "--ground", 3},
	{"--in-2", "--in", 3}, // the rings of a poll's options
	{"--success", "--in", 3}, {"--danger", "--in", 3},
	{"--focus", "--ground --wall-a --wall-b --wall-c --in --out --key --hover", 3},
}

// themes reads the colours of both themes. The dark one overrides the light.
func themes(t *testing.T) map[string]map[string]string {
	t.Helper()
	css := sources(t)["css/tokens.css"]
	light, dark, ok := strings.Cut(css, `:root[data-theme="dark"]`)
	if !ok {
		t.Fatal("tokens.css has no dark theme")
	}
	property := regexp.MustCompile(`(--[\w-]+):\s*(#[0-9a-f]{6});`)
	read := func(css string) map[string]string {
		colors := map[string]string{}
		for _, m := range property.FindAllStringSubmatch(css, -1) {
			colors[m[1]] = m[2]
		}
		return colors
	}
	return map[string]map[string]string{"light": read(light), "dark": read(dark)}
}

func TestContrast(t *testing.T) {
	t.Parallel()
	for theme, colors := range themes(t) {
		for _, p := range pairs {
			for ground := range strings.FieldsSeq(p.grounds) {
				if colors[p.ink] == "" || colors[ground] == "" {
					t.Fatalf("%s has no colour %s or %s", theme, p.ink, ground)
				}
				if got := contrast(t, colors[p.ink], colors[ground]); got < p.least {
					t.Errorf("%s: %s %s on %s %s is %.2f, less than %.1f", theme, p.ink, colors[p.ink], ground, colors[ground], got, p.least)
				}
			}
		}
	}
}

func TestContrastOfBlackAndWhite(t *testing.T) {
	t.Parallel()
	if got := contrast(t, "#000000", "#ffffff"); math.Abs(got-21) > 1e-9 {
		t.Errorf("black on white is %g, not 21", got)
	}
	if got := contrast(t, "#777777", "#ffffff"); math.Abs(got-4.48) > 0.01 {
		t.Errorf("#777777 on white is %g, not 4.48", got)
	}
}

// Both themes name the same colours, but for those that only one needs.
func TestThemesAreComplete(t *testing.T) {
	t.Parallel()
	both := themes(t)
	for name := range both["light"] {
		if both["dark"][name] == "" {
			t.Errorf("the dark theme has no %s", name)
		}
	}
	for name := range both["dark"] {
		if both["light"][name] == "" {
			t.Errorf("the light theme has no %s", name)
		}
	}
	used := map[string]bool{}
	for file, body := range sources(t) {
		if strings.HasSuffix(file, ".css") {
			for _, m := range regexp.MustCompile(`var\((--[\w-]+)`).FindAllStringSubmatch(body, -1) {
				used[m[1]] = true
			}
		}
	}
	for name := range both["light"] {
		if !used[name] {
			t.Errorf("nothing uses %s", name)
		}
	}
}

// contrast is the contrast ratio of two sRGB colours, from 1 to 21 (WCAG 2.2).
func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	la, lb := luminance(t, a), luminance(t, b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

// luminance is the relative luminance of #rrggbb (WCAG 2.2).
func luminance(t *testing.T, color string) float64 {
	t.Helper()
	n, err := strconv.ParseUint(strings.TrimPrefix(color, "#"), 16, 24)
	if err != nil {
		t.Fatalf("%q is no colour: %v", color, err)
	}
	linear := func(shift int) float64 {
		c := float64(n>>shift&0xff) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(16) + 0.7152*linear(8) + 0.0722*linear(0)
}
