package dev.quarterdeck.apiserver.grpc;

/** A method as calls name it: {@code /service/method}. */
record MethodName(String service, String method) {

  /** What calls of methods that are not there are counted as, whatever names they make up. */
  static final MethodName UNKNOWN = new MethodName("unknown", "unknown");

  static MethodName of(String path) {
    var slash = path.lastIndexOf('/');
    return slash < 1
        ? UNKNOWN
        : new MethodName(path.substring(1, slash), path.substring(slash + 1));
  }
}
