package store

import (
	"fmt"
	"strings"
	"testing"
)

// What is due among very many chats is found by an index, in both databases'
// words for it.
func TestDuePlans(t *testing.T) {
	t.Parallel()
	s, err := Open(t.Context(), Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for query, index := range map[string]string{dueQuery: "daily_due", freeQuery: "post_claimed"} {
		rows, err := s.db.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+query, 1, 25)
		if err != nil {
			t.Fatal(err)
		}
		var plan []string
		for rows.Next() {
			var id, parent, unused int
			var detail string
			if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
				t.Fatal(err)
			}
			plan = append(plan, detail)
		}
		_ = rows.Close()
		said := strings.Join(plan, "; ")
		if !strings.Contains(said, "USING INDEX "+index) || query == dueQuery && strings.Contains(said, "TEMP B-TREE") {
			t.Errorf("%s: %s", fmt.Sprintf("%.60s", query), said)
		}
	}
}
