package simulator

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// A question, its fetching and its answer, without the network.
func BenchmarkQuestion(b *testing.B) {
	s, err := New(Options{History: 100})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	do := func(path, kind, body string) {
		r := httptest.NewRequest(http.MethodPost, "http://127.0.0.1"+path, strings.NewReader(body))
		r.Header.Set("Content-Type", kind)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			b.Fatal(w.Body)
		}
	}
	const form = "application/x-www-form-urlencoded"
	root := "/bot" + DefaultToken
	b.ReportAllocs()
	for n := range b.N {
		do("/api/send", "application/json", fmt.Sprintf(`{"as":%d,"chat":%d,"text":"What was the theme?"}`, emma, emma))
		do(root+"/getUpdates", form, fmt.Sprintf("offset=%d", 480_000_001+n))
		do(root+"/sendMessage", form, fmt.Sprintf("chat_id=%d&parse_mode=HTML&text=<b>It</b> was", emma))
	}
}
