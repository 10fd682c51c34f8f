package botapi

import "testing"

func TestTable(t *testing.T) {
	t.Parallel()
	kinds := map[string]bool{"string": true, "number": true, "boolean": true, "chat": true, "file": true, "array": true, "object": true}
	for method, params := range Methods() {
		for name, p := range params {
			if !kinds[p.Kind] {
				t.Errorf("%s: %s is of kind %q", method, name, p.Kind)
			}
		}
	}
	if p := Methods()["sendMessage"]["chat_id"]; p != (Param{Kind: "chat", Required: true}) {
		t.Errorf("sendMessage's chat_id is %+v", p)
	}
	if got := Canonical("SENDmessage"); got != "sendMessage" {
		t.Errorf("got %q", got)
	}
	if got := Canonical("sendMassage"); got != "" {
		t.Errorf("got %q", got)
	}
}
