package ground

// names are known beforehand.
type names struct{ list []string }

func (n *names) add(list []string) { n.list = append(n.list, list...) }
