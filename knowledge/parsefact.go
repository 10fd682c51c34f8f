package knowledge

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

var factKeys = []string{
	"id", "edition", "series", "as_of", "review", "topic", "text", "questions", "names", "answers", "values",
	"quiz", "sources", "related", "near", "note", "status",
}

// askedKinds are the kinds of question that a fact may declare.
var askedKinds = []Asked{AskWho, AskWhat, AskWhen, AskWhere, AskWhy, AskHow, AskHowMany, AskWhich, AskYesNo}

// validID keeps ids short enough for a button's 64 bytes and a deep link.
var validID = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// maxIDLength leaves room for a prefix in 64 bytes of callback data.
const maxIDLength = 48

func (r *reader) fact(n *yaml.Node, c *content, gap bool) {
	what := "a fact"
	if gap {
		what = "a gap"
	}
	f := &Fact{Pos: r.pos(n), Status: Reviewed, Gap: gap}
	r.fields(n, what, factKeys, func(key string, v *yaml.Node) {
		switch key {
		case "id":
			f.ID = r.str(v, "id")
			f.Pos = r.pos(v)
		case "edition":
			f.Edition = r.integer(v, "edition")
		case "series":
			f.Series = r.str(v, "series")
		case "as_of":
			f.AsOf = r.date(v, "as_of")
		case "review":
			f.Review = r.date(v, "review")
		case "topic":
			f.Topic = r.str(v, "topic")
		case "text":
			f.Text = r.text(v, "text")
		case "questions":
			f.Questions = r.lists(v, "questions")
		case "names":
			f.Names = r.lists(v, "names")
		case "answers":
			for _, s := range r.strs(v, "answers") {
				if !slices.Contains(askedKinds, Asked(s)) {
					r.out.errorf(r.pos(v), "unknown kind of question %q in answers; the kinds are: %s", s, joinAsked())
				}
				f.Answers = append(f.Answers, Asked(s))
			}
		case "values":
			r.items(v, "values", func(v *yaml.Node) {
				e := r.entry(v, "a value")
				f.Values = append(f.Values, Value(e))
			})
		case "quiz":
			f.Quiz = r.quiz(v)
		case "sources":
			r.items(v, "sources", func(v *yaml.Node) {
				c.sourceRefs[f] = append(c.sourceRefs[f], ref{r.str(v, "a source's id"), r.pos(v)})
			})
		case "related", "near":
			r.items(v, key, func(v *yaml.Node) {
				c.relations[f] = append(c.relations[f], ref{r.str(v, "a fact's id"), r.pos(v)})
			})
		case "note":
			f.Note = r.str(v, "note")
		case "status":
			f.Status = Status(r.str(v, "status"))
			if f.Status != Reviewed && f.Status != Draft {
				r.out.errorf(r.pos(v), "status must be reviewed or draft, not %q", f.Status)
			}
		}
	})
	switch {
	case f.ID == "":
		r.out.errorf(r.pos(n), "%s has no id; give it a short one such as theme-2023", what)
	case len(f.ID) > maxIDLength || !validID.MatchString(f.ID):
		r.out.errorf(f.Pos, "the id %q must be lower-case letters, digits and single hyphens, at most %d", f.ID, maxIDLength)
	}
	c.facts = append(c.facts, f)
}

func joinAsked() string {
	s := make([]string, len(askedKinds))
	for i, a := range askedKinds {
		s[i] = string(a)
	}
	return strings.Join(s, ", ")
}

func (r *reader) quiz(n *yaml.Node) *Quiz {
	q := &Quiz{}
	r.fields(n, "a quiz", []string{"question", "options", "explanation"}, func(key string, v *yaml.Node) {
		switch key {
		case "question":
			q.Question = r.text(v, "a quiz's question")
		case "explanation":
			q.Explanation = r.text(v, "a quiz's explanation")
		case "options":
			r.items(v, "options", func(v *yaml.Node) {
				var o Option
				r.fields(v, "an option", append([]string{"right"}, langKeys...), func(key string, v *yaml.Node) {
					switch key {
					case "right":
						if v.Value != "true" && v.Value != "false" {
							r.out.errorf(r.pos(v), "right must be true or false")
						}
						o.Right = v.Value == "true"
					case "text":
						o.Text = r.text(v, "an option")
					default:
						r.localized(&o.Text, key, v, "an option")
					}
				})
				q.Options = append(q.Options, o)
			})
		}
	})
	right := 0
	for _, o := range q.Options {
		if o.Right {
			right++
		}
	}
	switch {
	case len(q.Options) < 2:
		r.out.errorf(r.pos(n), "a quiz needs at least two options")
	case right != 1:
		r.out.errorf(r.pos(n), "a quiz needs exactly one option with “right: true”; this one has %d", right)
	}
	return q
}

// date reads YYYY, YYYY-MM or YYYY-MM-DD.
func (r *reader) date(n *yaml.Node, what string) string {
	s := r.str(n, what)
	if !validDate(s) {
		r.out.errorf(r.pos(n), "%s is no date; write YYYY, YYYY-MM or YYYY-MM-DD, as in 2023-05-25", what)
	}
	return s
}

func validDate(s string) bool {
	for _, layout := range []string{"2006", "2006-01", "2006-01-02"} {
		if _, err := time.Parse(layout, s); err == nil {
			return true
		}
	}
	return false
}

func (r *reader) url(n *yaml.Node) string {
	s := r.str(n, "url")
	u, err := url.Parse(s)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" {
		r.out.errorf(r.pos(n), "url must be a whole web address that begins with https:// or http://")
	}
	return s
}
