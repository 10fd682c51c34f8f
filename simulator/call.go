package simulator

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/forumbot/forumbot/internal/botapi"
)

// call is one call of the Bot API.
type call struct {
	params
	method string
	files  map[string]upload
	r      *http.Request
}

// record is a call that was made, as the control API tells of it.
type record struct {
	N       int64             `json:"n"`
	Method  string            `json:"method"`
	Params  map[string]string `json:"params"`
	Files   []string          `json:"files,omitempty"`
	Unknown []string          `json:"unknown,omitempty"` // parameters that the method does not have
	At      time.Time         `json:"at"`
	Took    float64           `json:"took_ms"`
	Code    int               `json:"code"` // of HTTP; 0: the connection was dropped
	Fault   string            `json:"fault,omitempty"`
	Answer  json.RawMessage   `json:"answer,omitempty"`
}

// calls is the last of them.
type calls struct {
	list []record // oldest first
	n    int64
}

const (
	keptCalls  = 2000
	keptAnswer = 16 << 10 // bytes of an answer that are worth keeping
)

func (c *calls) add(r record) {
	c.n++
	r.N = c.n
	if len(c.list) >= 2*keptCalls {
		c.list = append(c.list[:0], c.list[keptCalls:]...)
	}
	c.list = append(c.list, r)
}

// serveBot answers /bot<TOKEN>/METHOD.
func (s *Server) serveBot(w http.ResponseWriter, r *http.Request) {
	token, name, ok := strings.Cut(strings.TrimPrefix(r.URL.Path, "/bot"), "/")
	if !ok || !strings.Contains(token, ":") {
		errNotFound.write(w)
		return
	}
	if token != s.token {
		errUnauthorized.write(w)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodPost {
		(&apiError{Code: http.StatusMethodNotAllowed, Text: "Method Not Allowed"}).write(w)
		return
	}
	method := botapi.Canonical(name)
	if method == "" {
		errNoMethod.write(w)
		return
	}
	begin := time.Now()
	rec := record{Method: method, At: s.now()}
	c := &call{method: method, r: r}
	var refused *apiError
	c.params, c.files, refused = readParams(r)
	rec.Params, rec.Unknown = c.params, c.unknown(method)
	for name := range c.files {
		rec.Files = append(rec.Files, name)
	}

	s.mu.Lock()
	fault := s.faults.take(method)
	strict := s.faults.Strict
	s.mu.Unlock()
	if len(rec.Unknown) > 0 {
		s.log.Warn("a call has parameters that the Bot API does not know", "method", method, "parameters", rec.Unknown)
	}
	if refused == nil && strict && len(rec.Unknown) > 0 {
		refused = badRequest("unknown parameter \"%s\" (the simulator is strict)", rec.Unknown[0])
	}
	if fault != nil {
		rec.Fault = fault.Kind
		fault.wait(r.Context(), s.closed)
	}
	answer := func() (int, []byte, *apiError) {
		if refused != nil {
			return refused.Code, refused.body(), refused
		}
		result, refused := s.do(c)
		if refused != nil {
			return refused.Code, refused.body(), refused
		}
		body, err := json.Marshal(object{"ok": true, "result": result})
		if err != nil {
			s.log.Error("an answer can't be encoded", "method", method, "error", err)
			e := &apiError{Code: http.StatusInternalServerError, Text: "Internal Server Error"}
			return e.Code, e.body(), e
		}
		return http.StatusOK, body, nil
	}
	keep := func(code int, body []byte) {
		rec.Code, rec.Took = code, float64(time.Since(begin).Microseconds())/1000
		if len(body) > 0 && len(body) <= keptAnswer {
			rec.Answer = body
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		s.calls.add(rec)
		s.feed.wake()
	}
	if fault != nil && fault.serve(w, answer, keep) {
		return
	}
	code, body, refused := answer()
	keep(code, body)
	if refused != nil {
		refused.write(w)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body)
}

// do carries a call out.
func (s *Server) do(c *call) (any, *apiError) {
	if c.method == "getUpdates" {
		return s.getUpdates(c) // waits, so it locks for itself
	}
	f, ok := methods[c.method]
	if !ok {
		return nil, &apiError{Code: http.StatusNotFound, Text: "Not Found: the simulator has no " + c.method}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle()
	return f(s, c)
}

// methods are the simulated methods beside getUpdates.
var methods map[string]func(*Server, *call) (any, *apiError)

func init() {
	methods = map[string]func(*Server, *call) (any, *apiError){
		"getMe":          (*Server).getMe,
		"logOut":         (*Server).done,
		"close":          (*Server).done,
		"setWebhook":     (*Server).setWebhook,
		"deleteWebhook":  (*Server).deleteWebhook,
		"getWebhookInfo": (*Server).getWebhookInfo,

		"sendMessage":      (*Server).sendMessage,
		"sendPhoto":        (*Server).sendPhoto,
		"sendPoll":         (*Server).sendPoll,
		"sendMessageDraft": (*Server).sendMessageDraft,
		"sendChatAction":   (*Server).sendChatAction,
		"getFile":          (*Server).getFile,

		"editMessageText":        (*Server).editMessageText,
		"editMessageCaption":     (*Server).editMessageCaption,
		"editMessageReplyMarkup": (*Server).editMessageReplyMarkup,
		"deleteMessage":          (*Server).deleteMessage,
		"deleteMessages":         (*Server).deleteMessages,
		"stopPoll":               (*Server).stopPoll,
		"setMessageReaction":     (*Server).setMessageReaction,

		"editEphemeralMessageText":        (*Server).editEphemeralText,
		"editEphemeralMessageReplyMarkup": (*Server).editEphemeralMarkup,
		"deleteEphemeralMessage":          (*Server).deleteEphemeral,

		"answerCallbackQuery": (*Server).answerCallbackQuery,
		"answerInlineQuery":   (*Server).answerInlineQuery,
		"answerGuestQuery":    (*Server).answerGuestQuery,

		"setMyCommands":         (*Server).setMyCommands,
		"getMyCommands":         (*Server).getMyCommands,
		"deleteMyCommands":      (*Server).deleteMyCommands,
		"setMyName":             (*Server).setMyName,
		"getMyName":             (*Server).getMyName,
		"setMyDescription":      (*Server).setMyDescription,
		"getMyDescription":      (*Server).getMyDescription,
		"setMyShortDescription": (*Server).setMyShortDescription,
		"getMyShortDescription": (*Server).getMyShortDescription,

		"getChat":               (*Server).getChat,
		"getChatMember":         (*Server).getChatMember,
		"getChatMemberCount":    (*Server).getChatMemberCount,
		"getChatMembersCount":   (*Server).getChatMemberCount,
		"getChatAdministrators": (*Server).getChatAdministrators,
		"leaveChat":             (*Server).leaveChat,
		"createForumTopic":      (*Server).createForumTopic,
		"editForumTopic":        (*Server).editForumTopic,
		"closeForumTopic":       (*Server).closeForumTopic,
		"reopenForumTopic":      (*Server).reopenForumTopic,
	}
}

func (s *Server) done(*call) (any, *apiError) { return true, nil }

func (s *Server) getMe(*call) (any, *apiError) {
	b := s.w.Bot
	return object{
		"id": b.ID, "is_bot": true, "first_name": b.Name, "username": b.Username,
		"can_join_groups": true, "can_read_all_group_messages": !s.w.Privacy, "supports_inline_queries": true,
		"can_connect_to_business": false, "has_main_web_app": false, "has_topics_enabled": false,
		"supports_guest_queries": true,
	}, nil
}
