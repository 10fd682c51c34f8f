package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"unicode/utf8"
)

// jsonLines answers each line of in by one line of JSON in out. An error of
// answer is for the line's writer; the run goes on.
func jsonLines(in io.Reader, out io.Writer, answer func(raw []byte) (any, error)) error {
	r := newLineReader(bufio.NewReaderSize(in, 64<<10))
	w := bufio.NewWriter(out)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for {
		raw, err := r.next()
		var line any
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err == nil:
			line, err = answer(raw)
		case !errors.Is(err, errLongLine):
			return err
		}
		if err != nil {
			line = map[string]string{"error": err.Error()}
		}
		if err := enc.Encode(line); err != nil {
			return err
		}
		if err := w.Flush(); err != nil { // whoever waits for this line may be a program
			return err
		}
	}
}

// decodeLine reads a line into v. what names what it should hold, and wrong what
// a field of another type must be; both are for the line's writer.
func decodeLine(raw []byte, v any, what string, wrong func(field string) string) error {
	switch {
	case len(bytes.TrimSpace(raw)) == 0:
		return errors.New("the line is empty; write a JSON object with " + what)
	case !utf8.Valid(raw):
		return errors.New("the line is not valid UTF-8")
	case loneSurrogate(raw):
		return errors.New(`the line holds half of a surrogate pair (\ud800 to \udfff), which is no character`)
	}
	err := json.Unmarshal(raw, v)
	var typeErr *json.UnmarshalTypeError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &typeErr) && typeErr.Field != "":
		return errors.New(wrong(typeErr.Field))
	case errors.As(err, &typeErr):
		return errors.New("the line is no JSON object")
	}
	return errors.New("the line is no valid JSON")
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
