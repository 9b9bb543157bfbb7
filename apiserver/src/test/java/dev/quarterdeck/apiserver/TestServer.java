package dev.quarterdeck.apiserver;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A {@link DevServer} for all tests of a class, where the field that registers it is static, or
 * else for each test; it starts when it is first asked for, and all that it owns ends with it.
 */
public class TestServer
    implements Supplier<DevServer>, BeforeAllCallback, AfterEachCallback, AfterAllCallback {

  private final Supplier<DevServer> starter;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private DevServer server;
  private boolean shared;

  public TestServer() {
    this(DevServer::start);
  }

  /**
   * @param starter starts a server that has something special
   */
  public TestServer(Supplier<DevServer> starter) {
    this.starter = starter;
  }

  /** The server, which runs. */
  @Override
  public synchronized DevServer get() {
    if (server == null) {
      server = own(starter.get());
    }
    return server;
  }

  /** Closes {@code part} before the server, and before parts that were there earlier. */
  protected final synchronized <T extends AutoCloseable> T own(T part) {
    open.push(part);
    return part;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    shared = true;
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    if (!shared) {
      close();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    close();
  }

  private void close() throws Exception {
    while (!open.isEmpty()) {
      open.pop().close();
    }
    server = null;
  }
}
