package ground

// manner and bindings come next.
func (c *comparison) manner()   {}
func (c *comparison) bindings() {}

func (r *run) pronoun(*passage, int) []finding { return nil }
