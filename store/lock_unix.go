//go:build unix

package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// dirLock is held by the one process that runs on a folder.
type dirLock struct {
	file  *os.File
	alone bool // the lock is good for something
}

// lockDir takes the lock of a folder, which the system lets go when the
// process ends, however that happens. It waits for another one to stop.
func lockDir(ctx context.Context, dir string, patience time.Duration) (*dirLock, error) {
	f, err := os.OpenFile(filepath.Join(dir, "forumbot.lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("the folder of the data can't be used: %w; check who owns it", err)
	}
	over := time.NewTimer(patience)
	defer over.Stop()
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	for {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		switch {
		case err == nil:
			return &dirLock{f, true}, nil
		case errors.Is(err, syscall.EINTR):
			continue
		case errors.Is(err, syscall.EWOULDBLOCK):
		case errors.Is(err, syscall.ENOTSUP), errors.Is(err, syscall.ENOLCK), errors.Is(err, syscall.ENOSYS):
			return &dirLock{f, false}, nil // some network file systems
		default:
			return nil, errors.Join(fmt.Errorf("the folder of the data can't be locked: %w", err), f.Close())
		}
		select {
		case <-again.C:
		case <-over.C:
			return nil, errors.Join(fmt.Errorf("another forumbot runs on the data in %s; stop it, or give this one a folder of its own (DATA_DIR or --data)", dir), f.Close())
		case <-ctx.Done():
			return nil, errors.Join(ctx.Err(), f.Close())
		}
	}
}

// Close lets the lock go.
func (l *dirLock) Close() error { return l.file.Close() }
