package spell

import (
	"bytes"
	"reflect"
	"testing"
)

func TestRestoredCorrectorIsTheSame(t *testing.T) {
	t.Parallel()
	c := New()
	for _, s := range []string{"中关村论坛的主题是开放合作", "开放合作，共享未来。", "the zhongguancun forum of 2023", "forum, exhibition and forum"} {
		c.Add(s)
	}
	c.Finish()
	saved := c.AppendBinary(nil)
	r := Restore(saved)
	if !reflect.DeepEqual(c, r) {
		t.Errorf("got %+v\nwant %+v", r, c)
	}
	if again := r.AppendBinary(nil); !bytes.Equal(saved, again) {
		t.Error("saving again gives other bytes")
	}
	if empty := Restore(New().AppendBinary(nil)); len(empty.words) != 0 || len(empty.byFirst) != 0 {
		t.Errorf("an empty corrector has %v, %v", empty.words, empty.byFirst)
	}
}

func FuzzRestore(f *testing.F) {
	c := New()
	c.Add("中关村论坛 forum exhibition")
	c.Finish()
	f.Add(c.AppendBinary(nil))
	f.Fuzz(func(_ *testing.T, data []byte) {
		Restore(data).Correct("中官村论坛 forun")
	})
}
