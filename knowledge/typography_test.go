package knowledge

import (
	"strings"
	"testing"
)

func TestSetChinese(t *testing.T) {
	t.Parallel()
	tests := []struct{ text, wrong string }{
		{"2023中关村论坛的主题是“开放合作·共享未来”，来自80多个国家和地区。", ""},
		{"英文名是Zhongguancun Forum, ZGC Forum for short。", ""},
		{"温度为0.5至1.5度，比例3:1。", ""},
		{"每届,都有", "，"},
		{"共3项(含1项)", "（"},
		{"结束了.", "。"},
		{"主题是\"创新\"", "“"},
		{"主题是「创新」", "“"},
		{"在 2023 年", "space"},
		{"由IEEE 主席", "space"},
		{"２０２３年", "half-width"},
		{"创新-发展", "——"},
		{"主题是“创新", "quote"},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			t.Parallel()
			got := setChinese(tt.text)
			if (got == "") != (tt.wrong == "") || !strings.Contains(got, tt.wrong) {
				t.Errorf("%q, want something about %q", got, tt.wrong)
			}
		})
	}
}
