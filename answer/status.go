package answer

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
)

func unreachable(err error) *Error {
	return &Error{Kind: Unreachable, Err: err}
}

// statusError classes an answer that is none by its status.
func statusError(resp *http.Response, said []byte) *Error {
	e := &Error{Code: resp.StatusCode, RetryAfter: retryAfter(resp.Header)}
	e.Detail, e.message = readError(said)
	switch code := resp.StatusCode; {
	case code == http.StatusTooManyRequests && e.Detail == "insufficient_quota":
		e.Kind = Denied // no patience helps
	case code == http.StatusBadRequest && filtered(e.message):
		e.Kind = Filtered
	case code == http.StatusTooManyRequests:
		e.Kind = TooMany
	case code == http.StatusUnauthorized, code == http.StatusForbidden, code == http.StatusPaymentRequired:
		e.Kind = Denied
	case code == http.StatusNotFound:
		e.Kind = Unknown
	case code == http.StatusRequestTimeout, code >= 500:
		e.Kind = Server
	case code >= 400:
		e.Kind = Refused
	default:
		e.Kind = Malformed // a redirect would carry the key elsewhere
	}
	return e
}

// filtered tells whether a refusal is about what the question says, by the codes
// of Azure and Alibaba Cloud.
func filtered(message string) bool {
	for _, code := range []string{"content_filter", "ResponsibleAIPolicyViolation", "data_inspection_failed", "DataInspectionFailed"} {
		if strings.Contains(message, code) {
			return true
		}
	}
	return false
}

// retryAfter reads when to try again, in seconds or as a date, at most an hour.
func retryAfter(h http.Header) time.Duration {
	var d time.Duration
	if s, err := strconv.ParseFloat(h.Get("Retry-After"), 64); err == nil {
		if s > 0 && s < 1e9 {
			d = time.Duration(s * float64(time.Second))
		}
	} else if t, err := http.ParseTime(h.Get("Retry-After")); err == nil {
		d = time.Until(t)
	}
	return max(0, min(d, time.Hour))
}

var identifier = regexp.MustCompile(`^[A-Za-z0-9_.-]{1,64}$`)

// readError takes from an error's body an identifier that may be logged and
// everything that it says. Servers write {"error": {…}}, {"error": "…"},
// {"message": …}, {"detail": …}, or a page.
func readError(body []byte) (id, message string) {
	var b struct {
		Error any `json:"error"`
	}
	if json.Unmarshal(body, &b) == nil {
		if fields, ok := b.Error.(map[string]any); ok {
			for _, name := range []string{"code", "type", "param"} {
				if s, ok := fields[name].(string); ok && id == "" && identifier.MatchString(s) {
					id = s
				}
			}
		}
	}
	return id, string(body)
}
