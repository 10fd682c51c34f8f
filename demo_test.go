package main

import (
	"strings"
	"testing"
)

func TestListenAddress(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		in     string
		public bool
		want   string // "" for an error
	}{
		{"127.0.0.1:0", false, "127.0.0.1:0"},
		{"8080", false, "127.0.0.1:8080"},
		{"localhost:1", false, "localhost:1"},
		{"[::1]:1", false, "[::1]:1"},
		{"0.0.0.0:1", false, ""},
		{"0.0.0.0:1", true, "0.0.0.0:1"},
		{":1", false, ""},
		{":1", true, ":1"},
		{"192.168.1.2:1", false, ""},
		{"example.org:1", false, ""},
		{"127.0.0.1", false, ""},
		{"127.0.0.1:http", false, ""},
		{"", false, ""},
		{"localhost:", true, ""},
	} {
		got, err := listenAddress(tt.in, tt.public)
		if got != tt.want || (err == nil) != (tt.want != "") || err != nil && !strings.Contains(err.Error(), "--addr") {
			t.Errorf("%q, %t: %q, %v", tt.in, tt.public, got, err)
		}
	}
}
