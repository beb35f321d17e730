// The tests of the client against stuntbox. They wait for no real time.
package vpsclient

import (
	"errors"
	"fmt"
	"os"
	"testing"
	"time"
)

var box *Stuntbox

func TestMain(m *testing.M) {
	var err error
	if box, err = StartStuntbox("vpsorg"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	box.Close()
	os.Exit(code)
}

// freshClient returns a client of a cloud as it was at the start. The client's sleep moves the server's time.
func freshClient(t *testing.T) Client {
	must(t, box.Reset())
	return Client{URL: box.URL + "/vpsorg", Token: "any-token", Sleep: func(by time.Duration) { must(t, box.Advance(by)) }}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestWaitsUntilTheServerRuns(t *testing.T) {
	server, err := freshClient(t).CreateServer("web-1")
	must(t, err)
	if server.Status != "active" {
		t.Errorf("the server is %s", server.Status)
	}
	// It takes three minutes to create a server, and the client asks every ten seconds.
	polls, err := box.Journal("GET /servers/{server_id}/")
	must(t, err)
	if len(polls) != 18 {
		t.Errorf("the client asked %d times", len(polls))
	}
}

func TestSaysThatTheAccountIsOutOfCredits(t *testing.T) {
	client := freshClient(t)
	must(t, box.Play("vpsorg/out-of-credits"))
	if _, err := client.CreateServer("web-1"); !errors.Is(err, ErrOutOfCredits) {
		t.Errorf("the error is %v", err)
	}
	orders, err := box.Journal("POST /servers/")
	must(t, err)
	if len(orders) != 1 || orders[0].Reply.Status != 402 {
		t.Errorf("the orders are %v", orders)
	}
}
