package simulator

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/forumbot/forumbot/internal/botapi"
)

// webhook is where updates are sent to, when a URL is set.
type webhook struct {
	URL         string
	Secret      string
	Connections int
	IP          string
	ErrorAt     int64
	Error       string
}

// hook is the sending of them.
type hook struct {
	wake chan struct{}
	stop context.CancelFunc // of the delivery that is on its way; nil: none
}

var secretForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,256}$`)

func (s *Server) setWebhook(c *call) (any, *apiError) {
	if now := time.Now(); now.Before(s.nextSet) {
		return nil, tooMany(1) // Telegram allows one a second
	}
	if c.params["url"] == "" {
		return s.deleteWebhook(c)
	}
	u, err := url.Parse(c.params["url"])
	switch {
	case err != nil || u.Host == "":
		return nil, badRequest("bad webhook: invalid webhook URL specified")
	case u.Scheme != "https" && !isLoopback(u.Hostname()):
		// Telegram insists on HTTPS; a bot on this machine needs none.
		return nil, badRequest("bad webhook: An HTTPS URL must be provided for webhook")
	case c.params["secret_token"] != "" && !secretForm.MatchString(c.params["secret_token"]):
		return nil, badRequest("secret token contains unallowed characters")
	}
	allowed, refused := c.allowedUpdates()
	if refused != nil {
		return nil, refused
	}
	if allowed != nil {
		s.w.Allowed = allowed
	}
	connections := int(c.number("max_connections"))
	if connections < 1 || connections > 100 {
		connections = 40
	}
	s.nextSet = time.Now().Add(time.Second)
	s.dropWebhook(c.bool("drop_pending_updates"))
	s.w.Webhook = webhook{URL: u.String(), Secret: c.params["secret_token"], Connections: connections, IP: c.params["ip_address"]}
	if s.poller != nil {
		close(s.poller)
		s.poller = nil
	}
	select {
	case s.hook.wake <- struct{}{}:
	default:
	}
	return true, nil
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func (s *Server) dropWebhook(pending bool) {
	s.w.Webhook = webhook{}
	s.dirty = true
	if s.hook.stop != nil {
		s.hook.stop()
	}
	if pending {
		s.w.Updates = nil
	}
}

func (s *Server) deleteWebhook(c *call) (any, *apiError) {
	s.dropWebhook(c.bool("drop_pending_updates"))
	return true, nil
}

func (s *Server) getWebhookInfo(*call) (any, *apiError) {
	h := s.w.Webhook
	out := object{"url": h.URL, "has_custom_certificate": false, "pending_update_count": len(s.w.Updates)}
	if h.URL != "" {
		out["max_connections"] = h.Connections
	}
	if h.IP != "" {
		out["ip_address"] = h.IP
	}
	if h.ErrorAt != 0 {
		out["last_error_date"], out["last_error_message"] = h.ErrorAt, h.Error
	}
	if len(s.w.Allowed) > 0 {
		out["allowed_updates"] = s.w.Allowed
	}
	return out, nil
}

// deliverWebhooks sends updates to the webhook, one after the other, until the
// server is closed.
func (s *Server) deliverWebhooks(ctx context.Context) {
	pause := time.Duration(0)
	for {
		if pause > 0 {
			t := time.NewTimer(pause)
			select {
			case <-t.C:
			case <-s.closed:
				t.Stop()
				return
			}
		}
		s.mu.Lock()
		h := s.w.Webhook
		var next *update
		if h.URL != "" && len(s.w.Updates) > 0 {
			s.forget(0)
			if len(s.w.Updates) > 0 {
				next = &s.w.Updates[0]
			}
		}
		if next == nil {
			s.mu.Unlock()
			pause = 0
			select {
			case <-s.hook.wake:
			case <-s.closed:
				return
			}
			continue
		}
		id, body := next.ID, next.Body
		ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
		s.hook.stop = cancel
		s.mu.Unlock()
		wait, err := s.deliver(ctx, h, body)
		cancel()

		s.mu.Lock()
		s.hook.stop = nil
		if err == nil {
			pause = 0
			if len(s.w.Updates) > 0 && s.w.Updates[0].ID == id {
				s.w.Updates = s.w.Updates[1:]
			}
		} else {
			if s.w.Webhook.URL == h.URL {
				s.w.Webhook.ErrorAt, s.w.Webhook.Error = s.now().Unix(), err.Error()
			}
			pause = max(min(max(2*pause, 250*time.Millisecond), time.Minute), wait)
		}
		s.mu.Unlock()
	}
}

// deliver sends one update. It returns how long the webhook asks to wait before
// the next attempt.
func (s *Server) deliver(ctx context.Context, h webhook, body []byte) (time.Duration, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, h.URL, bytes.NewReader(body))
	if err != nil {
		return 0, errors.New("Invalid webhook URL")
	}
	req.Header.Set("Content-Type", "application/json")
	if h.Secret != "" {
		req.Header.Set("X-Telegram-Bot-Api-Secret-Token", h.Secret)
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(req)
	if err != nil {
		return 0, errors.New("Connection refused or timed out")
	}
	defer func() { _ = resp.Body.Close() }()
	answer, _ := io.ReadAll(io.LimitReader(resp.Body, maxBody))
	if resp.StatusCode/100 != 2 {
		seconds, _ := strconv.Atoi(resp.Header.Get("Retry-After"))
		return min(time.Duration(max(seconds, 0))*time.Second, time.Hour), fmt.Errorf("Wrong response from the webhook: %s", resp.Status)
	}
	s.answeredByWebhook(resp.Header.Get("Content-Type"), answer)
	return 0, nil
}

// answeredByWebhook carries out the call that a bot may put into its answer.
func (s *Server) answeredByWebhook(kind string, answer []byte) {
	p := params{}
	if !strings.HasPrefix(kind, "application/json") || readJSON(answer, p) != nil {
		return
	}
	method := botapi.Canonical(p["method"])
	delete(p, "method")
	if method == "" || method == "getUpdates" {
		return
	}
	rec := record{Method: method, Params: p, At: s.now(), Unknown: p.unknown(method), Code: http.StatusOK}
	result, refused := s.do(&call{params: p, method: method})
	if refused != nil {
		rec.Code, rec.Answer = refused.Code, refused.body()
	} else if b, err := json.Marshal(object{"ok": true, "result": result}); err == nil {
		rec.Answer = b
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls.add(rec)
}
