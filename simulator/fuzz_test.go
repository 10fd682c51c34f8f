package simulator

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// answered sends a request to a Server without a network; every answer must be
// JSON and no failure of the server's own.
func answered(t *testing.T, s *Server, r *http.Request) {
	t.Helper()
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	if w.Code >= 500 || !json.Valid(w.Body.Bytes()) {
		t.Errorf("%s: %d %s", r.URL.Path, w.Code, w.Body)
	}
}

// Whatever a bot sends is answered.
func FuzzCall(f *testing.F) {
	for _, s := range []string{
		"sendMessage|chat_id=-4000000001&text=x&parse_mode=HTML",
		`sendMessage|chat_id=-4000000001&text=x&reply_markup={"inline_keyboard":[[{"text":"a","callback_data":"b"}]]}`,
		`sendPoll|chat_id=-4000000001&question=q&options=["a"]&type=quiz&correct_option_ids=[0]&open_period=5`,
		`setMyCommands|commands=[{"command":"a","description":"b"}]&scope={"type":"chat","chat_id":-4000000001}`,
		"getUpdates|offset=-5&limit=0", "answerGuestQuery|guest_query_id=1&result={}",
		`editMessageText|chat_id=-4000000001&message_id=1&entities=[{"type":"bold","offset":-1,"length":5}]&text=x`,
	} {
		method, form, _ := strings.Cut(s, "|")
		f.Add(method, form, "application/x-www-form-urlencoded")
	}
	f.Add("sendMessage", `{"chat_id":-4000000001,"text":"x","reply_parameters":{"message_id":1}}`, "application/json")
	f.Add("sendPhoto", "--x\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a\"\r\n\r\nx\r\n--x--", "multipart/form-data; boundary=x")
	f.Fuzz(func(t *testing.T, method, body, kind string) {
		if strings.ContainsAny(method, "/?#% ") || strings.EqualFold(method, "getUpdates") && strings.Contains(body, "timeout") {
			return // other paths; and nobody wants to wait
		}
		s, err := New(Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
		r.URL.Path = "/bot" + DefaultToken + "/" + method
		r.Header.Set("Content-Type", kind)
		answered(t, s, r)
	})
}

// Whatever a script sends is answered, and the world can still be shown.
func FuzzControl(f *testing.F) {
	for path, body := range map[string]string{
		"send": `{"as":5000001001,"chat":-4000000001,"text":"x","reply_to":-1}`, "press": `{"as":5000001001,"chat":5000001001,"message_id":1,"row":-1}`,
		"members": `{"chat":-4000000001,"person":5000001001,"status":"left"}`, "faults": `{"fail":[{"code":200}],"flood":{"chat":{"count":-1}},"updates":[1,"x",{}]}`,
		"chats": `{"type":"supergroup","title":"x","is_forum":true,"members":[1]}`, "topics": `{"chat":-1002000000002,"name":"x"}`, "migrate": `{"chat":-4000000001}`,
		"vote": `{"options":[1]}`, "guest": `{"as":5000001001,"text":"x"}`, "reset": `{}`, "clock": `{"to":"9999-01-01T00:00:00Z"}`, "people": `{"first_name":"x"}`,
	} {
		f.Add(path, body)
	}
	f.Fuzz(func(t *testing.T, path, body string) {
		if strings.ContainsAny(path, "/?#%. ") || strings.HasPrefix(path, "inline") || strings.Contains(path, "\\") {
			return // other paths; inline queries wait
		}
		s, err := New(Options{Clock: NewClock()})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		r := httptest.NewRequest(http.MethodPost, "http://127.0.0.1/", strings.NewReader(body))
		r.URL.Path = "/api/" + path
		r.Header.Set("Content-Type", "application/json")
		answered(t, s, r)
		answered(t, s, httptest.NewRequest(http.MethodGet, "http://127.0.0.1/api/state", nil))
		get := httptest.NewRequest(http.MethodGet, "/", nil)
		get.URL.Path = "/bot" + DefaultToken + "/getUpdates"
		answered(t, s, get)
	})
}
