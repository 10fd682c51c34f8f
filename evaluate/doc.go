// Package evaluate scores a question-answering function on question files.
//
// A file holds one JSON object a line, in any mixture of three forms:
//
//   - answerable: {"question", "expect": [[…]], "forbid": […]}; right when the
//     verdict is answer, every group of expect has at least one alternative in
//     the answer (ignoring case), and no forbidden string occurs;
//   - unanswerable: {"question", "kind"}; right when the verdict is refuse or
//     suggest (smalltalk for the kind smalltalk). The kind false_premise is
//     also right with a correction: every group of expect_correction in the
//     answer, nothing of forbid, and no beginning of forbid_start;
//   - dialogues: {"turns": [{"question", "expect" | "refuse" | "smalltalk"}]},
//     asked in order in one chat.
package evaluate
