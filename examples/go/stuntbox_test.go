package vpsclient

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// Stuntbox is a server of its own on free ports, or the one that `stuntbox run` has started around the tests.
type Stuntbox struct {
	URL     string `json:"url"`
	Control string `json:"control"`
	Token   string `json:"token"`
	PID     int    `json:"pid"`
	ended   chan error
}

// StartStuntbox starts the server, and returns once it listens.
func StartStuntbox(vendors ...string) (*Stuntbox, error) {
	if control := os.Getenv("STUNTBOX_CONTROL_URL"); control != "" {
		return &Stuntbox{URL: os.Getenv("STUNTBOX_URL"), Control: control, Token: os.Getenv("STUNTBOX_TOKEN")}, nil
	}
	folder, err := os.MkdirTemp("", "stuntbox")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	ready := filepath.Join(folder, "ready.json")
	words := strings.Fields(os.Getenv("STUNTBOX"))
	if len(words) == 0 {
		words = []string{"npx", "stuntbox"}
	}
	words = append(append(words, "serve"), vendors...)
	words = append(words, "--port", "0", "--control-port", "0", "--clock", "manual", "--quiet", "--ready-file", ready)
	command := exec.Command(words[0], words[1:]...)
	command.Stderr = os.Stderr
	if err := command.Start(); err != nil {
		return nil, err
	}
	box := &Stuntbox{ended: make(chan error, 1)}
	go func() { box.ended <- command.Wait() }()
	for {
		// The file appears whole, once the server listens.
		if content, err := os.ReadFile(ready); err == nil {
			return box, json.Unmarshal(content, box)
		}
		select {
		case err := <-box.ended:
			return nil, fmt.Errorf("stuntbox ended before it was ready: %w", err)
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// Close ends the server.
func (s *Stuntbox) Close() {
	if s.ended != nil {
		_ = syscall.Kill(s.PID, syscall.SIGTERM)
		<-s.ended
	}
}

// Advance moves the server's time: everything that is due by then has happened when it returns.
func (s *Stuntbox) Advance(by time.Duration) error {
	return s.ask("POST", "/clock/advance", map[string]any{"ms": by.Milliseconds()}, nil)
}

// Play plays a scenario, such as `vpsorg/out-of-credits`.
func (s *Stuntbox) Play(scenario string) error {
	return s.ask("POST", "/scenarios/play", map[string]any{"scenario": scenario}, nil)
}

// Reset makes everything as it was at the start.
func (s *Stuntbox) Reset() error {
	return s.ask("POST", "/reset", struct{}{}, nil)
}

// Exchange is a request and its reply; the reply has more members.
type Exchange struct {
	Operation string `json:"operation"`
	Reply     struct {
		Status int `json:"status"`
	} `json:"reply"`
}

// Journal returns the requests so far of an operation, such as `POST /servers/`.
func (s *Stuntbox) Journal(operation string) ([]Exchange, error) {
	var journal struct {
		Exchanges []Exchange `json:"exchanges"`
	}
	err := s.ask("GET", "/journal?operation="+url.QueryEscape(operation), nil, &journal)
	return journal.Exchanges, err
}

func (s *Stuntbox) ask(method, path string, body, into any) error {
	content := []byte{}
	if body != nil {
		content, _ = json.Marshal(body)
	}
	request, err := http.NewRequest(method, s.Control+"/clouds/default"+path, bytes.NewReader(content))
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+s.Token)
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode >= 400 {
		var problem struct {
			Detail string `json:"detail"`
		}
		_ = json.NewDecoder(response.Body).Decode(&problem)
		return errors.New(problem.Detail)
	}
	if into == nil {
		return nil
	}
	return json.NewDecoder(response.Body).Decode(into)
}
