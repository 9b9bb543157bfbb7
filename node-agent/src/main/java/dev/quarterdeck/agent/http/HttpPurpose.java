package dev.quarterdeck.agent.http;

/** The purpose of a request to a container. The User-Agent header names it. */
public enum HttpPurpose {
  PROBE("kube-probe/1.36", false),
  LIFECYCLE_HOOK("kube-lifecycle/1.36", true);

  private final String userAgent;
  private final boolean fallsBackToHttp;

  HttpPurpose(String userAgent, boolean fallsBackToHttp) {
    this.userAgent = userAgent;
    this.fallsBackToHttp = fallsBackToHttp;
  }

  /** The value of the User-Agent header. */
  public String userAgent() {
    return userAgent;
  }

  /** Whether the client repeats an HTTPS request over HTTP when the server speaks only HTTP. */
  boolean fallsBackToHttp() {
    return fallsBackToHttp;
  }
}
