package handlers

import "context"

type beginKey struct{}

// WithBegin returns a context under which a Messenger calls begin right before
// a message leaves, when it has waited for its turn, and sends nothing if that
// fails. It does not try again by itself then, so that the caller knows what
// became of the message by the methods of the error:
//
//	Again() (after time.Duration, ok bool)  it did not arrive, and may be sent again
//	Refused() bool                          this message is not taken
//	Blocked() bool                          no message is taken there
//
// Where none of them says so, it may have arrived.
func WithBegin(ctx context.Context, begin func(context.Context) error) context.Context {
	return context.WithValue(ctx, beginKey{}, begin)
}

// BeginOf is what WithBegin put into a context, or nil.
func BeginOf(ctx context.Context) func(context.Context) error {
	begin, _ := ctx.Value(beginKey{}).(func(context.Context) error)
	return begin
}
