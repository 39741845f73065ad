# Two stages: the binary is built with Go and runs on a bare Alpine. Alpine has the certificates that
# neo4j+s:// needs and the wget that the health check in docker-compose.yml uses.

# At least the version that go.mod requires: the build downloads no other Go.
ARG GO_VERSION=1.26
ARG ALPINE_VERSION=3.22

FROM golang:${GO_VERSION}-alpine AS build
WORKDIR /src
# Modules first: this layer is cached until go.mod or go.sum changes.
COPY go.mod go.sum ./
RUN go mod download
COPY . .
# .dockerignore leaves the history out, so there is no commit to record in the binary.
RUN CGO_ENABLED=0 go build -tags=nomsgpack -trimpath -buildvcs=false -ldflags='-s -w' -o /out/ringwatch ./cmd/ringwatch

FROM alpine:${ALPINE_VERSION}
RUN addgroup -S -g 10001 ringwatch && \
    adduser -S -D -H -u 10001 -G ringwatch -s /sbin/nologin ringwatch
COPY --from=build /out/ringwatch /usr/local/bin/ringwatch
COPY LICENSE /usr/share/licenses/ringwatch/LICENSE
USER 10001:10001
# Inside a container only its own network can connect; docker-compose.yml says what the host publishes.
ENV RINGWATCH_LISTEN=0.0.0.0:8080
EXPOSE 8080
ENTRYPOINT ["ringwatch"]
CMD ["serve"]
