package browser

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
)

// Object is JSON on its way to or from the simulator.
type Object = map[string]any

// Control calls the simulator's control API: GET without a body, POST with one.
// answer may be nil.
func Control(ctx context.Context, base, path string, body, answer any) error {
	return call(ctx, base+"/api/"+path, body, answer)
}

// BotAPI calls a method of the simulated Bot API as the bot with the token.
func BotAPI(ctx context.Context, base, token, method string, parameters Object, answer any) error {
	var reply struct {
		OK          bool            `json:"ok"`
		Description string          `json:"description"`
		Result      json.RawMessage `json:"result"`
	}
	if err := call(ctx, base+"/bot"+token+"/"+method, parameters, &reply); err != nil {
		return err
	}
	if !reply.OK {
		return fmt.Errorf("%s: %s", method, reply.Description)
	}
	if answer == nil {
		return nil
	}
	return json.Unmarshal(reply.Result, answer)
}

func call(ctx context.Context, address string, body, answer any) error {
	method, reader := http.MethodGet, io.Reader(http.NoBody)
	if body != nil {
		encoded, err := json.Marshal(body)
		if err != nil {
			return err
		}
		method, reader = http.MethodPost, bytes.NewReader(encoded)
	}
	request, err := http.NewRequestWithContext(ctx, method, address, reader)
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	got, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode >= http.StatusBadRequest {
		return fmt.Errorf("%s: %s", response.Status, got)
	}
	if answer == nil {
		return nil
	}
	return json.Unmarshal(got, answer)
}

// World is what tests need to know of the simulator's state.
type World struct {
	People []struct {
		ID       int64  `json:"id"`
		Name     string `json:"first_name"`
		Username string `json:"username"`
		Language string `json:"language_code"`
	} `json:"people"`
	Chats []struct {
		ID    int64  `json:"id"`
		Type  string `json:"type"`
		Title string `json:"title"`
		Forum bool   `json:"is_forum"`
	} `json:"chats"`
	Bot struct {
		Username string `json:"username"`
	} `json:"bot"`
}

// State fetches the simulator's state.
func State(ctx context.Context, base string) (World, error) {
	var w World
	err := Control(ctx, base, "state", nil, &w)
	return w, err
}

// Person finds one by name, 0 if there is none.
func (w World) Person(name string) int64 {
	for _, p := range w.People {
		if p.Name == name {
			return p.ID
		}
	}
	return 0
}

// Chat finds the first of a type; forum: one with topics.
func (w World) Chat(kind string, forum bool) int64 {
	for _, c := range w.Chats {
		if c.Type == kind && c.Forum == forum {
			return c.ID
		}
	}
	return 0
}
