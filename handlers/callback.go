package handlers

import (
	"strconv"
	"strings"

	"github.com/forumbot/forumbot/knowledge"
)

// Button data must say all that is needed to act on it: buttons are pressed
// days later, after restarts, and by anybody. It is kind:language:…, at most
// 64 bytes, and read as a stranger's input:
//
//	f:zh:theme-2023              show a fact
//	s:zh:y:theme-2023,dates      show an answer's facts with their sources;
//	r:zh:-:theme-2023            … with related facts; e: with other editions
//	t:zh::0  t:zh:themes:2       list the topics, a topic's facts, from a page
//	h:zh:3                       an edition of the timeline, 0 is the newest
//	l:zh:en                      set the presser's language
//	d:zh:y:12345  d:zh:n:12345   delete what is kept about that person, or don't
//	q:zh:f:theme-2023            a quiz on a fact; q:zh:n: the next one;
//	q:zh:t:w                     … the week's board (see scope)
//	v:zh:theme-2023:0kd3:u       👍 for an answer whose facts had that version; d: 👎
//	o:zh:theme-2023:0kd3         report its facts; without a version, those of now
//	o:zh:theme-2023:0kd3:w       … as wrong; o: as outdated; n: not after all; p: this one of them
//	y:zh:on  y:zh:t510           turn the daily post on, set its minute; d: days, z: zone, l: language, p: picture, k: kind
//	w:zh:on  w:zh:set            the same from the card that a group is shown first
//
// An id that would not fit is replaced by "~" and a hash of it. A kind's
// meaning never changes; a new meaning gets a new letter.
type press struct {
	kind     byte
	language knowledge.Language // of the message that carries the button
	mode     byte               // how the facts are shown: one of the modes
	ids      []string           // facts, or the topic; each an id or "~" and its hash
	page     int
	choice   string // a language or automatic; yes or no; what is thought of a fact
	tag      string // stands for the version of the facts, see versionTag
	person   int64  // who may press
	verb     byte   // what a button of quizzes does
	scope    scope  // of a board
}

// The kinds of button.
const (
	pressFact     = 'f'
	pressSource   = 's'
	pressRelated  = 'r'
	pressEditions = 'e'
	pressTopic    = 't'
	pressTimeline = 'h'
	pressLanguage = 'l'
	pressForget   = 'd'
	pressQuiz     = 'q'
	pressRate     = 'v'
	pressReport   = 'o'
	pressDaily    = 'y'
	pressSetup    = 'w'
)

// The modes in which facts are shown.
const (
	modePlain   = '-'
	modeYes     = 'y' // the premise is confirmed
	modeNo      = 'n' // the premise is contradicted
	modeBrowsed = 'b' // opened by a button: leads back to its topic
)

const (
	maxData   = 64   // bytes, by the Bot API
	maxID     = 48   // bytes, by the loader
	maxPage   = 9999 // so that a page number has a known length
	maxShown  = 4    // facts in one message
	automatic = "auto"
	yes       = "y"
	no        = "n"
	thumbUp   = "u"
	thumbDown = "d"
	pickFact  = "p"
	isWrong   = "w"
	isOld     = "o"
	tagLength = 4
)

func (p press) data() string {
	head := string(p.kind) + ":" + string(p.language) + ":"
	switch p.kind {
	case pressFact:
		return fit(head, p.ids, "")
	case pressTopic:
		return fit(head, p.ids, ":"+strconv.Itoa(min(p.page, maxPage)))
	case pressTimeline:
		return head + strconv.Itoa(min(p.page, maxPage))
	case pressLanguage, pressDaily, pressSetup:
		return head + p.choice
	case pressForget:
		return head + p.choice + ":" + strconv.FormatInt(p.person, 10)
	case pressQuiz:
		return p.quizData(head)
	case pressRate:
		return fit(head, p.ids, ":"+p.tag+":"+p.choice)
	case pressReport:
		tail := ""
		if p.tag != "" || p.choice != "" {
			tail = ":" + p.tag
		}
		if p.choice != "" {
			tail += ":" + p.choice
		}
		return fit(head, p.ids, tail)
	}
	return fit(head+string(p.mode)+":", p.ids, "")
}

// fit joins ids, hashing them when the whole would be too long for a button.
func fit(head string, ids []string, tail string) string {
	if s := head + strings.Join(ids, ",") + tail; len(s) <= maxData {
		return s
	}
	short := make([]string, len(ids))
	for i, id := range ids {
		short[i] = hashID(id)
	}
	return head + strings.Join(short, ",") + tail
}

// hashID stands for an id: nine bytes, 40 bits of a hash. Some 100,000 facts
// may be told apart by it with a chance of error under one in a hundred.
func hashID(id string) string {
	if strings.HasPrefix(id, "~") {
		return id
	}
	s := strconv.FormatUint(hash(id)&(1<<40-1), 32)
	return "~" + strings.Repeat("0", 8-len(s)) + s
}

