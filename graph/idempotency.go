package graph

// StoredResponse is a response that is stored under an idempotency key. A request that is sent
// again gets it instead of being carried out twice.
type StoredResponse struct {
	Status    int    // of HTTP
	MediaType string // of the body
	Location  string // may be empty
	Body      []byte
}
