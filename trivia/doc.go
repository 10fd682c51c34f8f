// Package trivia decides which fact comes next, what is asked about it, and
// when a post is due.
//
//   - A Bag draws facts so that none comes twice before all have come.
//   - A Schedule tells at which instants a chat's daily post is due, through
//     changes to and from summer time.
//   - OnThisDay tells the anniversaries among the facts.
//   - Quizzes are made from the facts' own values.
//
// All of it is computation: no clock, no randomness of its own, nothing is
// stored and nothing sent. Who calls brings the time and the seed and keeps
// what is returned.
package trivia