// parsePress reads button data; ok is false for anything that data would not
// have written.
func parsePress(data string) (p press, ok bool) {
	if len(data) > maxData || len(data) < 2 {
		return press{}, false
	}
	parts := strings.Split(data, ":")
	if len(parts) < 3 || len(parts[0]) != 1 || !isLanguage(parts[1]) {
		return press{}, false
	}
	p.kind, p.language = parts[0][0], knowledge.Language(parts[1])
	rest := parts[2:]
	switch p.kind {
	case pressFact:
		p.ids, ok = parseIDs(rest[0])
		return p, ok && len(rest) == 1 && len(p.ids) == 1
	case pressSource, pressRelated, pressEditions:
		if len(rest) != 2 || len(rest[0]) != 1 || strings.IndexByte("-ynb", rest[0][0]) < 0 {
			return press{}, false
		}
		p.mode = rest[0][0]
		p.ids, ok = parseIDs(rest[1])
		return p, ok
	case pressTopic:
		if len(rest) != 2 {
			return press{}, false
		}
		if p.page, ok = parsePage(rest[1]); !ok {
			return press{}, false
		}
		if rest[0] == "" {
			return p, true
		}
		p.ids, ok = parseIDs(rest[0])
		return p, ok && len(p.ids) == 1
	case pressTimeline:
		p.page, ok = parsePage(rest[0])
		return p, ok && len(rest) == 1
	case pressLanguage:
		p.choice = rest[0]
		return p, len(rest) == 1 && (p.choice == automatic || isLanguage(p.choice))
	case pressDaily:
		p.choice = strings.Join(rest, ":") // an offset has a colon
		_, _, ok = readDailyPress(p.choice)
		return p, ok
	case pressSetup:
		p.choice = rest[0]
		return p, len(rest) == 1 && (p.choice == "on" || p.choice == "off" || p.choice == dailySettings)
	case pressForget:
		if len(rest) != 2 || rest[0] != yes && rest[0] != no {
			return press{}, false
		}
		p.choice = rest[0]
		person, err := strconv.ParseInt(rest[1], 10, 64)
		p.person = person
		return p, err == nil && person > 0 && strconv.FormatInt(person, 10) == rest[1]
	case pressQuiz:
		return parseQuizPress(p, rest)
	case pressRate:
		if len(rest) != 3 || !isTag(rest[1]) || rest[2] != thumbUp && rest[2] != thumbDown {
			return press{}, false
		}
		p.tag, p.choice = rest[1], rest[2]
		p.ids, ok = parseIDs(rest[0])
		return p, ok
	case pressReport:
		return parseReport(p, rest)
	}
	return press{}, false
}

// parseReport reads the rest of a report's data.
func parseReport(p press, rest []string) (_ press, ok bool) {
	if p.ids, ok = parseIDs(rest[0]); !ok || len(rest) > 3 {
		return press{}, false
	}
	if len(rest) > 1 {
		if p.tag = rest[1]; !isTag(p.tag) && (p.tag != "" || len(rest) < 3) {
			return press{}, false
		}
	}
	if len(rest) > 2 {
		p.choice = rest[2]
		switch p.choice {
		case no:
		case pickFact, isOld, isWrong:
			ok = len(p.ids) == 1
		default:
			ok = false
		}
		if !ok {
			return press{}, false
		}
	}
	return p, true
}

// isTag tells whether s can be a versionTag.
func isTag(s string) bool {
	return len(s) == tagLength && strings.Trim(s, "0123456789abcdefghijklmnopqrstuv") == ""
}

func parseIDs(s string) ([]string, bool) {
	ids := strings.Split(s, ",")
	if len(ids) > maxShown {
		return nil, false
	}
	for _, id := range ids {
		if !isID(strings.TrimPrefix(id, "~")) {
			return nil, false
		}
	}
	return ids, true
}

func parsePage(s string) (int, bool) {
	n, err := strconv.Atoi(s)
	return n, err == nil && n >= 0 && n <= maxPage && strconv.Itoa(n) == s
}

func isLanguage(s string) bool {
	return len(s) >= 2 && len(s) <= 3 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz") == ""
}

// isID tells whether s can be the id of a fact or topic.
func isID(s string) bool {
	return s != "" && len(s) <= maxID && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// resolve finds the facts of a button; nil when one is no longer there.
func (c *Composer) resolve(ids []string) []*knowledge.Fact {
	var out []*knowledge.Fact
	for _, id := range ids {
		f := c.base.Fact(id)
		if strings.HasPrefix(id, "~") {
			// Rare, and quick enough without an index: hashing a million ids
			// takes some ten milliseconds.
			for _, g := range c.base.Facts() {
				if hashID(g.ID) == id {
					f = g
					break
				}
			}
		}
		if f == nil {
			return nil
		}
		out = append(out, f)
	}
	return out
}

// resolveTopic finds the topic of a button.
func (c *Composer) resolveTopic(id string) (knowledge.Topic, bool) {
	for _, t := range c.shelf().topics {
		if t.ID == id || hashID(t.ID) == id {
			return t, true
		}
	}
	return knowledge.Topic{}, false
}
