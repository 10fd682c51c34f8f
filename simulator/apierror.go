package simulator

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
)

// object is a JSON object of the Bot API on its way out.
type object map[string]any

// apiError is a refusal in the Bot API's words.
type apiError struct {
	Code       int
	Text       string
	RetryAfter int   // seconds
	MigrateTo  int64 // the group's new id
}

func (e *apiError) Error() string { return fmt.Sprintf("%d %s", e.Code, e.Text) }

func badRequest(format string, args ...any) *apiError {
	return &apiError{Code: http.StatusBadRequest, Text: "Bad Request: " + fmt.Sprintf(format, args...)}
}

func forbidden(text string) *apiError {
	return &apiError{Code: http.StatusForbidden, Text: "Forbidden: " + text}
}

func conflict(text string) *apiError {
	return &apiError{Code: http.StatusConflict, Text: "Conflict: " + text}
}

func tooMany(seconds int) *apiError {
	return &apiError{Code: http.StatusTooManyRequests, Text: "Too Many Requests: retry after " + strconv.Itoa(seconds), RetryAfter: seconds}
}

var (
	errUnauthorized = &apiError{Code: http.StatusUnauthorized, Text: "Unauthorized"}
	errNotFound     = &apiError{Code: http.StatusNotFound, Text: "Not Found"}
	errNoMethod     = &apiError{Code: http.StatusNotFound, Text: "Not Found: method not found"}
	errNoChat       = badRequest("chat not found")
	errNotEdited    = badRequest("message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message")
	errOldQuery     = badRequest("query is too old and response timeout expired or query ID is invalid")
	errOtherPoller  = conflict("terminated by other getUpdates request; make sure that only one bot instance is running")
	errHasWebhook   = conflict("can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first")
)

// body is the answer that carries the error.
func (e *apiError) body() []byte {
	out := object{"ok": false, "error_code": e.Code, "description": e.Text}
	more := object{}
	if e.RetryAfter > 0 {
		more["retry_after"] = e.RetryAfter
	}
	if e.MigrateTo != 0 {
		more["migrate_to_chat_id"] = e.MigrateTo
	}
	if len(more) > 0 {
		out["parameters"] = more
	}
	b, err := json.Marshal(out)
	if err != nil {
		panic(err) // numbers and strings always encode
	}
	return b
}

func (e *apiError) write(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/json")
	if e.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(e.RetryAfter))
	}
	w.WriteHeader(e.Code)
	_, _ = w.Write(e.body())
}
