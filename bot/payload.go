package bot

import (
	"encoding/json"
	"fmt"

	"github.com/forumbot/forumbot/handlers"
)

// payloadVersion is that of stored messages. It grows when handlers.Message
// changes so that the program before or after would misread it.
const payloadVersion = 1

type payload struct {
	Version int               `json:"v"`
	Message *handlers.Message `json:"m"`
}

// pack writes a message for an Inbox.
func pack(m handlers.Message) ([]byte, error) {
	return json.Marshal(payload{payloadVersion, &m})
}

// unpack reads what pack wrote. Its errors don't quote what was read.
func unpack(data []byte) (handlers.Message, error) {
	var p payload
	err := json.Unmarshal(data, &p)
	switch {
	case p.Version != 0 && p.Version != payloadVersion:
		return handlers.Message{}, fmt.Errorf("it is of version %d, and this program knows %d", p.Version, payloadVersion)
	case err != nil:
		return handlers.Message{}, fmt.Errorf("it has another form than expected (%T)", err)
	case p.Message == nil || p.Version == 0:
		return handlers.Message{}, fmt.Errorf("it has another form than expected")
	}
	return *p.Message, nil
}
