package simulator

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// fault makes the next calls of a method fail.
type fault struct {
	Method string `json:"method"` // "*" or nothing: any
	Times  int    `json:"times"`  // 0 is once, -1 until they are cleared
	// Kind is one of
	//	error      a refusal by the Bot API: code, description, retry_after, migrate_to_chat_id
	//	html       a proxy's page with the status code (502)
	//	drop       the connection is dropped before the call is carried out
	//	drop_after … after it: only the answer is lost
	//	slow       the answer comes after some seconds
	//	malformed  an answer in a form of its own
	Kind        string  `json:"kind"`
	Code        int     `json:"code,omitempty"`
	Description string  `json:"description,omitempty"`
	RetryAfter  int     `json:"retry_after,omitempty"`
	MigrateTo   int64   `json:"migrate_to_chat_id,omitempty"`
	Seconds     float64 `json:"seconds,omitempty"` // of waiting, for every kind
}

// faults are what goes wrong, and how strict the server is.
type faults struct {
	Fail   []fault `json:"fail"`
	Strict bool    `json:"strict"`
	Repeat int     `json:"repeat_updates"`  // as many updates are delivered twice
	Skip   int     `json:"skip_update_ids"` // as many update ids are left out before the next
	Odd    int     `json:"malformed_updates"`
}

// check completes a fault, or tells what is wrong with it.
func (f *fault) check() error {
	if f.Kind == "" {
		f.Kind = "error"
	}
	if f.Times == 0 {
		f.Times = 1
	}
	switch f.Kind {
	case "error":
		if f.Code == 0 {
			f.Code = http.StatusInternalServerError
			switch {
			case f.RetryAfter > 0:
				f.Code = http.StatusTooManyRequests
			case f.MigrateTo != 0:
				f.Code = http.StatusBadRequest
			}
		}
		if f.Description == "" {
			f.Description = usualText(f.Code, f.RetryAfter, f.MigrateTo)
		}
	case "html":
		if f.Code == 0 {
			f.Code = http.StatusBadGateway
		}
	case "drop", "drop_after", "slow", "malformed":
	default:
		return fmt.Errorf("%q is no kind of fault; there are error, html, drop, drop_after, slow and malformed", f.Kind)
	}
	if f.Code != 0 && (f.Code < 400 || f.Code > 599) {
		return fmt.Errorf("the code of a fault is from 400 to 599, not %d", f.Code)
	}
	if f.Seconds < 0 || f.Seconds > 600 {
		return fmt.Errorf("the seconds of a fault are from 0 to 600, not %g", f.Seconds)
	}
	if f.Kind == "slow" && f.Seconds == 0 {
		f.Seconds = 1
	}
	return nil
}

func usualText(code, retryAfter int, migrateTo int64) string {
	switch {
	case code == http.StatusTooManyRequests:
		return tooMany(max(retryAfter, 1)).Text
	case migrateTo != 0:
		return "Bad Request: group chat was upgraded to a supergroup chat"
	case code == http.StatusForbidden:
		return "Forbidden: bot was blocked by the user"
	}
	return http.StatusText(code)
}

// take returns the fault for a call of the method, nil for none.
func (f *faults) take(method string) *fault {
	for i := range f.Fail {
		x := &f.Fail[i]
		if x.Method != "" && x.Method != "*" && !strings.EqualFold(x.Method, method) {
			continue
		}
		out := *x
		if x.Times > 0 {
			if x.Times--; x.Times == 0 {
				f.Fail = append(f.Fail[:i:i], f.Fail[i+1:]...)
			}
		}
		return &out
	}
	return nil
}

func (f *fault) wait(ctx context.Context, closed <-chan struct{}) {
	if f.Seconds <= 0 {
		return
	}
	t := time.NewTimer(time.Duration(f.Seconds * float64(time.Second)))
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	case <-closed:
	}
}

// proxyPage is what a gateway says when it can't reach the server behind it.
const proxyPage = "<html>\r\n<head><title>%d %s</title></head>\r\n<body>\r\n<center><h1>%d %s</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"

// serve answers in place of the Bot API. It reports false for a fault that
// leaves the answer as it is. do carries the call out, keep notes what was
// answered.
func (f *fault) serve(w http.ResponseWriter, do func() (int, []byte, *apiError), keep func(int, []byte)) bool {
	switch f.Kind {
	case "error":
		e := &apiError{Code: f.Code, Text: f.Description, RetryAfter: f.RetryAfter, MigrateTo: f.MigrateTo}
		if e.Code == http.StatusTooManyRequests {
			e.RetryAfter = max(e.RetryAfter, 1)
		}
		keep(e.Code, e.body())
		e.write(w)
	case "html":
		keep(f.Code, nil)
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(f.Code)
		text := http.StatusText(f.Code)
		_, _ = fmt.Fprintf(w, proxyPage, f.Code, text, f.Code, text)
	case "drop":
		keep(0, nil)
		panic(http.ErrAbortHandler)
	case "drop_after":
		_, _, _ = do()
		keep(0, nil)
		panic(http.ErrAbortHandler)
	case "malformed":
		body := `{"ok":true,"result":{"message_id":"a word","id":[]}}`
		keep(http.StatusOK, []byte(body))
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, body)
	default:
		return false
	}
	return true
}
