package dev.quarterdeck.dns.server;

import dev.quarterdeck.dns.wire.TcpFrame;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection: questions are read as they come, answers written as they are there, each
 * with its length before it. A client that asks faster than it reads is cut off.
 */
final class TcpConnection {

  /** Where questions go. */
  interface Questions {
    /** Returns whether {@code sink} will be told an answer. */
    boolean ask(byte[] packet, Consumer<byte[]> sink);
  }

  private static final Logger LOG = LoggerFactory.getLogger(TcpConnection.class);
  private static final Duration IDLE = Duration.ofSeconds(10);
  // Longer than any question to other servers takes.
  private static final Duration DRAIN = Duration.ofSeconds(6);
  private static final int MAX_QUERY = 4096;
  private static final int MAX_ANSWERS = 128;

  private final Socket socket;
  private final Questions questions;
  private final Consumer<TcpConnection> onEnd;
  private final BlockingQueue<byte[]> answers = new ArrayBlockingQueue<>(MAX_ANSWERS);
  private final AtomicInteger owed = new AtomicInteger();
  private volatile boolean ended;
  private final Thread writer = Thread.ofVirtual().name("dns-tcp-writer").unstarted(this::write);

  TcpConnection(Socket socket, Questions questions, Consumer<TcpConnection> onEnd) {
    this.socket = socket;
    this.questions = questions;
    this.onEnd = onEnd;
  }

  void start() {
    writer.start();
    Thread.ofVirtual().name("dns-tcp-reader").start(this::read);
  }

  void close() {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.debug("connection not closed error=\"{}\"", e.toString());
    }
    writer.interrupt();
  }

  private void read() {
    try {
      socket.setTcpNoDelay(true);
      while (true) {
        var packet = TcpFrame.read(socket, MAX_QUERY, IDLE);
        owed.incrementAndGet();
        if (!questions.ask(packet, this::answer)) {
          return;
        }
      }
    } catch (IOException e) {
      LOG.debug("connection ends error=\"{}\"", e.toString());
    } finally {
      awaitAnswers();
      close();
      onEnd.accept(this);
    }
  }

  /** A client may end its side and still read. */
  private void awaitAnswers() {
    ended = true;
    try {
      if (owed.get() > 0) {
        writer.join(DRAIN);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void answer(byte[] reply) {
    if (!answers.offer(reply)) {
      close();
    }
  }

  private void write() {
    try {
      var out = socket.getOutputStream();
      while (!ended || owed.get() > 0) {
        out.write(TcpFrame.of(answers.take()));
        owed.decrementAndGet();
      }
    } catch (IOException e) {
      LOG.debug("answer not written error=\"{}\"", e.toString());
      close();
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }
}
