package localplatform

import (
	"fmt"
	"net"
)

// freeAddress returns addr, or another port of the same host if that one is taken.
func freeAddress(addr string) (string, error) {
	listener, err := net.Listen("tcp", addr)
	if err == nil {
		return addr, listener.Close()
	}
	host, _, splitErr := net.SplitHostPort(addr)
	if splitErr != nil {
		return "", fmt.Errorf("RINGWATCH_LISTEN: want HOST:PORT: %w", splitErr)
	}
	if listener, err = net.Listen("tcp", net.JoinHostPort(host, "0")); err != nil {
		return "", fmt.Errorf("RINGWATCH_LISTEN: %w", err)
	}
	return listener.Addr().String(), listener.Close()
}
