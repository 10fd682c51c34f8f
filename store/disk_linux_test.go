package store_test

import (
	"bytes"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// smallDisk is a folder on a disk of four megabytes, a file "ballast" of one
// megabyte on it. Only root can have one.
func smallDisk(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=4m"); err != nil {
		t.Skipf("no small disk can be made: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Errorf("the small disk stays: %v", err)
		}
	})
	must(t, os.WriteFile(filepath.Join(dir, "ballast"), bytes.Repeat([]byte{1}, 1<<20), 0o600))
	return dir
}
