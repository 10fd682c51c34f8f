// Package picture draws pictures with words: a card with one fact, a chart of
// numbers by day, and a table of years with their figures. All are PNG files in
// memory, made to be read on a phone within a chat.
//
// The text is set from a font that comes with the program; see fonts/README.md.
// It holds about 9,700 characters, Chinese ones above all. What it lacks appears
// as a box, and Picture.Missing tells of it, so that a caller can rather send words.
//
// The same input makes the same picture, up to the rounding of the processor's
// floating-point unit in the edges of letters. Nothing is kept between calls, and
// all functions may be called from several goroutines.
//
// Sizes: pictures are 1080 pixels wide, as Telegram shows them on a phone over
// its whole width, some 390 points. The smallest letters are 28 pixels, about 10
// points. Telegram scales what is longer than 1280 pixels on a side down to
// that; so a card never is, and a table is only when it has many rows.
package picture
