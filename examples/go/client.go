// Package vpsclient is a small client of VPS.org, such as yours: it creates a server and waits until it runs.
package vpsclient

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// ErrOutOfCredits says that the account cannot pay for the server.
var ErrOutOfCredits = errors.New("the account is out of credits")

// Server is what the client wants to know of a server.
type Server struct {
	ID     int    `json:"id"`
	Status string `json:"status"`
}

// Client has its own Sleep, so that a test can move the server's time instead.
type Client struct {
	URL   string
	Token string
	Sleep func(time.Duration)
}

// CreateServer creates a server and waits until it runs.
func (c Client) CreateServer(name string) (Server, error) {
	order := map[string]any{"name": name, "plan_id": 1, "os_id": 5, "location": "us-west"}
	server, err := c.ask("POST", "/servers/", order)
	for err == nil && server.Status == "provisioning" {
		c.Sleep(10 * time.Second)
		server, err = c.ask("GET", fmt.Sprintf("/servers/%d/", server.ID), nil)
	}
	return server, err
}

func (c Client) ask(method, path string, body any) (server Server, err error) {
	content, err := json.Marshal(body)
	if err != nil {
		return server, err
	}
	request, err := http.NewRequest(method, c.URL+path, bytes.NewReader(content))
	if err != nil {
		return server, err
	}
	request.Header.Set("Authorization", "Bearer "+c.Token)
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return server, err
	}
	defer response.Body.Close()
	switch {
	case response.StatusCode == http.StatusPaymentRequired:
		return server, ErrOutOfCredits
	case response.StatusCode >= 400:
		return server, fmt.Errorf("%s %s was answered %s", method, path, response.Status)
	}
	return server, json.NewDecoder(response.Body).Decode(&server)
}
