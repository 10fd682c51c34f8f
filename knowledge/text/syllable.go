package text

// Syllable numbers the sound of a Chinese character from 1 on, with what many
// speakers don't tell apart taken as one (zh z, ch c, sh s, ang an, eng en,
// ing in); 0 for a character without one.
func Syllable(r rune) uint16 { return syllable(syllables(), r) }
