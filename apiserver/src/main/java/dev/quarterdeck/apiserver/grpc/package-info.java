/**
 * The second door: {@code quarterdeck.v1} over gRPC, on the API server's own port. A call is
 * translated into the REST request that asks for the same and walks the same {@link
 * dev.quarterdeck.apiserver.request.RequestPath}; only messages and streams are this package's own.
 * The wire is gRPC over HTTP/2 as <a
 * href="https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md">its specification</a> has
 * it, written on Vert.x' streams: many small events go out in one write, and whoever does not read
 * is waited for by nobody (docs/adr/0005).
 */
package dev.quarterdeck.apiserver.grpc;
