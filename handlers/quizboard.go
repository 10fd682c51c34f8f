package handlers

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/forumbot/forumbot/knowledge"
)

// boardSize is how many people a board shows: a phone's screen.
const boardSize = 10

// freshRound is for how long after its start /top shows a round first.
const freshRound = time.Hour

// scope is what a board covers.
type scope byte

// The scopes, as they stand in buttons.
const (
	scopeRound  scope = 'r'
	scopeWeek   scope = 'w'
	scopeSeason scope = 's'
	scopeAll    scope = 'a'
)

var scopes = []scope{scopeRound, scopeWeek, scopeSeason, scopeAll}

// scopeNames are the parts of the scopes' message ids.
var scopeNames = map[scope]string{scopeRound: "round", scopeWeek: "week", scopeSeason: "season", scopeAll: "all"}

// top shows who leads in this chat.
func (s *session) top(ctx context.Context, _ string) error {
	switch {
	case !s.asksQuizzes():
		return s.say(ctx, "quiz.none")
	case s.private():
		return s.say(ctx, "quiz.top.private")
	}
	at := scopeWeek
	if r, ok, err := s.quizzes.Round(ctx, s.m.Chat.ID); !s.failed(err, "round") && ok && s.now().Sub(r.Started) < freshRound {
		at = scopeRound
	}
	shown, err := s.board(ctx, s.lang(ctx), at)
	if s.failed(err, "board") {
		return s.say(ctx, "quiz.top.failed")
	}
	_, err = s.reply(ctx, shown)
	return err
}

// switchBoard shows another board in place of the one whose button was pressed.
func (s *session) switchBoard(ctx context.Context, p press) error {
	if s.m.ID == 0 {
		return s.acknowledge(ctx, say(s.lang(ctx), "press.stale"))
	}
	shown, err := s.board(ctx, s.Composer.language(p.language), p.scope)
	if s.failed(err, "board") {
		return s.acknowledge(ctx, say(s.lang(ctx), "quiz.top.failed"))
	}
	return errors.Join(s.acknowledge(ctx, ""), s.edit(ctx, s.m.ID, shown))
}

// board is the board of one scope, with buttons to the others.
func (s *session) board(ctx context.Context, l knowledge.Language, at scope) (Shown, error) {
	today := s.now().In(s.zone(ctx, s.m.Chat.ID))
	var b Board
	var err error
	var title string
	switch at {
	case scopeRound:
		var r Round
		var ok bool
		if r, ok, err = s.quizzes.Round(ctx, s.m.Chat.ID); err == nil && ok {
			b, err = s.quizzes.RoundBoard(ctx, r.ID, boardSize)
		}
		title = say(l, "quiz.board.round")
	case scopeWeek:
		since := weekBegin(today)
		title = say(l, "quiz.board.week", "From", boardDay(l, since), "To", boardDay(l, since+6))
		b, err = s.quizzes.Board(ctx, s.m.Chat.ID, since, boardSize)
	case scopeSeason:
		since, quarter := seasonBegin(today)
		title = say(l, "quiz.board.season", "Season", say(l, "quiz.season."+strconv.Itoa(quarter), "Year", strconv.Itoa(today.Year())))
		b, err = s.quizzes.Board(ctx, s.m.Chat.ID, since, boardSize)
	default:
		title = say(l, "quiz.board.all")
		b, err = s.quizzes.Board(ctx, s.m.Chat.ID, 0, boardSize)
	}
	if err != nil {
		return Shown{}, err
	}
	var shown Shown
	shown.Document.Paragraph(bold("🏆 " + title))
	if b.Players == 0 {
		shown.Document.Paragraph(regular(say(l, "quiz.board.empty")))
	} else {
		addStandings(&shown.Document, l, b, 0)
	}
	shown.Buttons = boardButtons(l, at)
	return shown, nil
}

func boardButtons(l knowledge.Language, at scope) [][]Button {
	var rows [][]Button
	for i, to := range scopes {
		if i%2 == 0 {
			rows = append(rows, nil)
		}
		text := say(l, "quiz.scope."+scopeNames[to])
		if to == at {
			text = "• " + text
		}
		rows[len(rows)-1] = append(rows[len(rows)-1], Button{Text: text, Data: press{kind: pressQuiz, language: l, verb: quizBoards, scope: to}.data()})
	}
	return rows
}

// medals are the first three places.
var medals = []string{"🥇", "🥈", "🥉"}

// addStandings lists the people of a board, a line each. Of is how many quizzes
// there were for each; 0: as many as each answered.
func addStandings(d *Document, l knowledge.Language, b Board, of int) {
	var runs []Run
	for i, st := range b.Standings {
		place := strconv.Itoa(i+1) + "."
		if i < len(medals) {
			place = medals[i]
		}
		name := playerName(st.Name)
		if name == "" {
			name = say(l, "quiz.nameless")
		}
		quizzes := of
		if quizzes == 0 {
			quizzes = st.Answered
		}
		if i > 0 {
			runs = append(runs, regular("\n"))
		}
		runs = append(runs, regular(place+" "), bold(name), regular(" · "+strconv.Itoa(st.Right)+"/"+strconv.Itoa(quizzes)))
		if st.Right > 0 {
			runs = append(runs, regular(" · "+span(l, st.Took)))
		}
	}
	if more := b.Players - len(b.Standings); more > 0 {
		runs = append(runs, regular("\n"+say(l, "quiz.board.more", "Count", strconv.Itoa(more))))
	}
	d.Paragraph(runs...)
}

// span tells a stretch of time: 8.4 s, 3 min 20 s, 2 h 5 min.
func span(l knowledge.Language, d time.Duration) string {
	switch d = d.Round(100 * time.Millisecond); {
	case d < time.Minute:
		return say(l, "quiz.span.seconds", "S", strconv.FormatFloat(d.Seconds(), 'f', 1, 64))
	case d < time.Hour:
		return say(l, "quiz.span.minutes", "M", int(d.Minutes()), "S", int(d.Seconds())%60)
	}
	return say(l, "quiz.span.hours", "H", int(d.Hours()), "M", int(d.Minutes())%60)
}

// roundBoard is what ends a round.
func roundBoard(l knowledge.Language, r Round, b Board) Shown {
	var shown Shown
	title := "quiz.round.over"
	if r.End != RoundFull {
		title += "." + string(r.End)
	}
	shown.Document.Paragraph(bold(say(l, title)))
	if b.Players == 0 {
		if r.End == RoundFull || r.End == RoundStopped {
			shown.Document.Paragraph(regular(say(l, "quiz.round.nobody")))
		}
		return shown
	}
	asked := r.Asked
	if r.End == RoundQuiet || r.End == RoundLate { // the last one taken in hand was not asked
		asked--
	}
	addStandings(&shown.Document, l, b, asked)
	shown.Document.Paragraph(regular(say(l, "quiz.round.next")))
	return shown
}

// weekBegin is the Monday of t's week.
func weekBegin(t time.Time) CivilDay {
	return dayOf(t) - CivilDay((int(t.Weekday())+6)%7)
}

// seasonBegin is the first day of t's quarter, and which of the four it is.
func seasonBegin(t time.Time) (CivilDay, int) {
	quarter := (int(t.Month()) - 1) / 3
	return dayOf(time.Date(t.Year(), time.Month(quarter*3+1), 1, 12, 0, 0, 0, t.Location())), quarter + 1
}

// boardDay names a day of this year.
func boardDay(l knowledge.Language, d CivilDay) string {
	if l == knowledge.Chinese {
		return d.date().Format("1月2日")
	}
	return d.date().Format("2 Jan")
}
