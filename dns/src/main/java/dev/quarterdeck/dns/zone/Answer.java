package dev.quarterdeck.dns.zone;

import java.util.List;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/** What a zone says to a question. */
public sealed interface Answer {

  /**
   * There is what was asked for.
   *
   * @param records never empty; aliases on the way to it come first
   * @param extra addresses of names in {@code records}, which the client will ask for next
   */
  record Found(List<Record> records, List<Record> extra) implements Answer {}

  /**
   * The name is there, but not that kind of record.
   *
   * @param chain aliases on the way
   * @param soa tells how long that may be kept
   */
  record Empty(List<Record> chain, Record soa) implements Answer {}

  /** There is no such name; as in {@link Empty}. */
  record Missing(List<Record> chain, Record soa) implements Answer {}

  /**
   * An alias of a name that other servers know.
   *
   * @param chain never empty; leads to {@code target}
   */
  record Alias(List<Record> chain, Name target) implements Answer {}

  /** Aliases that lead nowhere, since they lead to one another or to too many. */
  record Endless() implements Answer {}

  /** The name is not the cluster's: other servers may know it. */
  record Outside() implements Answer {}
}
