package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"slices"
	"strconv"
	"sync"
	"time"
)

// sample is the status of one response, 0 if the connection was lost, and how long it took.
type sample struct {
	status int
	took   time.Duration
}

// newRequest returns the bytes of a request, to be sent many times.
func newRequest(method, path, host, key string, body []byte) []byte {
	var out bytes.Buffer
	fmt.Fprintf(&out, "%s %s HTTP/1.1\r\nHost: %s\r\n", method, path, host)
	if key != "" {
		fmt.Fprintf(&out, "Authorization: Bearer %s\r\n", key)
	}
	if body != nil {
		fmt.Fprintf(&out, "Content-Type: application/json\r\nContent-Length: %d\r\n", len(body))
	}
	out.WriteString("\r\n")
	out.Write(body)
	return out.Bytes()
}

// connection sends one request after another. It parses as little as possible, to leave the
// processors to the server.
type connection struct {
	net.Conn
	in *bufio.Reader
}

func dial(addr string) (*connection, error) {
	c, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	return &connection{c, bufio.NewReaderSize(c, 64<<10)}, nil
}

// send sends a request, reads the response and returns its status.
func (c *connection) send(request []byte) (status int, err error) {
	if _, err := c.Write(request); err != nil {
		return 0, err
	}
	length, chunked := 0, false
	for first := true; ; first = false {
		line, err := c.in.ReadSlice('\n')
		if err != nil {
			return 0, err
		}
		line = bytes.TrimRight(line, "\r\n")
		switch {
		case first:
			status, err = strconv.Atoi(string(line[9:12]))
			if err != nil {
				return 0, err
			}
		case len(line) == 0:
			if chunked {
				return status, c.skipChunks()
			}
			_, err := c.in.Discard(length)
			return status, err
		case bytes.HasPrefix(line, []byte("Content-Length: ")):
			if length, err = strconv.Atoi(string(line[16:])); err != nil {
				return 0, err
			}
		case bytes.HasPrefix(line, []byte("Transfer-Encoding: chunked")):
			chunked = true
		}
	}
}

// skipChunks reads a chunked body to its end.
func (c *connection) skipChunks() error {
	for {
		line, err := c.in.ReadSlice('\n')
		if err != nil {
			return err
		}
		n, err := strconv.ParseInt(string(bytes.TrimRight(line, "\r\n")), 16, 64)
		if err != nil {
			return err
		}
		if _, err := c.in.Discard(int(n) + 2); err != nil || n == 0 {
			return err
		}
	}
}

// run sends requests over several connections for a while: each as soon as the last response
// arrived, or, if rate is above 0, at that many requests a second in all. Then a sample's time
// counts from when its request was due, so that a slow response is not hidden by the requests that
// it holds up.
func run(addr string, requests [][]byte, connections int, rate float64, during time.Duration) ([]sample, error) {
	var mu sync.Mutex
	var all []sample
	var failed error
	var work sync.WaitGroup
	start := time.Now()
	for i := range connections {
		work.Go(func() {
			samples, err := runOne(addr, requests, i, connections, rate, start, during)
			mu.Lock()
			defer mu.Unlock()
			all = append(all, samples...)
			if err != nil && err != io.EOF {
				failed = err
			}
		})
	}
	work.Wait()
	return all, failed
}

// runOne is the i-th of run's connections.
func runOne(
	addr string, requests [][]byte, i, connections int, rate float64, start time.Time, during time.Duration,
) (samples []sample, err error) {
	c, err := dial(addr)
	if err != nil {
		return nil, err
	}
	defer func() { _ = c.Close() }()
	for n := i; time.Since(start) < during; n += connections {
		due := time.Now()
		if rate > 0 {
			due = start.Add(time.Duration(float64(n) / rate * float64(time.Second)))
			time.Sleep(time.Until(due))
		}
		status, err := c.send(requests[n%len(requests)])
		if err != nil {
			if c, err = dial(addr); err != nil { // the API closes connections of an agency that floods
				return samples, err
			}
			status = 0
		}
		samples = append(samples, sample{status, time.Since(due)})
	}
	return samples, nil
}

// target is what serve printed.
type target struct {
	API, Key, Flooder, Token, Ring string
}

func load(args []string) error {
	flags := flag.NewFlagSet("load", flag.ContinueOnError)
	where := flags.String("where", "", "what serve printed")
	what := flags.String("what", "", "noop, checks, rings, ring, flood")
	tokens := flags.Int("tokens", 1, "tokens in a request for checks, and in the body of noop")
	connections := flags.Int("connections", 32, "connections")
	rate := flags.Float64("rate", 0, "requests a second; 0 sends the next as soon as a response arrives")
	during := flags.Duration("for", 5*time.Second, "how long")
	if err := flags.Parse(args); err != nil {
		return err
	}
	var at target
	if err := json.Unmarshal([]byte(*where), &at); err != nil {
		return err
	}
	r := rand.New(rand.NewPCG(9, 9))
	tokenTexts := make([]string, *tokens)
	for i := range tokenTexts {
		tokenTexts[i] = token(r)
	}
	tokenTexts[0] = at.Token
	body, err := json.Marshal(map[string]any{"tokens": tokenTexts})
	if err != nil {
		return err
	}
	var requests [][]byte
	switch *what {
	case "noop":
		requests = [][]byte{newRequest("POST", "/noop", at.API, at.Key, body)}
	case "checks":
		requests = [][]byte{newRequest("POST", "/v1/checks", at.API, at.Key, body)}
	case "flood":
		requests = [][]byte{newRequest("GET", "/v1/rings", at.API, at.Flooder, nil)}
	case "rings":
		for _, query := range []string{"", "?limit=100", "?band=high", "?region=KA&min_score=0.7"} {
			requests = append(requests, newRequest("GET", "/v1/rings"+query, at.API, at.Key, nil))
		}
	case "ring":
		requests = [][]byte{newRequest("GET", "/v1/rings/"+at.Ring, at.API, at.Key, nil)}
	default:
		return fmt.Errorf("--what: want noop, checks, rings, ring or flood")
	}
	all, err := run(at.API, requests, *connections, *rate, *during)
	if err != nil {
		return err
	}
	var took []time.Duration
	statuses := map[int]int{}
	for _, a := range all {
		statuses[a.status]++
		took = append(took, a.took)
	}
	slices.Sort(took)
	at99 := func(share float64) float64 {
		return float64(took[int(share*float64(len(took)-1))].Microseconds()) / 1000
	}
	fmt.Printf("%-7s tokens=%-5d %9.0f requests/s %12.0f tokens/s  p50 %7.2f ms  p99 %7.2f ms  statuses %v\n", *what, *tokens,
		float64(len(all))/during.Seconds(), float64(len(all)**tokens)/during.Seconds(), at99(0.5), at99(0.99), statuses)
	return nil
}
