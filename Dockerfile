# Two stages: the binary is built with Go and runs on a bare Alpine, which brings the
# certificates that neo4j+s:// needs and the wget that the health check in
# docker-compose.yml uses.

# At least what go.mod asks for: the image fetches no other Go.
ARG GO_VERSION=1.26
ARG ALPINE_VERSION=3.22

FROM golang:${GO_VERSION}-alpine AS build
WORKDIR /src
# Modules first: as long as they stay the same, this layer does too.
COPY go.mod go.sum ./
RUN go mod download
COPY . .
# The repository's history stays outside of the image, so there is no commit to stamp.
RUN CGO_ENABLED=0 go build -tags=nomsgpack -trimpath -buildvcs=false -ldflags='-s -w' -o /out/ringwatch ./cmd/ringwatch

FROM alpine:${ALPINE_VERSION}
RUN addgroup -S -g 10001 ringwatch && \
    adduser -S -D -H -u 10001 -G ringwatch -s /sbin/nologin ringwatch
COPY --from=build /out/ringwatch /usr/local/bin/ringwatch
COPY LICENSE /usr/share/licenses/ringwatch/LICENSE
USER 10001:10001
# In a container only its own network reaches it: what the host opens, compose says.
ENV RINGWATCH_LISTEN=0.0.0.0:8080
EXPOSE 8080
ENTRYPOINT ["ringwatch"]
CMD ["serve"]
