package dev.quarterdeck.apiserver.request;

/** A place among the requests that are worked on; whoever took it gives it back by closing it. */
@FunctionalInterface
interface Seat extends AutoCloseable {

  /** Of those who need none. */
  Seat NONE = () -> {};

  @Override
  void close();
}
