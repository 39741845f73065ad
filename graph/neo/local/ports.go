package local

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"

	"github.com/sirupsen/logrus"
)

// host is the address that the server listens on: it serves this machine alone.
const host = "127.0.0.1"

// errPortTaken is wrapped by the error of a start that failed because a port was in use.
var errPortTaken = errors.New("a port of Neo4j was taken by another process")

type ports struct{ bolt, http int }

// choosePorts finds two free ports, the preferred ones if possible. Another process may take them
// afterwards: see portTries.
func choosePorts(ctx context.Context, o Options) (ports, error) {
	bolt, err := listen(ctx, o.Log, "bolt", o.BoltPort)
	if err != nil {
		return ports{}, err
	}
	// Both are held until both are chosen, so that they differ.
	web, err := listen(ctx, o.Log, "http", o.HTTPPort)
	if err != nil {
		return ports{}, errors.Join(err, bolt.Close())
	}
	chosen := ports{bolt: portOf(bolt), http: portOf(web)}
	if err := errors.Join(bolt.Close(), web.Close()); err != nil {
		return ports{}, fmt.Errorf("freeing the ports chosen for Neo4j: %w", err)
	}
	return chosen, nil
}

// listen takes the preferred port, or one of the kernel's choice.
func listen(ctx context.Context, log logrus.FieldLogger, name string, preferred int) (net.Listener, error) {
	var config net.ListenConfig
	if preferred != 0 {
		l, err := config.Listen(ctx, "tcp", net.JoinHostPort(host, strconv.Itoa(preferred)))
		if err == nil {
			return l, nil
		}
		log.WithError(err).WithField("port", preferred).Warnf("the %s port of Neo4j is taken; using another", name)
	}
	l, err := config.Listen(ctx, "tcp", net.JoinHostPort(host, "0"))
	if err != nil {
		return nil, fmt.Errorf("finding a free %s port for Neo4j: %w", name, err)
	}
	return l, nil
}

func portOf(l net.Listener) int {
	if addr, ok := l.Addr().(*net.TCPAddr); ok {
		return addr.Port
	}
	return 0
}
