//go:build !unix

package storetest

import "errors"

// Server is a PostgreSQL server of the tests' own; there is none here.
type Server struct{}

var errNoServer = errors.New("the tests start a server on Unix only")

// StartServer fails here.
func StartServer() (*Server, error) { return nil, errNoServer }

// URL is empty.
func (*Server) URL() string { return "" }

// Start fails here.
func (*Server) Start() error { return errNoServer }

// Stop fails here.
func (*Server) Stop() error { return errNoServer }

// Close does nothing.
func (*Server) Close() error { return nil }
