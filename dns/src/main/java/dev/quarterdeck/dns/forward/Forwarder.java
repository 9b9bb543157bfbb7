package dev.quarterdeck.dns.forward;

import dev.quarterdeck.model.time.Time;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;

/**
 * Finds out from other servers what the cluster does not know. Clients that ask the same at one
 * time share one question; so even a loop nobody noticed costs no more than a time-out.
 */
public final class Forwarder implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Forwarder.class);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);
  private static final int MIN_TRIES = 2;

  private record Waiter(InetAddress client, Consumer<UpstreamAnswer> sink) {}

  private final ForwardConfig config;
  private final Time time;
  private final UpstreamQuery exchange;
  private final UpstreamServers servers;
  private final AnswerCache cache;
  private final ClientShares shares;
  private final ForwardMetrics metrics;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Question, List<Waiter>> asked = new HashMap<>();
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("dns-forward-", 0).factory());

  /**
   * @param random hard to guess
   */
  public Forwarder(
      ForwardConfig config, Time time, RandomGenerator random, MeterRegistry registry) {
    this.config = config;
    this.time = time;
    exchange = new UpstreamQuery(random);
    servers = new UpstreamServers(config, exchange, time, random);
    cache = new AnswerCache(config.cacheEntries(), config.cacheBytes(), registry);
    shares = new ClientShares(config.concurrent(), config.perClient());
    metrics = new ForwardMetrics(registry);
  }

  /** Begins to follow resolv.conf. */
  public Forwarder start() {
    servers.start();
    return this;
  }

  @Override
  public void close() {
    servers.close();
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("questions to upstream servers did not end in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether a client's question is one we asked to find loops; it is to be refused. */
  public boolean isProbe(Name name, int type) {
    return servers.isProbe(name, type);
  }

  /**
   * Answers at once from the cache, or later from another thread.
   *
   * @param client whose share of the questions it takes
   * @param sink called exactly once, unless this closes first; must not block
   */
  public void ask(Question question, InetAddress client, Consumer<UpstreamAnswer> sink) {
    var hit = cache.get(question, time.nanos());
    if (hit != null) {
      sink.accept(hit.answer());
      if (hit.refresh()) {
        refresh(question);
      }
      return;
    }
    if (!shares.enter(client)) {
      metrics.rejected();
      sink.accept(UpstreamAnswer.failure(question, Rcode.REFUSED, time.nanos()));
      return;
    }
    join(question, List.of(new Waiter(client, sink)));
  }

  private void refresh(Question question) {
    lock.lock();
    try {
      if (asked.size() >= config.concurrent()) {
        return; // clients that wait come first
      }
    } finally {
      lock.unlock();
    }
    metrics.prefetched();
    join(question, List.of());
  }

  /** Lets clients wait for an answer, and asks for it unless that is being done. */
  private void join(Question question, List<Waiter> waiters) {
    lock.lock();
    try {
      var others = asked.get(question);
      if (others != null) {
        others.addAll(waiters);
        return;
      }
      asked.put(question, new ArrayList<>(waiters));
    } finally {
      lock.unlock();
    }
    try {
      threads.execute(() -> find(question));
    } catch (RejectedExecutionException closed) {
      tell(question, UpstreamAnswer.failure(question, Rcode.SERVFAIL, time.nanos()));
    }
  }

  private void find(Question question) {
    var answer = UpstreamAnswer.failure(question, Rcode.SERVFAIL, time.nanos());
    try {
      answer = askServers(question);
      cache.put(question, answer, time.nanos());
    } finally {
      tell(question, answer);
    }
  }

  private void tell(Question question, UpstreamAnswer answer) {
    List<Waiter> waiters;
    lock.lock();
    try {
      waiters = asked.remove(question);
    } finally {
      lock.unlock();
    }
    for (var waiter : waiters) {
      shares.leave(waiter.client);
      try {
        waiter.sink.accept(answer);
      } catch (RuntimeException e) {
        LOG.error("an answer could not be told name={}", question.name(), e);
      }
    }
  }

  private UpstreamAnswer askServers(Question question) {
    var end = System.nanoTime() + config.totalLimit().toNanos();
    var order = servers.of(question.name());
    var tries = order.isEmpty() ? 0 : Math.max(MIN_TRIES, order.size());
    var answer = UpstreamAnswer.failure(question, Rcode.SERVFAIL, time.nanos());
    for (var i = 0; i < tries && System.nanoTime() < end; i++) {
      var left = Duration.ofNanos(end - System.nanoTime());
      var limit = left.compareTo(config.tryLimit()) < 0 ? left : config.tryLimit();
      var message = ask(order.get(i % order.size()), question, limit);
      if (message != null) {
        answer = read(message, question);
        if (!answer.isFailure()) {
          return answer;
        }
      }
      if (Thread.currentThread().isInterrupted()) {
        return answer;
      }
    }
    return answer;
  }

  private UpstreamAnswer read(Message message, Question question) {
    try {
      return UpstreamAnswer.of(message, time.nanos());
    } catch (IOException | RuntimeException e) {
      LOG.debug("unreadable answer name={} error=\"{}\"", question.name(), e.toString());
      return UpstreamAnswer.failure(question, Rcode.SERVFAIL, time.nanos());
    }
  }

  /** Null when the server did not answer. */
  private Message ask(InetSocketAddress server, Question question, Duration limit) {
    var start = System.nanoTime();
    try {
      var message = exchange.ask(server, question, limit);
      servers.answered(server);
      metrics.answered(server, message.getRcode(), Duration.ofNanos(System.nanoTime() - start));
      return message;
    } catch (IOException e) {
      servers.failed(server);
      metrics.failed(server, Duration.ofNanos(System.nanoTime() - start));
      LOG.debug("no answer server={} name={}: {}", server, question.name(), e.toString());
      return null;
    }
  }
}
