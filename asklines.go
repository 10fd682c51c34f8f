package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/forumbot/forumbot/knowledge"
)

// answered is one line of `ask --json`.
type answered struct {
	Verdict     knowledge.Verdict  `json:"verdict"`
	Answer      string             `json:"answer"` // plain text as a reader sees it
	Facts       []string           `json:"facts"`
	Confidence  float64            `json:"confidence"`
	Language    knowledge.Language `json:"language"`
	Suggestions []string           `json:"suggestions"`
	ElapsedUS   int64              `json:"elapsed_us"`
}

// asked is what a line holds. Other keys are welcome, so that question files
// can be piped in as they are.
type asked struct {
	Chat     string             `json:"chat"`
	Question *string            `json:"question"`
	Language knowledge.Language `json:"language"`
}

// lines answers each line of in by one line of out.
func (a *asker) lines(in io.Reader, out io.Writer) error {
	r := newLineReader(bufio.NewReaderSize(in, 64<<10))
	w := bufio.NewWriter(out)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for {
		raw, err := r.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		var line any
		if err == nil || errors.Is(err, errLongLine) {
			if line, err = a.line(raw, err); err != nil {
				line = map[string]string{"error": err.Error()}
			}
		} else {
			return err
		}
		if err := enc.Encode(line); err != nil {
			return err
		}
		if err := w.Flush(); err != nil { // whoever waits for this line may be a program
			return err
		}
	}
}

// line answers one line; its errors are for the line's writer.
func (a *asker) line(raw []byte, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	q, err := readAsked(raw)
	if err != nil {
		return nil, err
	}
	start := time.Now()
	r, shown := a.ask(q.Chat, *q.Question, q.Language, false)
	answer := answered{
		Verdict: r.Verdict, Answer: shown.Document.Plain(), Facts: shown.Facts,
		Confidence: math.Round(r.Confidence*1e4) / 1e4, Language: r.Language, Suggestions: shown.Suggestions,
	}
	answer.ElapsedUS = time.Since(start).Microseconds()
	if answer.Facts == nil {
		answer.Facts = []string{}
	}
	if answer.Suggestions == nil {
		answer.Suggestions = []string{}
	}
	return answer, nil
}

func readAsked(raw []byte) (asked, error) {
	var q asked
	switch {
	case len(bytes.TrimSpace(raw)) == 0:
		return q, errors.New("the line is empty; write a JSON object with a question")
	case !utf8.Valid(raw):
		return q, errors.New("the line is not valid UTF-8")
	case loneSurrogate(raw):
		return q, errors.New(`the line holds half of a surrogate pair (\ud800 to \udfff), which is no character`)
	}
	if err := json.Unmarshal(raw, &q); err != nil {
		var typeErr *json.UnmarshalTypeError
		switch {
		case errors.As(err, &typeErr) && typeErr.Field != "":
			return q, errors.New(typeErr.Field + " must be a text")
		case errors.As(err, &typeErr):
			return q, errors.New("the line is no JSON object")
		}
		return q, errors.New("the line is no valid JSON")
	}
	switch {
	case q.Question == nil:
		return q, errors.New(`the line has no "question"`)
	case strings.TrimSpace(*q.Question) == "":
		return q, errors.New("the question is empty")
	case strings.Contains(*q.Question, "\x00") || strings.Contains(q.Chat, "\x00"):
		return q, errors.New("the line holds a NUL character")
	case q.Language != "" && !validLanguage(string(q.Language)):
		return q, errors.New("language must be a code such as zh or en")
	case len(q.Chat) > 1<<10:
		return q, errors.New("chat is longer than 1024 bytes")
	}
	return q, nil
}

// loneSurrogate tells whether a JSON text escapes half of a surrogate pair.
// encoding/json would silently put U+FFFD in its place.
func loneSurrogate(raw []byte) bool {
	high := -1 // where a low half must follow
	for i := 0; i+1 < len(raw); i++ {
		if raw[i] != '\\' {
			continue
		}
		if raw[i+1] != 'u' || i+6 > len(raw) {
			i++ // the escaped character
			continue
		}
		switch kind := surrogate(raw[i+2 : i+6]); {
		case high >= 0 && (high != i || kind != 'l'):
			return true
		case high >= 0:
			high = -1
		case kind == 'l':
			return true
		case kind == 'h':
			high = i + 6
		}
		i += 5
	}
	return high >= 0
}

// surrogate tells whether four hex digits are a high or low half.
func surrogate(hex []byte) byte {
	if hex[0]|0x20 != 'd' {
		return 0
	}
	switch hex[1] | 0x20 {
	case '8', '9', 'a', 'b':
		return 'h'
	case 'c', 'd', 'e', 'f':
		return 'l'
	}
	return 0
}

// maxLine is the longest line that is read, in bytes. Of a longer one the rest
// is skipped.
const maxLine = 1 << 20

var errLongLine = errors.New("the line is longer than 1 MB")

// lineReader reads lines of any length in bounded memory.
type lineReader struct {
	r   *bufio.Reader
	buf []byte
}

func newLineReader(r *bufio.Reader) *lineReader { return &lineReader{r: r} }

// next returns the next line without its end, valid until the next call;
// errLongLine with the beginning of one that is too long; io.EOF at the end.
func (l *lineReader) next() ([]byte, error) {
	l.buf = l.buf[:0]
	long := false
	for {
		part, err := l.r.ReadSlice('\n')
		if keep := min(len(part), maxLine+2-len(l.buf)); keep > 0 {
			l.buf = append(l.buf, part[:keep]...)
		}
		long = long || len(bytes.TrimRight(l.buf, "\r\n")) > maxLine
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err != nil && (!errors.Is(err, io.EOF) || len(l.buf) == 0):
			return nil, err
		}
		line := bytes.TrimSuffix(bytes.TrimSuffix(l.buf, []byte("\n")), []byte("\r"))
		if long {
			return line[:min(len(line), maxLine)], errLongLine
		}
		return line, nil
	}
}
