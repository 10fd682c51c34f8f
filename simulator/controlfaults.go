package simulator

import (
	"encoding/json"
	"net/http"
)

// faultsIn changes what goes wrong; what is left out stays as it is.
type faultsIn struct {
	Clear   bool              `json:"clear"` // all of it, before the rest is set
	Fail    []fault           `json:"fail"`
	Flood   json.RawMessage   `json:"flood"` // true, false, or rates
	Strict  *bool             `json:"strict"`
	Repeat  *int              `json:"repeat_updates"`
	Skip    *int              `json:"skip_update_ids"`
	Odd     *int              `json:"malformed_updates"`
	Updates []json.RawMessage `json:"updates"` // queued as they are
}

func (s *Server) apiFaults(in faultsIn) (any, error) {
	for i := range in.Fail {
		if err := in.Fail[i].check(); err != nil {
			return nil, err
		}
	}
	limits, set, err := readFlood(in.Flood)
	if err != nil {
		return nil, err
	}
	const most = 1_000_000
	for _, n := range []*int{in.Repeat, in.Skip, in.Odd} {
		if n != nil && (*n < 0 || *n > most) {
			return nil, errText("numbers of updates are from 0 to 1,000,000")
		}
	}
	if in.Clear {
		s.faults, s.flood = faults{Strict: s.faults.Strict}, nil
	}
	s.faults.Fail = append(s.faults.Fail, in.Fail...)
	if set {
		s.flood = limits
	}
	for _, v := range []struct{ to, from *int }{{&s.faults.Repeat, in.Repeat}, {&s.faults.Skip, in.Skip}, {&s.faults.Odd, in.Odd}} {
		if v.from != nil {
			*v.to = *v.from
		}
	}
	if in.Strict != nil {
		s.faults.Strict = *in.Strict
	}
	for _, raw := range in.Updates {
		s.inject(raw)
	}
	return s.faultsView(), nil
}

// readFlood reads true (Telegram's limits), false (none) or limits.
func readFlood(raw json.RawMessage) (limits *flood, set bool, err error) {
	switch string(raw) {
	case "", "null":
		return nil, false, nil
	case "true":
		return newFlood(usualFlood), true, nil
	case "false":
		return nil, true, nil
	}
	l := floodLimits{}
	if err := strictly(raw, &l); err != nil {
		return nil, false, errText(`flood is true, false or {"overall":{"count":30,"per":1},"chat":{…},"group":{…}}`)
	}
	return newFlood(l), true, nil
}

func (s *Server) faultsView() object {
	out := object{
		"fail": append([]fault{}, s.faults.Fail...), "strict": s.faults.Strict, "repeat_updates": s.faults.Repeat,
		"skip_update_ids": s.faults.Skip, "malformed_updates": s.faults.Odd, "flood": nil,
	}
	if s.flood != nil {
		out["flood"] = s.flood.limits
	}
	return out
}

func (s *Server) apiShowFaults(*http.Request) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.faultsView(), nil
}
