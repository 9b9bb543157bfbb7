package dev.quarterdeck.dns.wire;

/** What a packet turned out to be. */
public sealed interface Decoded {

  /** A question to answer. */
  record Question(Query query) implements Decoded {}

  /**
   * Not a question that can be answered, but one whose sender can be told so.
   *
   * @param reply all of the answer
   * @param rcode the one in it
   */
  record Refused(byte[] reply, int rcode) implements Decoded {}

  /** Nothing to answer: an answer itself, or too short to tell what. */
  record Noise() implements Decoded {}
}
