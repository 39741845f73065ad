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

// answer is one answer's status and how long it took.
type answer struct {
	status int
	took   time.Duration
}

// request writes a whole request, to be sent again and again.
func request(method, path, host, key string, body []byte) []byte {
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

// connection asks one thing after another. Parsing as little as it can leaves the machine
// to the server.
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

func (c *connection) ask(request []byte) (status int, err error) {
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
				return status, c.chunks()
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

func (c *connection) chunks() error {
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

// run asks over some connections for a while: as fast as they answer, or where each is over
// 0 so many times a second in all, whose times are reckoned from when they should have begun.
func run(addr string, requests [][]byte, connections int, each float64, during time.Duration) ([]answer, error) {
	var mu sync.Mutex
	var all []answer
	var failed error
	var work sync.WaitGroup
	began := time.Now()
	for i := range connections {
		work.Go(func() {
			own, err := one(addr, requests, i, connections, each, began, during)
			mu.Lock()
			defer mu.Unlock()
			all = append(all, own...)
			if err != nil && err != io.EOF {
				failed = err
			}
		})
	}
	work.Wait()
	return all, failed
}

func one(addr string, requests [][]byte, i, connections int, each float64, began time.Time, during time.Duration) (own []answer, err error) {
	c, err := dial(addr)
	if err != nil {
		return nil, err
	}
	defer func() { _ = c.Close() }()
	for n := i; time.Since(began) < during; n += connections {
		due := time.Now()
		if each > 0 {
			due = began.Add(time.Duration(float64(n) / each * float64(time.Second)))
			time.Sleep(time.Until(due))
		}
		status, err := c.ask(requests[n%len(requests)])
		if err != nil {
			if c, err = dial(addr); err != nil { // a flooder's connection may be closed
				return own, err
			}
			status = 0
		}
		own = append(own, answer{status, time.Since(due)})
	}
	return own, nil
}

// place is what serve printed.
type place struct {
	API, Key, Flooder, Token, Ring string
}

func load(args []string) error {
	flags := flag.NewFlagSet("load", flag.ContinueOnError)
	where := flags.String("where", "", "what serve printed")
	what := flags.String("what", "", "noop, checks, rings, ring, flood")
	tokens := flags.Int("tokens", 1, "tokens in a request for checks, and in the body of noop")
	connections := flags.Int("connections", 32, "connections")
	each := flags.Float64("rate", 0, "requests a second; 0 as fast as they are answered")
	during := flags.Duration("for", 5*time.Second, "how long")
	if err := flags.Parse(args); err != nil {
		return err
	}
	var at place
	if err := json.Unmarshal([]byte(*where), &at); err != nil {
		return err
	}
	r := rand.New(rand.NewPCG(9, 9))
	asked := make([]string, *tokens)
	for i := range asked {
		asked[i] = token(r)
	}
	asked[0] = at.Token
	body, err := json.Marshal(map[string]any{"tokens": asked})
	if err != nil {
		return err
	}
	var requests [][]byte
	switch *what {
	case "noop":
		requests = [][]byte{request("POST", "/noop", at.API, at.Key, body)}
	case "checks":
		requests = [][]byte{request("POST", "/v1/checks", at.API, at.Key, body)}
	case "flood":
		requests = [][]byte{request("GET", "/v1/rings", at.API, at.Flooder, nil)}
	case "rings":
		for _, query := range []string{"", "?limit=100", "?band=high", "?region=KA&min_score=0.7"} {
			requests = append(requests, request("GET", "/v1/rings"+query, at.API, at.Key, nil))
		}
	case "ring":
		requests = [][]byte{request("GET", "/v1/rings/"+at.Ring, at.API, at.Key, nil)}
	default:
		return fmt.Errorf("--what: want noop, checks, rings, ring or flood")
	}
	all, err := run(at.API, requests, *connections, *each, *during)
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
