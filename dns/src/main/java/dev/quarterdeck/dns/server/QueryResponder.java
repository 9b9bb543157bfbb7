package dev.quarterdeck.dns.server;

import dev.quarterdeck.dns.forward.Forwarder;
import dev.quarterdeck.dns.forward.Question;
import dev.quarterdeck.dns.forward.UpstreamAnswer;
import dev.quarterdeck.dns.server.Client.Transport;
import dev.quarterdeck.dns.wire.Decoded;
import dev.quarterdeck.dns.wire.DnsReply;
import dev.quarterdeck.dns.wire.Query;
import dev.quarterdeck.dns.wire.QueryDecoder;
import dev.quarterdeck.dns.wire.ReplyEncoder;
import dev.quarterdeck.dns.zone.Answer;
import dev.quarterdeck.dns.zone.Zone;
import dev.quarterdeck.dns.zone.ZoneAnswers;
import dev.quarterdeck.model.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Turns a packet into its answer: from the zone, else from other servers. */
final class QueryResponder {

  private static final Logger LOG = LoggerFactory.getLogger(QueryResponder.class);
  private static final Name REVERSE = Name.fromConstantString("arpa.");
  // As long as a busy machine may take to list the cluster's objects.
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private final Name domain;
  private final Supplier<Optional<Zone>> zone;
  private final Forwarder forwarder;
  private final ServerMetrics metrics;
  private final Time time;
  private final Random random;
  private final long silentUntil;

  /**
   * @param domain the cluster's
   * @param zone empty while the cluster is not known yet
   */
  QueryResponder(
      Name domain,
      Supplier<Optional<Zone>> zone,
      Forwarder forwarder,
      ServerMetrics metrics,
      Time time,
      Random random) {
    this.domain = domain;
    this.zone = zone;
    this.forwarder = forwarder;
    this.metrics = metrics;
    this.time = time;
    this.random = random;
    silentUntil = time.nanos() + SILENCE.toNanos();
  }

  /** One query on its way to its answer. */
  private final class Turn {
    private final Client client;
    private final Query query;
    private final boolean ours;
    private final long start;
    private final Consumer<byte[]> sink;

    Turn(Client client, Query query, long start, Consumer<byte[]> sink) {
      this.client = client;
      this.query = query;
      ours = query.name().subdomain(domain);
      this.start = start;
      this.sink = sink;
    }

    private int limit() {
      return client.transport() == Transport.TCP ? ReplyEncoder.TCP_LIMIT : query.udpLimit();
    }

    void reply(DnsReply reply) {
      send(ReplyEncoder.encode(query, reply, client.mayRecurse(), limit()), reply.rcode());
    }

    void error(int rcode) {
      reply(DnsReply.error(rcode));
    }

    void reply(UpstreamAnswer answer) {
      send(answer.encode(query, limit(), time.nanos()), answer.rcode());
    }

    private void send(byte[] wire, int rcode) {
      metrics.answered(client, query.type(), ours, rcode, wire.length, time.nanos() - start);
      sink.accept(wire);
    }

    Question question(Name name) {
      return new Question(
          name, query.type(), query.dclass(), query.dnssecOk(), query.checkingDisabled());
    }
  }

  /**
   * Answers at once or later, from another thread, or not at all.
   *
   * @param sink must not block
   * @return whether it will be told an answer
   */
  boolean respond(byte[] packet, Client client, Consumer<byte[]> sink) {
    var start = time.nanos();
    switch (QueryDecoder.decode(packet)) {
      case Decoded.Noise _ -> {
        metrics.malformed();
        return false;
      }
      case Decoded.Refused(var reply, var _) -> {
        metrics.malformed();
        sink.accept(reply);
      }
      case Decoded.Question(var query) -> {
        var known = zone.get();
        if (known.isEmpty() && mayBeOurs(query.name()) && start - silentUntil < 0) {
          return false;
        }
        var turn = new Turn(client, query, start, sink);
        try {
          answer(turn, known);
        } catch (RuntimeException e) {
          metrics.panicked();
          LOG.error("no answer name={} type={}", query.name(), Type.string(query.type()), e);
          turn.error(Rcode.SERVFAIL);
        }
      }
    }
    return true;
  }

  /**
   * Such a question is not answered at first: a resolver that hears nothing asks again, one that is
   * told of a failure believes it.
   */
  private boolean mayBeOurs(Name name) {
    return name.subdomain(domain) || name.subdomain(REVERSE);
  }

  private void answer(Turn turn, Optional<Zone> known) {
    var query = turn.query;
    if (query.dclass() != DClass.IN
        || query.type() == Type.AXFR
        || query.type() == Type.IXFR
        || forwarder.isProbe(query.name(), query.type())) {
      turn.error(Rcode.REFUSED);
      return;
    }
    if (known.isPresent()) {
      tell(turn, ZoneAnswers.answer(query.name(), query.type(), known.get()));
    } else if (mayBeOurs(query.name())) {
      turn.error(Rcode.SERVFAIL);
    } else {
      forward(turn);
    }
  }

  private void tell(Turn turn, Answer answer) {
    switch (answer) {
      case Answer.Found(var records, var extra) ->
          turn.reply(own(Rcode.NOERROR, shuffled(records), List.of(), extra));
      case Answer.Empty(var chain, var soa) ->
          turn.reply(own(Rcode.NOERROR, chain, List.of(soa), List.of()));
      case Answer.Missing(var chain, var soa) ->
          turn.reply(own(Rcode.NXDOMAIN, chain, List.of(soa), List.of()));
      case Answer.Endless _ -> turn.error(Rcode.SERVFAIL);
      case Answer.Alias(var chain, var target) -> follow(turn, chain, target);
      case Answer.Outside _ -> forward(turn);
    }
  }

  private static DnsReply own(
      int rcode, List<Record> answers, List<Record> authority, List<Record> additional) {
    return new DnsReply(rcode, true, answers, authority, additional);
  }

  /** So that clients that take the first address spread over all. */
  private List<Record> shuffled(List<Record> records) {
    var first = 0;
    while (first < records.size() && records.get(first).getType() == Type.CNAME) {
      first++;
    }
    if (records.size() - first < 2 || !isAddress(records.get(first))) {
      return records;
    }
    var shuffled = new ArrayList<>(records);
    Collections.shuffle(shuffled.subList(first, shuffled.size()), random);
    return shuffled;
  }

  private static boolean isAddress(Record record) {
    return record.getType() == Type.A || record.getType() == Type.AAAA;
  }

  private void forward(Turn turn) {
    if (!turn.client.mayRecurse() || !turn.query.recursionDesired()) {
      turn.error(Rcode.REFUSED);
      return;
    }
    forwarder.ask(turn.question(turn.query.name()), turn.client.address(), turn::reply);
  }

  /** An alias of ours whose end other servers know: both in one answer. */
  private void follow(Turn turn, List<Record> chain, Name target) {
    if (!turn.client.mayRecurse() || !turn.query.recursionDesired()) {
      turn.reply(own(Rcode.NOERROR, chain, List.of(), List.of()));
      return;
    }
    forwarder.ask(
        turn.question(target),
        turn.client.address(),
        answer -> {
          var rest = answer.reply(time.nanos());
          var answers = new ArrayList<>(chain);
          answers.addAll(rest.answers());
          turn.reply(own(rest.rcode(), answers, rest.authority(), List.of()));
        });
  }
}
