package dev.quarterdeck.agent.http;

/** Why the agent sends a request to a container, as the User-Agent header tells. */
public enum HttpPurpose {
  PROBE("kube-probe/1.36", false),
  LIFECYCLE_HOOK("kube-lifecycle/1.36", true);

  private final String userAgent;
  private final boolean fallsBackToHttp;

  HttpPurpose(String userAgent, boolean fallsBackToHttp) {
    this.userAgent = userAgent;
    this.fallsBackToHttp = fallsBackToHttp;
  }

  public String userAgent() {
    return userAgent;
  }

  /** Whether an HTTPS request is repeated over HTTP when the server speaks only that. */
  boolean fallsBackToHttp() {
    return fallsBackToHttp;
  }
}
