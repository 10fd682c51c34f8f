package knowledge

import (
	"strings"
	"testing"
)

func TestFocus(t *testing.T) {
	t.Parallel()
	b, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, message string
		keeps         []string
		drops         []string
	}{
		{
			"a quotation before, chatter between",
			"我在做墙报，打印店六点就关门，我妹妹还没吃饭，墙上要写一句话，大意是国际科技组织是联系全球创新资源的重要纽带，这话是谁讲的？",
			[]string{"重要纽带", "这话是谁讲的"},
			[]string{"打印店", "妹妹"},
		},
		{
			"sentences with full stops",
			"My nephew spilled cocoa on the sofa yesterday. The oven is on fire again. She saw a robot with a silicone glove that makes tea without breaking glass. What was the glove made of?",
			[]string{"silicone glove", "what was the glove made of"},
			[]string{"cocoa", "oven"},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := b.focus(b.understand(test.message, ""))
			defer r.release()
			for _, s := range test.keeps {
				if !strings.Contains(r.question.folded, s) {
					t.Errorf("%q is left out: %s", s, r.question.folded)
				}
			}
			for _, s := range test.drops {
				if strings.Contains(r.question.folded, s) {
					t.Errorf("%q is kept: %s", s, r.question.folded)
				}
			}
		})
	}
}

// Of a message that is about the subject all through nothing is left out, and
// neither of one of a single clause.
func TestFocusOfEverything(t *testing.T) {
	t.Parallel()
	b, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range []string{
		"2023中关村论坛技术交易板块举办了多少场活动、来自多少个国家和地区的项目参加",
		strings.Repeat("论", 60),
	} {
		q := b.understand(m, "")
		r := b.focus(q)
		if r.question != q {
			t.Errorf("%s: only %s is kept", m, r.question.folded)
		}
		r.release()
	}
}
