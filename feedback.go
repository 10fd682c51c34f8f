package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/forumbot/forumbot/handlers"
	"github.com/forumbot/forumbot/store"
)

// feedbackOptions are the flags of `forumbot feedback`.
type feedbackOptions struct {
	days, most int
	asJSON     bool
}

// newFeedbackCommand is `forumbot feedback`, for those who look after the facts.
func newFeedbackCommand(env *environment) *cobra.Command {
	var o feedbackOptions
	cmd := &cobra.Command{
		Use:   "feedback",
		Short: "Show what people thought of the facts and what got no answer",
		Long: `Feedback lists the facts that people reported or rated, the questions to which
there was no answer, and those whose answer got a 👎. Opinions belong to one version of a fact: "changed" says that
the fact reads differently by now, "gone" that it is there no longer. Who said or
asked something is not told. The bot may run meanwhile.`,
		Example: "  forumbot feedback\n  forumbot feedback --days 7 --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.days < 1 || o.days > maxKeepDays {
				return &usageError{err: fmt.Errorf("--days: %d is no number of days; write 1 to %d", o.days, maxKeepDays)}
			}
			if o.most < 1 {
				return &usageError{err: fmt.Errorf("--most: %d is no number of questions; write 1 or more", o.most)}
			}
			base, err := loadFacts(env.config.KnowledgeDir, "")
			if err != nil {
				return err
			}
			since := time.Now().AddDate(0, 0, -o.days)
			got, err := store.Curate(cmd.Context(), storeOptions(env.config, nil, time.Now), since, o.most)
			if err != nil {
				return err
			}
			if o.asJSON {
				return printCurationJSON(cmd.OutOrStdout(), base, got)
			}
			return printCuration(cmd.OutOrStdout(), base, got, o)
		},
	}
	f := cmd.Flags()
	addDataFlags(f)
	f.String("knowledge", "", "folder of facts that the bot uses instead of the built-in ones (KNOWLEDGE_DIR)")
	f.IntVar(&o.days, "days", defaultKeepDays, "how many days to look back")
	f.IntVar(&o.most, "most", 50, "how many questions to list")
	f.BoolVar(&o.asJSON, "json", false, "write one JSON object")
	return cmd
}

// standing tells what became of a version of a fact.
func standing(base handlers.Base, v handlers.FactVersion) string {
	switch f := base.Fact(v.Fact); {
	case f == nil:
		return "gone"
	case f.Version() != v.Version:
		return "changed"
	}
	return "current"
}

func printCuration(w io.Writer, base handlers.Base, c store.Curation, o feedbackOptions) error {
	days, most := o.days, o.most
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "Facts reported or rated in the last %d days: %d\n", days, len(c.Facts))
	if len(c.Facts) > 0 {
		fmt.Fprintln(t, "\noutdated\twrong\tdown\tup\tlast\tversion\tfact")
	}
	for _, f := range c.Facts {
		fmt.Fprintf(t, "%d\t%d\t%d\t%d\t%s\t%s\t%s\n", f.Outdated, f.Wrong, f.Down, f.Up,
			f.Last.UTC().Format(time.DateOnly), standing(base, f.FactVersion), oneLine(f.Fact))
	}
	fmt.Fprintf(t, "\nQuestions without an answer in the last %d days: %s\n", days, atMost(len(c.Unanswered), most))
	if len(c.Unanswered) > 0 {
		fmt.Fprintln(t, "\nrefused\tsuggestions\tfirst\tlast\tquestion")
	}
	for _, u := range c.Unanswered {
		fmt.Fprintf(t, "%d\t%d\t%s\t%s\t%s\n", u.Refused, u.Suggested,
			u.First.UTC().Format(time.DateOnly), u.Last.UTC().Format(time.DateOnly), oneLine(u.Question))
	}
	if len(c.Misjudged) > 0 {
		fmt.Fprintf(t, "\nQuestions whose answer got a 👎 in the last %d days: %s\n", days, atMost(len(c.Misjudged), most))
		fmt.Fprintln(t, "\ndown\tlast\tfacts\tquestion")
	}
	for _, m := range c.Misjudged {
		fmt.Fprintf(t, "%d\t%s\t%s\t%s\n", m.Down, m.Last.UTC().Format(time.DateOnly), oneLine(strings.Join(m.Facts, ",")), oneLine(m.Question))
	}
	return t.Flush()
}

// atMost is a number that goes no further.
func atMost(n, most int) string {
	if n >= most {
		return fmt.Sprintf("%d or more (--most)", n)
	}
	return strconv.Itoa(n)
}

// oneLine makes a stranger's words fit for a terminal and a table.
func oneLine(s string) string {
	var d handlers.Document
	d.Paragraph(handlers.Run{Text: s})
	return strings.Join(strings.Fields(d.Plain()), " ")
}

func printCurationJSON(w io.Writer, base handlers.Base, c store.Curation) error {
	type fact struct {
		ID       string    `json:"fact"`
		Version  string    `json:"version"`
		Standing string    `json:"standing"` // current, changed, gone
		Outdated int       `json:"outdated"`
		Wrong    int       `json:"wrong"`
		Down     int       `json:"down"`
		Up       int       `json:"up"`
		First    time.Time `json:"first"`
		Last     time.Time `json:"last"`
	}
	type question struct {
		Question  string    `json:"question"`
		Refused   int       `json:"refused"`
		Suggested int       `json:"suggested"`
		First     time.Time `json:"first"`
		Last      time.Time `json:"last"`
	}
	type judged struct {
		Question string    `json:"question"`
		Facts    []string  `json:"facts"`
		Down     int       `json:"down"`
		Last     time.Time `json:"last"`
	}
	out := struct {
		Facts      []fact     `json:"facts"`
		Unanswered []question `json:"unanswered"`
		Misjudged  []judged   `json:"misjudged"`
	}{[]fact{}, []question{}, []judged{}}
	for _, f := range c.Facts {
		out.Facts = append(out.Facts, fact{f.Fact, f.Version, standing(base, f.FactVersion), f.Outdated, f.Wrong, f.Down, f.Up, f.First.UTC(), f.Last.UTC()})
	}
	for _, u := range c.Unanswered {
		out.Unanswered = append(out.Unanswered, question{u.Question, u.Refused, u.Suggested, u.First.UTC(), u.Last.UTC()})
	}
	for _, m := range c.Misjudged {
		out.Misjudged = append(out.Misjudged, judged{m.Question, m.Facts, m.Down, m.Last.UTC()})
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(out)
}
