package dev.quarterdeck.apiserver;

import dev.quarterdeck.apiserver.store.Store;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** Stores that behave in some way beside what they hold. */
public final class Stores {

  private Stores() {}

  /** Told of every call before the store is; what it throws is what the caller gets. */
  @FunctionalInterface
  public interface Calls {
    void before(String method, Object[] arguments) throws Exception;
  }

  public static Store withCalls(Store store, Calls calls) {
    return (Store)
        Proxy.newProxyInstance(
            Store.class.getClassLoader(),
            new Class<?>[] {Store.class},
            (_, method, arguments) -> {
              calls.before(method.getName(), arguments == null ? new Object[0] : arguments);
              try {
                return method.invoke(store, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** One that several servers use: it stays open when they close. */
  public static Store shared(Store store) {
    return (Store)
        Proxy.newProxyInstance(
            Store.class.getClassLoader(),
            new Class<?>[] {Store.class},
            (_, method, arguments) -> {
              try {
                return method.getName().equals("close") ? null : method.invoke(store, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
