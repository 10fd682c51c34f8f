//go:build unix

package storetest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"time"
)

// Server is a PostgreSQL server of the tests' own, with its data in a
// temporary folder, that is reached by a socket there.
type Server struct {
	dir  string
	bin  string
	who  *syscall.Credential // nil: as ourselves
	cmd  *exec.Cmd
	life io.Closer // the server lives as long as it is open, so it can't outlive the tests
	log  *os.File
}

// StartServer makes a server and starts it. PostgreSQL refuses to run as root,
// so root's tests run it as the user postgres or nobody.
func StartServer() (*Server, error) {
	bin, err := programs()
	if err != nil {
		return nil, err
	}
	s := &Server{bin: bin}
	if s.dir, err = os.MkdirTemp("", "forumbot-pg-"); err != nil {
		return nil, err
	}
	if err := s.prepare(); err != nil {
		return nil, errors.Join(err, os.RemoveAll(s.dir))
	}
	if err := s.Start(); err != nil {
		return nil, errors.Join(err, os.RemoveAll(s.dir))
	}
	return s, nil
}

// programs finds the newest folder that holds initdb and postgres.
func programs() (string, error) {
	folders, _ := filepath.Glob("/usr/lib/postgresql/*/bin") // the pattern is right
	slices.SortFunc(folders, func(a, b string) int {
		version := func(s string) int { n, _ := strconv.Atoi(filepath.Base(filepath.Dir(s))); return n }
		return version(b) - version(a)
	})
	if p, err := exec.LookPath("initdb"); err == nil {
		if p, err := filepath.EvalSymlinks(p); err == nil {
			folders = append([]string{filepath.Dir(p)}, folders...)
		}
	}
	for _, dir := range folders {
		_, err1 := os.Stat(filepath.Join(dir, "initdb"))
		_, err2 := os.Stat(filepath.Join(dir, "postgres"))
		if err1 == nil && err2 == nil {
			return dir, nil
		}
	}
	return "", errors.New("initdb and postgres are not installed")
}

func (s *Server) prepare() error {
	if os.Getuid() == 0 {
		u, err := user.Lookup("postgres")
		if err != nil {
			if u, err = user.Lookup("nobody"); err != nil {
				return err
			}
		}
		uid, _ := strconv.ParseUint(u.Uid, 10, 32) // both are numbers here
		gid, _ := strconv.ParseUint(u.Gid, 10, 32)
		s.who = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		if err := os.Chown(s.dir, int(uid), int(gid)); err != nil {
			return err
		}
	}
	out, err := s.command(context.Background(), filepath.Join(s.bin, "initdb"),
		"-D", filepath.Join(s.dir, "data"), "-U", "forumbot", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync").CombinedOutput()
	if err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	s.log, err = os.Create(filepath.Join(s.dir, "log"))
	return err
}

func (s *Server) command(ctx context.Context, name string, args ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, name, args...)
	c.Dir = s.dir
	c.SysProcAttr = &syscall.SysProcAttr{Credential: s.who, Setpgid: true}
	return c
}

// Start starts the server again after Stop, and waits until it answers.
func (s *Server) Start() error {
	// The shell ends the server when its input ends, as it does when the tests die.
	const script = `"$@" & server=$!; (read -r _; kill -QUIT $server) <&3 & wait $server`
	s.cmd = s.command(context.Background(), "sh", "-c", script, "sh", filepath.Join(s.bin, "postgres"),
		"-D", filepath.Join(s.dir, "data"), "-k", s.dir, "-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=200")
	in, life, err := os.Pipe()
	if err != nil {
		return err
	}
	s.cmd.ExtraFiles = []*os.File{in}
	s.cmd.Stdout, s.cmd.Stderr = s.log, s.log
	s.life = life
	err = s.cmd.Start()
	if err := errors.Join(err, in.Close()); err != nil {
		return errors.Join(err, life.Close())
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	db, err := sql.Open("pgx", s.URL())
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		err := db.PingContext(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			said, _ := os.ReadFile(s.log.Name())
			return errors.Join(fmt.Errorf("the server does not answer: %w: %s", err, said), s.Stop())
		}
	}
}

// URL is the server's address.
func (s *Server) URL() string {
	q := url.Values{"host": {s.dir}, "sslmode": {"disable"}}
	return "postgres://forumbot@/postgres?" + q.Encode()
}

// Stop ends the server at once, as a crash does.
func (s *Server) Stop() error {
	if s.cmd == nil {
		return nil
	}
	err := s.life.Close()
	_ = s.cmd.Wait() // a server that is killed ends with an error
	s.cmd = nil
	return err
}

// Close stops the server and removes its data.
func (s *Server) Close() error {
	return errors.Join(s.Stop(), s.log.Close(), os.RemoveAll(s.dir))
}
